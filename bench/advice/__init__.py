"""What suggestions are worth, measured on a trace of real requests."""
