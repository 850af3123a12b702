"""A generated older system, and imports."""
