"""What everything stands on: the file, acts, events and their delivery. Knows no kind of object."""
