"""Purchases, subscriptions, webhooks and reconciliation."""
