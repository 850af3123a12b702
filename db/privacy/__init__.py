"""Erasure, exports and the log of actions."""
