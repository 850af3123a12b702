"""Servers that carry changes between processes."""
