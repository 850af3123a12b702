"""Finds uses whose `occurredAt` is too old or in the future."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from billing.checks import check_time
from billing.errors import BadInput
from billing.ledger.commands import RecordUsage
from billing.ledger.entry import key_hash
from db.ledger.history import recorded_keys


async def untimely(commands: Sequence[RecordUsage], now: datetime) -> list[tuple[int, BadInput]]:
    """Return the positions and errors of the commands that are refused for `occurred_at`.

    A repeat of a recorded use is not among them: the same key returns the first result at any later
    time (billing rule 8).
    """
    found = [
        (number, mistake)
        for number, command in enumerate(commands)
        if command.occurred_at is not None and (mistake := _mistake(command, now))
    ]
    if not found:
        return []
    known = await recorded_keys([_key(commands[number]) for number, _ in found])
    return [one for one in found if _key(commands[one[0]]) not in known]


def _mistake(command: RecordUsage, now: datetime) -> BadInput | None:
    try:
        check_time(command.occurred_at, now)
    except BadInput as mistake:
        return mistake
    return None


def _key(command: RecordUsage) -> tuple[str, bytes]:
    return command.account_id, key_hash(command.idempotency_key)
