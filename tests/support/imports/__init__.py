"""An older system, and imports from it."""
