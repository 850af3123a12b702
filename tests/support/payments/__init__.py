"""Purchases, the sandbox, and a shop around both."""
