"""Asking the database, without waiting for one that does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

ANSWER_SECONDS = 2.0
"""How long probes and scrapes wait: whoever sends them gives up after a few seconds more."""

Answer = TypeVar("Answer")


class Patience(Generic[Answer]):
    """Puts one question. Whoever asks while it is under way shares its answer, so that questions do
    not pile up on the connections of a database that hangs."""

    def __init__(self, question: Callable[[], Coroutine[Any, Any, Answer]]) -> None:
        self._question = question
        self._asking: asyncio.Task[Answer] | None = None

    async def answer(self) -> Answer:
        """Raises what the question raises, and TimeoutError (which is transient, as a lost
        connection is) where there is no answer within ANSWER_SECONDS."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._question())
        # Not cancelled: giving a connection back that hangs would hang too.
        done, _ = await asyncio.wait({self._asking}, timeout=ANSWER_SECONDS)
        if not done:
            raise TimeoutError("the database does not answer")
        return self._asking.result()
