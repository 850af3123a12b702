"""How often Python looks for garbage that refers to itself.

What a use leaves behind is freed at once, by counting references; yet the collector would walk
through all that lives (the schema, thousands of remembered accounts) every few hundred uses.
"""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 20
"""Objects made until the youngest are looked at, and how many such looks until the older are."""


def settle_memory() -> None:
    """Once all that stays is made: it is looked at no more, and what is new less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
