"""The clock for all written times: its check for jumps, and in development its offset."""
