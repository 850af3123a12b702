"""How often Python's cyclic garbage collector runs, and how long a thread keeps the interpreter.

Reference counting frees the objects of a use at once. With Python's defaults the collector would
still examine all permanent objects (the schema, thousands of cached accounts) every few hundred
uses.
"""

from __future__ import annotations

import gc
import sys

YOUNG, MIDDLE, OLD = 50_000, 1, 5_000
"""How many new objects start a collection of the youngest generation, and how many collections
of one generation start one of the next. A batch of 1,000 uses makes about 30,000 objects, all of
which it needs until its end: looking at them would be 2 % of its work. Reading a document leaves
most of what is worth collecting; `server.operations.litter` collects that. A collection of the
oldest generation stops everything for a tenth of a second or more, so it is rare."""
SWITCH_SECONDS = 0.001
"""How long a thread keeps the interpreter while another one waits for it. With Python's 5 ms, the
event loop would wait several times so long for each request while a document is read beside it."""


def settle_memory() -> None:
    """Exclude all present objects from collection, collect new ones less often, and let threads
    take turns more often.

    Call it when the process has started.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    sys.setswitchinterval(SWITCH_SECONDS)
