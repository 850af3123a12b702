"""Rollups, and reads of the figures from them."""
