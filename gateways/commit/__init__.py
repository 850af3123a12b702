"""Other workers of this machine."""
