"""Accounts for tests: factories, random histories, and oracles."""
