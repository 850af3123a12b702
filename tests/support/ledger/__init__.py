"""Accounts: things to test with, histories, and second opinions."""
