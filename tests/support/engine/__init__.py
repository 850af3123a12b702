"""Databases for tests, connections that break, and counters of statements."""
