"""Outgoing webhooks: what partners are told, by signed requests to their servers."""
