"""Rows of accounts, entries and holds."""
