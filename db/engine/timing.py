"""The number and the duration of the statements of this process, by kind.

These are plain numbers without locks, since a process has one database. A batch's statement is
everything that a `Writer` sends at once: on SQLite, a whole transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from time import perf_counter
from typing import Any, TypeVar

from tortoise.backends.base.client import BaseDBAsyncClient

from db.engine.writing import writing

ResultT = TypeVar("ResultT")


class Kind(StrEnum):
    """The kind of a statement. OTHER is every statement on the models' connections."""

    BATCH_READ = "batch_read"
    BATCH_WRITE = "batch_write"
    GROUP_READ = "group_read"
    OTHER = "other"


class Sent:
    """Statements of one kind. `seconds` is the time until their result or failure."""

    __slots__ = ("count", "seconds")

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0


sent: dict[Kind, Sent] = {kind: Sent() for kind in Kind}

OnStatement = Callable[[Kind, float], None]
_listeners: list[OnStatement] = []


def listen(hear: OnStatement) -> Callable[[], None]:
    """Call `hear` with every statement from now on. Call the returned function to stop."""
    _listeners.append(hear)
    return lambda: _listeners.remove(hear)


async def timed(kind: Kind, statement: Awaitable[ResultT]) -> ResultT:
    """Await a statement and count it. Return its result or raise its error."""
    started = perf_counter()
    try:
        return await statement
    except Exception as error:
        writing.failed(error)
        raise
    finally:
        seconds = perf_counter() - started
        of_kind = sent[kind]
        of_kind.count += 1
        of_kind.seconds += seconds
        for hear in _listeners:
            hear(kind, seconds)


class TimedClient(BaseDBAsyncClient):
    """A mixin that times the statements of a client or transaction. It must precede that class in
    the list of base classes."""

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        return await timed(Kind.OTHER, super().execute_insert(query, values))

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        await timed(Kind.OTHER, super().execute_many(query, values))

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Any]:
        return await timed(Kind.OTHER, super().execute_query(query, values))

    async def execute_query_dict(
        self, query: str, values: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        return await timed(Kind.OTHER, super().execute_query_dict(query, values))
