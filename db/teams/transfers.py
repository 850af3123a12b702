"""The tokens that a closed team gave its owner, and those of them that were taken back.

They are read for payments only: that takes one statement for each ledger, however few entries it
finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from billing.ledger.entry import Entry, EntryKind
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
