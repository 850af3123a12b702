"""The parts of the websocket endpoint: messages, outboxes, shared channels, running operations."""
