"""Reads of all rows for an audit."""
