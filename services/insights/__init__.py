"""Insights for an account."""
