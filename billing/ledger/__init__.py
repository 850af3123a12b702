"""Accounts, grants, holds and quotas: what a command may do, and the entries it makes."""
