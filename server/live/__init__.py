"""The websocket endpoint: messages, outboxes, shared channels and running operations."""
