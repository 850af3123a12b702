"""Use cases: each one reads the database, applies the rules of `billing` and writes the result."""
