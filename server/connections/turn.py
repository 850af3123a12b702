"""How much is parsed in one turn of the event loop, for all connections together."""

from __future__ import annotations

import asyncio

SLICES_MAX = 2.0
"""A slice takes up to 6 ms, if somebody fills it with the smallest frames."""


class Turn:
    """The present turn of the event loop. Many connections whose data came at once share it."""

    def __init__(self) -> None:
        self._slices = 0.0

    @property
    def is_full(self) -> bool:
        return self._slices >= SLICES_MAX

    def add(self, slices: float, loop: asyncio.AbstractEventLoop) -> None:
        """Count what is parsed now, in slices. The next turn begins with nothing."""
        if not self._slices:
            loop.call_soon(self._end)
        self._slices += slices

    def _end(self) -> None:
        self._slices = 0.0
