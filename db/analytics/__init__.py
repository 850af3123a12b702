"""Rollups, and the figures read from them."""
