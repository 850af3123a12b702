"""Reads disputes from events: their state, and how much money they took."""

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
    """The dispute as the event `charge.dispute.<kind>` of `said_at` (seconds since 1970) tells it.

    Money decides where the provider lists it: a dispute that was lost or prevented took what was
    withdrawn and not given back. A loss whose money was reinstated in full is no loss.
    """
    amount, state = int(dispute["amount"]), _STATES.get(dispute["status"], DisputeState.OPEN)
    if dispute["status"] not in {"lost", "prevented"}:
        return Dispute(amount, state, said_at)
    withdrawn, reinstated = _moved(dispute)
    if withdrawn:
        # In proportion: the account's currency may be another than the charge's.
        amount = amount * max(0, withdrawn - reinstated) // withdrawn
        state = DisputeState.LOST if amount else DisputeState.WON
    elif kind == "funds_reinstated":
        state = DisputeState.WON
    return Dispute(amount, state, said_at)


def _moved(dispute: Mapping[str, Any]) -> tuple[int, int]:
    """Return what the provider withdrew from the account for the dispute, and what it gave back."""
    listed = dispute.get("balance_transactions") or []
    moves = [int(one["amount"]) for one in listed if isinstance(one, Mapping)]
    return -sum(move for move in moves if move < 0), sum(move for move in moves if move > 0)
