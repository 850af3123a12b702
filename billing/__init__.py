"""The law: pure rules of billing. No await, no clock, no I/O, no third-party import."""
