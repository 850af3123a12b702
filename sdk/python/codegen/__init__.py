"""Generates the typed API of the client from the SDL. It is not part of the wheel."""
