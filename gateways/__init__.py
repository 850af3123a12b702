"""Connections to other systems: files, tokens, other processes. Never imports db or schema."""
