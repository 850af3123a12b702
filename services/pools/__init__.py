"""Pools: limits that all accounts share, leased in parts by processes."""
