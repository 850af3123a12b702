"""Purchases and subscriptions, as the API shows them."""
