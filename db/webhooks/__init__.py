"""Outgoing webhooks: endpoints, and the deliveries that wait or are over."""
