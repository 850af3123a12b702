"""Accounts that come from an older billing system."""
