"""Reads of all rows that an audit needs."""
