"""The types of the GraphQL API. Never imports db or gateways."""
