"""Folding into the rollups."""
