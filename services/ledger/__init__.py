"""Accounts, holds, quotes and history."""
