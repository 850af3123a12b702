"""Packs and subscriptions, as facts from payment events."""
