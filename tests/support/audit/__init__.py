"""Helpers that change rows of the database without the application, and histories to replay."""
