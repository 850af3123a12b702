"""Rows changed behind the back of the application."""
