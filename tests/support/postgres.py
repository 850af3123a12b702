"""The PostgreSQL of the tests is that of the benchmark."""

from bench.postgres import create_database, drop_database, postgres_server

__all__ = ["create_database", "drop_database", "postgres_server"]
