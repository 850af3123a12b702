"""Bulk writes of an import from an older system."""
