"""The worth of suggestions, measured on a trace of real requests."""
