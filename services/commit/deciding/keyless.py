"""Decides the commands without a key: touches, what the owner of an account sets, and extensions
of holds."""

from __future__ import annotations

from datetime import datetime

from billing.errors import BadInput
from billing.ledger.account import Account
from billing.ledger.alerts.commands import NoteDaysLeft, RemoveAlert, SetAlert
from billing.ledger.alerts.rules import decide_alert
from billing.ledger.caps.rules import decide_cap
from billing.ledger.commands import Setting, Touch
from billing.ledger.hold_commands import ExtendHold
from billing.ledger.posting import Posted
from billing.ledger.top_ups.commands import RemoveAutoTopUp, SetAutoTopUp
from billing.ledger.top_ups.rules import decide_top_up
from services.commit.deciding.extending import extend
from services.commit.deciding.outcomes import CommandOutcome, Done
from services.commit.deciding.states import States

_TOPPING_UP = (SetAutoTopUp, RemoveAutoTopUp)
_ALERTING = (SetAlert, RemoveAlert, NoteDaysLeft)


def decide_keyless(
    states: States, account: Account, command: Touch | Setting | ExtendHold, now: datetime
) -> CommandOutcome:
    """Return the outcome of a touch, or do what the command asks for."""
    if isinstance(command, Touch):
        return Done(account, replayed=states.existed(account.id))
    if isinstance(command, ExtendHold):
        return extend(states, account, command, now)
    try:
        posted = _posted(account, command, now)
    except BadInput as mistake:
        return mistake
    if posted is None:
        return Done(account)
    states.is_watched = True
    states.keep(posted)
    return Done(posted.account, posted.entry)


def _posted(account: Account, command: Setting, now: datetime) -> Posted | None:
    if isinstance(command, _ALERTING):
        return decide_alert(account, command, now)
    if isinstance(command, _TOPPING_UP):
        return decide_top_up(account, command, now)
    return decide_cap(account, command, now)
