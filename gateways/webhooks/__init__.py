"""Requests to the servers of partners."""
