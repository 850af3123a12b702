"""Runs a query, without waiting long for a database that does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

ANSWER_SECONDS = 2.0
"""How long probes and scrapes wait. Their senders time out a few seconds later."""
GIVE_UP_SECONDS = 5.0
"""How long the query may take, for any number of waiting callers."""

Answer = TypeVar("Answer")


class Patience(Generic[Answer]):
    """One query. Callers that come while it runs share its result, so that queries do not occupy
    all connections of a database that hangs."""

    def __init__(self, question: Callable[[], Coroutine[Any, Any, Answer]]) -> None:
        self._question = question
        self._asking: asyncio.Task[Answer] | None = None

    async def answer(self) -> Answer:
        """Return the result. Raises the query's errors, and TimeoutError if there is no result
        within ANSWER_SECONDS. TimeoutError counts as transient, like a lost connection."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
            # Read the error, because nobody may be waiting for it any more.
            self._asking.add_done_callback(lambda task: task.cancelled() or task.exception())
        # The query is not cancelled together with one caller, because others share its result.
        done, _ = await asyncio.wait({self._asking}, timeout=ANSWER_SECONDS)
        if not done:
            raise TimeoutError("the database does not answer")
        return self._asking.result()

    async def _ask(self) -> Answer:
        # Then the hanging connection is closed, and the next query uses another one.
        async with asyncio.timeout(GIVE_UP_SECONDS):
            return await self._question()
