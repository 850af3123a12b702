"""Records the executed statements on both kinds of database.

It records the statements of the models' connections and of the batches' own connections. There, one
call of the writer counts once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tortoise.backends.asyncpg import client as postgres
from tortoise.backends.sqlite import client as sqlite

from db.commit.postgres_writer import PostgresWriter
from db.commit.sqlite_writer import SqliteWriter

# A transaction's own class overrides only some of their methods.
CLIENTS: tuple[type, ...] = (
    sqlite.SqliteClient,
    sqlite.SqliteTransactionWrapper,
    postgres.AsyncpgDBClient,
    postgres.TransactionWrapper,
)
WRITERS = (PostgresWriter, SqliteWriter)
BACKGROUND = {"alerts", "audit", "catalog", "clock", "following", "key uses", "key watch"} | {
    "pools",
    "rests",
    "rollups",
    "top ups",
    "webhooks",
}
"""The background tasks, which run at any time."""
METHODS = ("execute_query", "execute_query_dict", "execute_insert", "execute_many")


@contextmanager
def counting_statements() -> Iterator[list[str]]:
    """Yield the SQL of the block's statements, in order. A statement for many rows counts once."""
    seen: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for client in CLIENTS:
            for method in METHODS:
                if method in vars(client):
                    patch.setattr(client, method, _noting(vars(client)[method], seen))
        for writer in WRITERS:
            for method in ("read", "append"):
                patch.setattr(writer, method, _noting(vars(writer)[method], seen))
        yield seen


def _noting(method: Callable[..., Any], seen: list[str]) -> Callable[..., Any]:
    async def noted(client: Any, query: Any, *arguments: Any) -> Any:
        if _current_task_name() not in BACKGROUND:
            seen.append(query if isinstance(query, str) else method.__name__)
        return await method(client, query, *arguments)

    return noted


def _current_task_name() -> str | None:
    task = asyncio.current_task()
    return task.get_name() if task else None
