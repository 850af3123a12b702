"""The rules of billing: pure functions. No await, no clock, no I/O, no third-party import."""
