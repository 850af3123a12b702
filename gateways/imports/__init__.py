"""Reads of files and databases for imports."""
