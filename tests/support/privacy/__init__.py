"""Helpers for tests of exports and erasures."""
