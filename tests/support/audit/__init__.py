"""Helpers that change rows of the database without the application."""
