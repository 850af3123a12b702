"""Reads files and databases that are imported."""
