"""Tests of metered calls."""
