"""Accounts, usage, holds and their results, as the API shows them."""
