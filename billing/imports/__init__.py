"""Accounts from an older billing system."""
