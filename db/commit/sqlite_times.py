"""The texts of times for SQLite.

sqlite3 would look up how to write each time and format it anew. That takes a tenth of the time of a
row, and the times of an account are the same in each of its batches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from db.ledger.rows import ACCOUNT_COLUMNS, ENTRY_COLUMNS, GRANT_COLUMNS

TEXTS_MAX = 20_000
"""Two times of each account that the committer remembers, about 5 MB."""


@lru_cache(maxsize=TEXTS_MAX)
def time_text(time: datetime | None) -> str | None:
    """Return a time as SQLite's tables have it: in UTC, with a blank before the hour. Equal times
    are the same instant, whatever their offsets."""
    return None if time is None else time.astimezone(UTC).isoformat(" ")


def _texts_of(columns: Sequence[str]) -> Callable[[tuple[Any, ...]], list[Any]]:
    """Return a function that puts the texts of its times into a row with these columns."""
    places = [place for place, name in enumerate(columns) if name.endswith("_at")]

    def texts(row: tuple[Any, ...]) -> list[Any]:
        values = list(row)
        for place in places:
            values[place] = time_text(values[place])
        return values

    return texts


account_texts = _texts_of(ACCOUNT_COLUMNS)
entry_texts = _texts_of(ENTRY_COLUMNS)
grant_texts = _texts_of(GRANT_COLUMNS)
