"""The base of the sandbox: the file, acts, events and their delivery. It knows no object type."""
