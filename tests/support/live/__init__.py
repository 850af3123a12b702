"""Servers that carry changes between processes, and listeners who follow accounts."""
