"""Purchases, the sandbox, and a shop that uses both."""
