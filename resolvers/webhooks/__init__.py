"""Outgoing webhooks: the endpoints of partners."""
