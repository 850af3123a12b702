"""Asks the database a question, without waiting long for a database that does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

ANSWER_SECONDS = 2.0
"""How long probes and scrapes wait. Their senders give up after a few seconds more."""
GIVE_UP_SECONDS = 5.0
"""How long a question may take, however many wait for its answer."""

Answer = TypeVar("Answer")


class Patience(Generic[Answer]):
    """One question to the database. Callers that ask while it is under way share its answer, so
    that questions do not pile up on the connections of a database that hangs."""

    def __init__(self, question: Callable[[], Coroutine[Any, Any, Answer]]) -> None:
        self._question = question
        self._asking: asyncio.Task[Answer] | None = None

    async def answer(self) -> Answer:
        """Return the answer. Raises what the question raises, and TimeoutError if there is no
        answer within ANSWER_SECONDS. TimeoutError counts as transient, like a lost connection."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
            # If nobody waits any more, its error is of no use to anybody.
            self._asking.add_done_callback(lambda task: task.cancelled() or task.exception())
        # It is not cancelled together with one caller: others share its answer.
        done, _ = await asyncio.wait({self._asking}, timeout=ANSWER_SECONDS)
        if not done:
            raise TimeoutError("the database does not answer")
        return self._asking.result()

    async def _ask(self) -> Answer:
        # A connection that hangs is then given up, and the next question meets another one.
        async with asyncio.timeout(GIVE_UP_SECONDS):
            return await self._question()
