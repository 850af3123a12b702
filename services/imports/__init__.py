"""Imports of usage, and imports from an older system."""
