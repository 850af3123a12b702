"""Which suggestions accounts were shown, and whether they followed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from billing.insights.following import Followed, Pair
from db.engine.sql import as_json, as_text, as_time, rows, table_of

_GIVEN = table_of(account_id="text", instead_of="text", model="text", shown_at="timestamptz")


@dataclass(frozen=True, slots=True)
class Shown:
    """A suggestion that an account was shown first at `shown_at`."""

    account_id: str
    pair: Pair
    shown_at: datetime


async def add_shown(shown: Iterable[Shown]) -> None:
    """Store what is not stored yet. What was shown to an account that was erased meanwhile is left
    out: an erasure waits for the lock, or changes the id first."""
    found = sorted((one.account_id, *one.pair, as_text(one.shown_at)) for one in shown)
    await rows(
        "INSERT INTO suggestion_shown (account_id, instead_of, model, shown_at) "
        "SELECT given.account_id, given.instead_of, given.model, given.shown_at "
        "FROM {given} AS given JOIN account ON account.id = given.account_id WHERE true "
        "{for key share of account} ON CONFLICT DO NOTHING",
        as_json(found),
        table=_GIVEN,
    )


async def pairs_of(account_id: str) -> dict[Pair, bool | None]:
    """Return what the account was shown, with whether it followed; None until that is judged."""
    found = await rows(
        "SELECT instead_of, model, followed FROM suggestion_shown WHERE account_id = $1", account_id
    )
    return {
        (row["instead_of"], row["model"]): None
        if row["followed"] is None
        else bool(row["followed"])
        for row in found
    }


async def due(*, upto: datetime, limit: int) -> list[Shown]:
    """Return what was shown up to this time and is not judged, the oldest first."""
    found = await rows(
        "SELECT account_id, instead_of, model, shown_at FROM suggestion_shown "
        "WHERE followed IS NULL AND shown_at <= $1 ORDER BY shown_at LIMIT $2",
        upto,
        limit,
    )
    return [
        Shown(row["account_id"], (row["instead_of"], row["model"]), as_time(row["shown_at"]))
        for row in found
    ]


async def judge(one: Shown, *, followed: bool) -> None:
    """Store whether it was followed. Other processes come to the same result."""
    await rows(
        "UPDATE suggestion_shown SET followed = $4 "
        "WHERE account_id = $1 AND instead_of = $2 AND model = $3",
        one.account_id,
        *one.pair,
        int(followed),
    )


async def followed_pairs() -> Mapping[Pair, Followed]:
    """Return the sums over all accounts of what is judged. No account is named."""
    found = await rows(
        "SELECT instead_of, model, count(*) AS shown, sum(followed) AS followed "
        "FROM suggestion_shown WHERE followed IS NOT NULL GROUP BY instead_of, model"
    )
    return {
        (row["instead_of"], row["model"]): Followed(int(row["shown"]), int(row["followed"]))
        for row in found
    }
