"""Metered calls: hold before, settle after, whatever happens between."""
