"""The door: the only place where things are wired together."""
