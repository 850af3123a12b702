"""The price that a caller pays: the list price without its discounts."""
