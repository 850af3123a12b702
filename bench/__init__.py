"""Benchmarks that compare the service with the limit of its database."""
