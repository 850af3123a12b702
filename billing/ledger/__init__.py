"""Accounts, grants, holds and quotas: the decisions on commands, and the resulting entries."""
