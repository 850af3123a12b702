"""Reads the enrolments of accounts, which decide what they pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from billing.catalog.catalog import Money
from billing.catalog.discounts import Programme
from billing.discounts.code import Code
from billing.discounts.deciding import Enrolment
from billing.discounts.enrolling import ProgrammeChange, standing_of
from db.discounts.changes import changes_of
from db.discounts.codes import codes_named


async def enrolments_of(
    account_ids: Sequence[str], programmes: Mapping[str, Programme]
) -> dict[str, list[Enrolment]]:
    """Return the enrolments of each account, also ended ones, in programmes of the catalog."""
    found = await changes_of(account_ids)
    standing = {name: standing_of(changes) for name, changes in found.items()}
    ids = {one.code_id for each in standing.values() for one in each.values() if one.code_id}
    codes = await codes_named(sorted(ids))
    return {
        name: [
            _enrolment(one, programmes[one.programme], codes)
            for one in each.values()
            if one.programme in programmes
        ]
        for name, each in standing.items()
    }


async def programmes_of(account_id: str) -> list[ProgrammeChange]:
    """Return the change that put the account into each of its programmes."""
    changes = (await changes_of([account_id])).get(account_id, [])
    return [*standing_of(changes).values()]


def _enrolment(
    change: ProgrammeChange, programme: Programme, codes: Mapping[str, Code]
) -> Enrolment:
    code = codes.get(change.code_id or "")
    left = None
    if code is not None and code.budget is not None and code.currency is not None:
        left = Money(code.budget - code.booked, code.currency)
    return Enrolment(programme, change.until, change.code_id, left)
