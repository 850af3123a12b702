"""How many operations are let in at once, and in which order."""
