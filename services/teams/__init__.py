"""Requests about teams, and what their members see."""
