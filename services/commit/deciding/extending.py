"""Decides the extension of open holds, on both sides if a team pays."""

from __future__ import annotations

from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.hold import HoldStatus
from billing.ledger.hold_commands import ExtendHold
from billing.ledger.hold_rules import decide_extension
from billing.ledger.refusals import HoldClosed, HoldNotFound
from services.commit.deciding.outcomes import CommandOutcome, Done, forbidden
from services.commit.deciding.states import States


def extend(states: States, account: Account, command: ExtendHold, now: datetime) -> CommandOutcome:
    """Extend an open hold."""
    placed = command.placed
    if placed is None or command.placed_at is None or account.team is not None:
        return HoldNotFound(f"{account.id}:{command.number}")
    if reserved := forbidden(command, placed):
        return reserved
    team, link = None, placed.link
    if link is not None and link.team is not None:
        account, team, now = states.together(account, link.team, now)
    hold = account.hold(command.number)
    if hold is None:
        return HoldClosed(account.id, placed, HoldStatus.EXPIRED)
    sides = [(account, hold)]
    if team is not None and link is not None and (theirs := team.hold(link.number)):
        sides.append((team, theirs))
    for posted in decide_extension(command, command.placed_at, sides, now):
        states.keep(posted)
    account = states.accounts[account.id]
    return Done(account, hold=account.hold(command.number))
