"""Proves balances from the ledger."""
