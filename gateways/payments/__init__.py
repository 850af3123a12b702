"""The payment provider: its API and its events."""
