"""Forecasts, savings, offers and advice for an account."""
