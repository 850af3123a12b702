"""GraphQL clients of others, as docs/clients.md configures them, against a real server."""
