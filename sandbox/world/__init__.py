"""The base of the sandbox: file, acts, events and their delivery. It contains no object types."""
