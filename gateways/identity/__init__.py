"""Verifies JSON web tokens."""
