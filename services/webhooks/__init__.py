"""Outgoing webhooks: endpoints of partners, events for them, and their delivery."""
