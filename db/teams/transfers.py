"""The tokens that a closed team gave its owner, those of them that were taken back, and its debt.

They are read for payments and for the rest of a closed team only: that takes one statement for each
ledger, however few entries it finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from billing.ledger.entry import Entry, EntryKind
from billing.ledger.teams.text import TeamAct, TeamChange
from db.ledger.rows import entry_from
from db.models import Entry as EntryRow

_TAKING_BACK = (EntryKind.REVERSAL, EntryKind.RESTORATION)


async def transfers_of(team_id: str) -> list[Entry]:
    """Return the team's transfers, in their order."""
    query = EntryRow.filter(account_id=team_id, kind=EntryKind.TRANSFER)
    return [entry_from(row) for row in await query.order_by("revision").values()]


async def taken_back(account_id: str, reasons: Collection[str]) -> Counter[str]:
    """Return the tokens that were taken back in the account's ledger, by the entries' reasons."""
    query = EntryRow.filter(account_id=account_id, kind__in=_TAKING_BACK, reason__in=list(reasons))
    taken: Counter[str] = Counter()
    for reason, tokens in await query.values_list("reason", "tokens"):
        taken[reason] -= tokens
    return taken


async def debt_after_closing(team_id: str) -> int:
    """Return the debt that the team's uses have made since it was closed first."""
    closed = TeamChange(TeamAct.CLOSE).encode()
    query = EntryRow.filter(account_id=team_id, kind=EntryKind.TEAM, reason=closed)
    first = await query.order_by("revision").first().values_list("revision", flat=True)
    if first is None:
        return 0
    uses = EntryRow.filter(account_id=team_id, kind=EntryKind.USAGE, revision__gt=first)
    found = [entry_from(row) for row in await uses.values()]
    return sum(entry.cost - sum(charge.tokens for charge in entry.charges) for entry in found)
