"""Counting what became of commands: uses that were refused, and units without a rate."""
