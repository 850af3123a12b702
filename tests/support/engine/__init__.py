"""Databases, wires to them, and the statements sent."""
