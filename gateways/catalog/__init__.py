"""Reads catalog files."""
