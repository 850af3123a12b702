"""Purchases of packs: orders, what is received for them, and refunds."""
