"""Commands of programmes and codes."""
