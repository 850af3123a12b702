"""The nouns: what the GraphQL API speaks of. Never imports db or gateways."""
