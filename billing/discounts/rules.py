"""The decisions on an account's programmes. Each takes the account's changes, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from billing.discounts.code import Code
from billing.discounts.commands import (
    ApplyCode,
    RemoveProgramme,
    RequestProgramme,
    SetProgramme,
)
from billing.discounts.enrolling import (
    ChangeKind,
    ProgrammeChange,
    asked_of,
    following,
    lasts_as_long,
    standing_of,
)
from billing.discounts.refusals import AlreadyEnrolled, CodeAlreadyUsed, CodeNotFound
from billing.ledger.refusals import IdempotencyConflict
from billing.window import add_months

Changes = Sequence[ProgrammeChange]


@dataclass(frozen=True, slots=True)
class Changed:
    """The change that is in force. `replayed`: an earlier request made it."""

    change: ProgrammeChange
    replayed: bool


def set_programme(changes: Changes, command: SetProgramme, actor: str, now: datetime) -> Changed:
    """Put the account into the programme, or change its end. The same again changes nothing, unless
    it answers a request."""
    known = standing_of(changes).get(command.programme)
    is_same = known is not None and known.until == command.until
    if known is not None and is_same and command.programme not in asked_of(changes):
        return Changed(known, replayed=True)
    made = _change(changes, ChangeKind.SET, command, actor, now)
    return Changed(made._replace(until=command.until, reason=command.reason), replayed=False)


def remove_programme(
    changes: Changes, command: RemoveProgramme, actor: str, now: datetime
) -> Changed | None:
    """Take the account out of the programme, and decline its request. None if there is neither."""
    if command.programme not in standing_of(changes) | asked_of(changes):
        return None
    made = _change(changes, ChangeKind.REMOVED, command, actor, now)
    return Changed(made._replace(reason=command.reason), replayed=False)


def request_programme(
    changes: Changes, command: RequestProgramme, actor: str, now: datetime
) -> Changed | AlreadyEnrolled:
    """Ask for the programme. A second request before the answer changes nothing. Whose enrolment
    has an end may ask for a later one."""
    if known := asked_of(changes).get(command.programme):
        return Changed(known, replayed=True)
    if lasts_as_long(standing_of(changes).get(command.programme), None, now):
        return AlreadyEnrolled(command.programme)
    made = _change(changes, ChangeKind.ASKED, command, actor, now)
    return Changed(made._replace(reason=command.proof), replayed=False)


def used_before(changes: Changes, command: ApplyCode) -> Changed | IdempotencyConflict | None:
    """Return the answer to a key that the account has used."""
    for one in changes:
        if one.key_hash == command.key_hash:
            if one.fingerprint != command.fingerprint:
                return IdempotencyConflict(command.idempotency_key)
            return Changed(one, replayed=True)
    return None


def apply_code(
    changes: Changes, command: ApplyCode, code: Code | None, actor: str, now: datetime
) -> Changed | CodeNotFound | CodeAlreadyUsed | AlreadyEnrolled:
    """Use a code with a new key. `code` is None if it is unknown."""
    if code is not None and any(one.code_id == code.id for one in changes):
        return CodeAlreadyUsed()
    if code is None or not code.is_usable(now):
        return CodeNotFound()
    until = None if code.months is None else add_months(now, code.months)
    if lasts_as_long(standing_of(changes).get(code.programme), until, now):
        return AlreadyEnrolled(code.programme)
    made = ProgrammeChange(
        account_id=command.account_id,
        number=following(changes),
        kind=ChangeKind.CODE,
        programme=code.programme,
        until=until,
        reason=None,
        actor=actor,
        changed_at=now,
        code_id=code.id,
        key_hash=command.key_hash,
        fingerprint=command.fingerprint,
    )
    return Changed(made, replayed=False)


def _change(
    changes: Changes,
    kind: ChangeKind,
    command: SetProgramme | RemoveProgramme | RequestProgramme,
    actor: str,
    now: datetime,
) -> ProgrammeChange:
    return ProgrammeChange(
        account_id=command.account_id,
        number=following(changes),
        kind=kind,
        programme=command.programme,
        until=None,
        reason=None,
        actor=actor,
        changed_at=now,
    )
