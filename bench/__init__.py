"""Measures the service beside the limit of its database. The product never imports this."""
