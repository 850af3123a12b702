"""The doors outward: files, tokens, other processes. Never imports db or schema."""
