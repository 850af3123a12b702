"""Prices below the list price, programmes and codes, as the API shows them."""
