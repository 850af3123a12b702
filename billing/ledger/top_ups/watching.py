"""The checks of an account after its entries: alerts that fire, and a need of a top-up.
Billing rules 14 and 15."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.alerts.crossing import crossings
from billing.ledger.entry import Entry
from billing.ledger.posting import Posted
from billing.ledger.top_ups.rules import needed


def is_watched(account: Account) -> bool:
    """Return whether the account has an alert or a top-up."""
    return bool(account.alerts) or account.top_up is not None


def watched(
    account: Account, entries: Sequence[Entry], now: datetime
) -> tuple[Account, list[Posted]]:
    """Return the account after its alerts and its top-up have seen `entries`, its latest ones, and
    the entries that this makes."""
    account, posted = crossings(account, entries, now)
    need = needed(account, now) if entries and account.top_up is not None else None
    if need is None:
        return account, posted
    return need.account, [*posted, need]
