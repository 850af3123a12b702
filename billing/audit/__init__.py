"""A ledger replayed from its entries, independently of the code that wrote it."""
