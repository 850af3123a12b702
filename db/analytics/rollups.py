"""Folding of entries into the rollups: statements in a transaction that holds the accounts'
`rolled` rows. Lock tables in the order of this file, and rows in the order of their keys, to avoid
deadlocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from billing.analytics.tally import Moves, plan_named
from billing.ledger.entry import Entry
from billing.ledger.grant import Charge
from db.analytics import rollups_sql as sql
from db.engine.sql import Connection, as_day, as_json, as_time, rows
from db.ledger.rows import entry_from


class Span(NamedTuple):
    """The entries of one account with revisions in (low, high]. The sums of its first `blocks`
    blocks exist."""

    account_id: str
    low: int
    high: int
    opened_at: datetime
    blocks: int


class Segment(NamedTuple):
    """A part of a span in which the account was on `plan`."""

    account_id: str
    low: int
    high: int
    plan: str


class Stood(NamedTuple):
    """The plan and history of an account before a span."""

    plan: str
    has_subscribed: bool


async def lock_behind(conn: Connection, ids: Iterable[str]) -> list[Span]:
    """Return the spans that the rollups do not contain yet, or with blocks that have no sums yet,
    in id order. No other process folds these accounts until the transaction ends."""
    met = as_json([name] for name in sorted(set(ids)))
    await rows(sql.MET, met, conn=conn, table=sql.IDS)
    found = await rows(sql.LOCKED, met, conn=conn, table=sql.IDS)
    return [
        Span(row["account_id"], row["low"], row["high"], as_time(row["opened_at"]), row["blocks"])
        for row in found
    ]


async def turns(conn: Connection, spans: Sequence[Span]) -> list[Entry]:
    """Return every entry that is not a plain use, by account and revision, without holds."""
    return [entry_from(row) for row in await _of(conn, sql.TURNS, _rows(spans))]


async def stood(conn: Connection, spans: Sequence[Span]) -> dict[str, Stood]:
    """Return the state of the accounts before their spans."""
    found = await _of(conn, sql.STOOD, _rows(spans))
    return {
        row["account_id"]: Stood(plan_named(row["reason"]), bool(row["subscribed"]))
        for row in found
    }


async def buyers(conn: Connection, spans: Sequence[Span]) -> set[str]:
    """Return the accounts that had bought a pack before their span."""
    found = await _of(conn, sql.BUYERS, _rows(spans))
    return {row["account_id"] for row in found}


async def hold_charges(
    conn: Connection, holds: Sequence[tuple[str, int]]
) -> defaultdict[str, dict[int, tuple[Charge, ...]]]:
    """Return the charges of holds, by account and number."""
    charges: defaultdict[str, dict[int, tuple[Charge, ...]]] = defaultdict(dict)
    for row in await _of(conn, sql.PLACED, [(*hold, 0, "") for hold in holds]):
        entry = entry_from(row)
        charges[entry.account_id][entry.revision] = entry.charges
    return charges


async def add_uses(conn: Connection, segments: Sequence[Segment]) -> None:
    await _of(conn, sql.ADD_USES, segments)


async def add_units(conn: Connection, spans: Sequence[Span]) -> None:
    await _of(conn, sql.ADD_UNITS, _rows(spans))


async def spent(conn: Connection, spans: Sequence[Span]) -> list[tuple[date, str, int]]:
    """Return the tokens that uses spent, by day of recording and source."""
    found = await _of(conn, sql.SPENT, _rows(spans))
    return [(as_day(row["day"]), row["source"], int(row["tokens"])) for row in found]


async def owed(conn: Connection, spans: Sequence[Span]) -> tuple[list[tuple[date, int]], bool]:
    """Return the debt from settled holds, by day of recording, and whether any use has details."""
    found = await _of(conn, sql.OWED, _rows(spans))
    debts = [(as_day(row["day"]), int(row["tokens"]) - int(row["paid"])) for row in found]
    return debts, any(row["detailed"] for row in found)


async def add_moves(conn: Connection, moves: Moves) -> None:
    changed = [(*key, *tokens) for key, tokens in moves.items() if any(tokens)]
    if changed:
        await rows(sql.ADD_MOVES, as_json(changed), conn=conn, table=sql.MOVES)


async def add_events(conn: Connection, events: Mapping[tuple[date, str], int]) -> None:
    given = [(*key, number) for key, number in events.items()]
    if given:
        await rows(sql.ADD_EVENTS, as_json(given), conn=conn, table=sql.EVENTS)


async def add_active_months(conn: Connection, spans: Sequence[Span]) -> list[tuple[str, date]]:
    """Store which accounts used any model in which months. Return the new pairs."""
    found = await _of(conn, sql.ADD_ACTIVE, _rows(spans))
    return [(row["account_id"], as_day(row["month"])) for row in found]


async def add_cohorts(conn: Connection, accounts: Mapping[tuple[date, date], int]) -> None:
    given = [(*key, number) for key, number in accounts.items()]
    if given:
        await rows(sql.ADD_COHORTS, as_json(given), conn=conn, table=sql.COHORTS)


async def set_rolled(conn: Connection, spans: Sequence[Span]) -> None:
    await _of(conn, sql.ROLLED, _rows(spans))


async def _of(conn: Connection, text: str, spans: Sequence[Sequence[object]]) -> Sequence[Any]:
    return await rows(text, as_json(spans), conn=conn, table=sql.SPANS) if spans else ()


Mark = datetime | int
"""A place among all entries, in the order in which they were written."""

MARGIN = timedelta(minutes=15)
"""How much later than its time an entry may be written: with slow commits and other clocks."""


async def mark(now: datetime) -> Mark:
    """Return a mark that all entries of later commits are after."""
    found = (await rows("{new mark}", now - MARGIN))[0]["mark"]
    return found if isinstance(found, int) else as_time(found)


async def behind(*, since: Mark | None, after: str, limit: int) -> list[str]:
    """Return accounts with entries that the rollups do not contain, in id order. With a mark, only
    those with an entry after it: by an index. Without one, this reads all accounts."""
    if since is None:
        found = await rows(sql.BEHIND, after, limit)
    else:
        found = await rows(sql.BEHIND_SINCE, after, limit, since)
    return [row["id"] for row in found]


def _rows(spans: Sequence[Span]) -> list[tuple[str, int, int, str]]:
    return [(*span[:3], "") for span in spans]
