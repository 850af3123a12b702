"""Requests about teams that had an effect, for their repeats. Billing rule 8."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from billing.ledger.entry import key_hash
from billing.ledger.teams.answers import TeamAnswer, team_answer
from db.models import TeamRequest


class AnsweredRequest(NamedTuple):
    """A request that had an effect: the fingerprint of its content, and its answer."""

    fingerprint: bytes
    answer: TeamAnswer


async def find_request(account_id: str, key: str) -> AnsweredRequest | None:
    """Return the caller's request with this key."""
    query = TeamRequest.filter(account_id=account_id, key_hash=key_hash(key))
    rows = await query.values_list("fingerprint", "answer")
    return AnsweredRequest(bytes(rows[0][0]), team_answer(rows[0][1])) if rows else None


async def add_request(
    account_id: str, key: str, fingerprint: bytes, answer: TeamAnswer, at: datetime
) -> None:
    await TeamRequest.create(
        account_id=account_id,
        key_hash=key_hash(key),
        fingerprint=fingerprint,
        answer=answer.encode(),
        created_at=at,
    )
