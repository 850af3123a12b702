"""Sums for the owner's figures."""
