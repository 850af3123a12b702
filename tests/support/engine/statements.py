"""Records the executed statements on both kinds of database.

It records the statements of the models' connections and of the batches' own connections. There, one
call of the writer counts once. Those of background tasks, which run at any time, do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tortoise.backends.asyncpg import client as postgres
from tortoise.backends.sqlite import client as sqlite

from db.commit.postgres_writer import PostgresWriter
from db.commit.sqlite_writer import SqliteWriter
from resolvers.request import background_task

# A transaction's own class overrides only some of their methods.
CLIENTS: tuple[type, ...] = (
    sqlite.SqliteClient,
    sqlite.SqliteTransactionWrapper,
    postgres.AsyncpgDBClient,
    postgres.TransactionWrapper,
)
WRITERS = (PostgresWriter, SqliteWriter)
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
        if background_task.get() is None:
            seen.append(query if isinstance(query, str) else method.__name__)
        return await method(client, query, *arguments)

    return noted
