"""Collects the garbage that reading documents leaves, in short steps.

A document is a tree with circles, which counting references does not free. Left to Python's own
thresholds, thousands of such trees would be freed at once, and everything would wait for that.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

LENGTH = 2_048
"""The characters of all documents after which garbage is collected."""


class Litter:
    """Counts what was read since the last collection."""

    def __init__(self) -> None:
        self._length = 0

    @contextmanager
    def made_by(self, length: int) -> Iterator[None]:
        """Read a document of this length in the block, whether that succeeds or not."""
        try:
            yield
        finally:
            self._length += length
            if self._length >= LENGTH:
                self._length = 0
                # What is kept goes to the oldest generation, and is not looked at again.
                gc.collect(1)
