"""Discounts of orders, programmes of accounts, and codes."""
