"""Reads disputes from events: their state, and the money that they took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from billing.payments.packs import Dispute, DisputeState

_STATES = {
    "won": DisputeState.WON,
    "warning_closed": DisputeState.WON,
    "prevented": DisputeState.WON,
    "lost": DisputeState.LOST,
}
"""Every other status, even an unknown one, is an open dispute."""


def read_dispute(kind: str, dispute: Mapping[str, Any], said_at: int) -> Dispute:
    """Return the dispute from the event `charge.dispute.<kind>` of `said_at` (seconds since 1970).

    If the provider lists the money, the money decides: a lost or prevented dispute took the amount
    that was withdrawn and not returned. A loss with all money returned counts as won.
    """
    amount, state = int(dispute["amount"]), _STATES.get(dispute["status"], DisputeState.OPEN)
    if dispute["status"] not in {"lost", "prevented"}:
        return Dispute(amount, state, said_at)
    withdrawn, reinstated = _moved(dispute)
    if withdrawn:
        # In proportion, because the account's currency may differ from the charge's.
        amount = amount * max(0, withdrawn - reinstated) // withdrawn
        state = DisputeState.LOST if amount else DisputeState.WON
    elif kind == "funds_reinstated":
        state = DisputeState.WON
    return Dispute(amount, state, said_at)


def _moved(dispute: Mapping[str, Any]) -> tuple[int, int]:
    """Return the money that the provider withdrew from the account for the dispute, and the money
    that it returned."""
    listed = dispute.get("balance_transactions") or []
    moves = [int(one["amount"]) for one in listed if isinstance(one, Mapping)]
    return -sum(move for move in moves if move < 0), sum(move for move in moves if move > 0)
