"""Imports of usage, and of an older system."""
