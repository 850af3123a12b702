"""The operations of the API: each checks rights, translates, and calls a service."""
