"""Packs and subscriptions, as facts that payment events tell."""
