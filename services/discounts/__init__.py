"""Programmes of accounts, and the codes that lead to them."""
