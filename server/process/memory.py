"""Settings of Python's cyclic garbage collector.

Reference counting frees the objects of a use at once. With Python's defaults the collector would
still examine all permanent objects (the schema, thousands of cached accounts) every few hundred
uses.
"""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 20
"""How many new objects start a collection of the youngest generation, and how many collections
of one generation start one of the next."""


def settle_memory() -> None:
    """Exclude all present objects from collection, and collect new ones less often.

    Call it when the process has started.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
