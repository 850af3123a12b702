"""Builds named tuples faster, for the values that every use makes."""

from __future__ import annotations

build = tuple.__new__
"""Return a named tuple from all its fields in order, without defaults: `build(Charge, (1, s, 5))`.

Takes half the time of a call of its class, which is a function in Python. Nothing counts the
fields, so tests compare what is built with what the class makes.
"""
