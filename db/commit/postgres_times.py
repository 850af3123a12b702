"""The encoding of times for PostgreSQL.

All rows of a batch have the same few times, and asyncpg takes as long to encode one of them as half
of a row's other columns together. So each is encoded once and cached.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import asyncpg

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""The epoch of PostgreSQL's microseconds."""
_MICROSECOND = timedelta(microseconds=1)


async def encode_once(connection: asyncpg.Connection) -> None:
    """Set this codec for times on a connection."""
    await connection.set_type_codec(
        "timestamptz",
        schema="pg_catalog",
        encoder=encoded,
        decoder=decoded,
        format="tuple",
    )


@lru_cache(maxsize=4_096)
def encoded(time: datetime) -> tuple[int]:
    """Encode an aware datetime. Equal datetimes are the same instant, whatever their offsets."""
    return ((time - _EPOCH) // _MICROSECOND,)


def decoded(counted: tuple[int]) -> datetime:
    """Decode to a datetime in UTC."""
    return _EPOCH + timedelta(microseconds=counted[0])
