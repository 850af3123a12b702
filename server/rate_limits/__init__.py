"""Rate limits: how much an address and a caller may ask for, per second and at once."""
