"""The programmes of an account, as the sum of its changes. Changes are only added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from billing.window import add_months


class ChangeKind(StrEnum):
    """The kind of a change. SET is by an operator, CODE by a code; ASKED waits for an operator, and
    changes nothing yet. Each later SET, CODE or REMOVED of the same programme answers it."""

    SET = "SET"
    CODE = "CODE"
    REMOVED = "REMOVED"
    ASKED = "ASKED"


class ProgrammeChange(NamedTuple):
    """One change. `number` counts an account's changes from 1. `until` is the end of the enrolment,
    None for one without an end. `reason` is the operator's, or the proof of a request."""

    account_id: str
    number: int
    kind: ChangeKind
    programme: str
    until: datetime | None
    reason: str | None
    actor: str
    changed_at: datetime
    code_id: str | None = None
    key_hash: bytes | None = None
    fingerprint: bytes | None = None


def standing_of(changes: Iterable[ProgrammeChange]) -> dict[str, ProgrammeChange]:
    """Return the change that put the account into each of its programmes, also ended ones.
    `changes` are in their order."""
    found: dict[str, ProgrammeChange] = {}
    for one in changes:
        if one.kind is ChangeKind.REMOVED:
            found.pop(one.programme, None)
        elif one.kind is not ChangeKind.ASKED:
            found[one.programme] = one
    return found


def asked_of(changes: Iterable[ProgrammeChange]) -> dict[str, ProgrammeChange]:
    """Return the requests that no operator has answered, by programme."""
    found: dict[str, ProgrammeChange] = {}
    for one in changes:
        if one.kind is ChangeKind.ASKED:
            found[one.programme] = one
        else:
            found.pop(one.programme, None)
    return found


def following(changes: Sequence[ProgrammeChange]) -> int:
    """Return the number of the next change."""
    return changes[-1].number + 1 if changes else 1


def lasts_as_long(known: ProgrammeChange | None, until: datetime | None, now: datetime) -> bool:
    """Return whether the account is in the programme now, until the given end or longer."""
    if known is None or (known.until is not None and known.until <= now):
        return False
    return known.until is None or (until is not None and known.until >= until)


def months_until(until: datetime, now: datetime) -> int:
    """Return how many months that begin now and each month after begin before `until`."""
    months = max(0, (until.year - now.year) * 12 + until.month - now.month)
    return months + 1 if add_months(now, months) < until else max(1, months)
