"""Where an audit from anchors begins: at the anchor of an account, if it has a sound one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from billing.audit.anchors.anchor import Ground, anchor_faults
from billing.audit.anchors.memory import OtherForm
from billing.ledger.account import Account
from db.audit.anchors import StoredAnchor, read_anchors
from db.audit.rows import ReadRow
from services.audit.case import Case, Fault

CaseT = TypeVar("CaseT", bound=Case)


async def begin_at_anchors(
    accounts: Sequence[ReadRow[Account]], kind: type[CaseT]
) -> tuple[dict[str, CaseT], list[Fault]]:
    """Return the accounts that begin at their anchor, by id, and the faults of other anchors. An
    account without an anchor, with a faulty one or with that of another release is left out: it
    begins at its first entry."""
    found = await read_anchors([read.account_id for read in accounts])
    cases: dict[str, CaseT] = {}
    faults: list[Fault] = []
    for read in accounts:
        stored = found.get(read.account_id)
        if stored is None or read.value is None:
            continue
        whats = [*_faults(read, stored)]
        faults += [Fault(what, read.account_id, read.number) for what in whats]
        if not whats:
            try:
                cases[read.account_id] = kind.at_anchor(read, stored)
            except OtherForm:
                continue
    return cases, faults


def _faults(read: ReadRow[Account], stored: StoredAnchor) -> Sequence[str]:
    grants = [one.value for one in stored.grants if one.value is not None]
    ground = Ground(stored.before, stored.last, grants)
    told = (f"grant {one.number}: {what}" for one in stored.grants for what in one.faults)
    return [*told, *anchor_faults(stored.anchor, stored.seal, ground, revision=read.number)]
