"""The changes of the programmes of accounts. A change requires the lock of its account
(`db.commit.journal.Journal.lock`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from billing.discounts.enrolling import ChangeKind, ProgrammeChange
from db import models
from db.engine.sql import Row, as_time, rows

_OPEN = (
    "SELECT * FROM programme_change a WHERE kind = 'ASKED' AND NOT EXISTS ("
    "SELECT 1 FROM programme_change b WHERE b.account_id = a.account_id "
    "AND b.programme = a.programme AND b.number > a.number) "
    "ORDER BY changed_at, account_id LIMIT $1"
)


async def changes_of(account_ids: Sequence[str]) -> dict[str, list[ProgrammeChange]]:
    """Return the changes of each account that has any, in their order."""
    query = models.ProgrammeChange.filter(account_id__in=list(account_ids))
    found: defaultdict[str, list[ProgrammeChange]] = defaultdict(list)
    for row in await query.order_by("account_id", "number").values():
        found[row["account_id"]].append(_change(row))
    return found


async def add_change(change: ProgrammeChange) -> None:
    await models.ProgrammeChange.create(**_row(change))


async def open_requests(limit: int) -> list[ProgrammeChange]:
    """Return the requests of all accounts that nobody has answered, the oldest first."""
    return [_change(row) for row in await rows(_OPEN, limit)]


def _row(change: ProgrammeChange) -> dict[str, Any]:
    return {**change._asdict(), "kind": change.kind.value}


def _change(row: Row) -> ProgrammeChange:
    return ProgrammeChange(
        **{
            **row,
            "kind": ChangeKind(row["kind"]),
            "until": _time(row["until"]),
            "changed_at": as_time(row["changed_at"]),
            "key_hash": _bytes(row["key_hash"]),
            "fingerprint": _bytes(row["fingerprint"]),
        }
    )


def _time(value: datetime | str | None) -> datetime | None:
    return None if value is None else as_time(value)


def _bytes(value: bytes | None) -> bytes | None:
    return None if value is None else bytes(value)
