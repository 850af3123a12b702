"""Rows of purchases, subscriptions and payment events."""
