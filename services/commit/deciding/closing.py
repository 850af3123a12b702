"""Decides the closing of holds: each closes once, and one that a team pays closes on both sides."""

from __future__ import annotations

from datetime import datetime

from billing.errors import BadInput, Inconsistent
from billing.ledger.account import Account
from billing.ledger.entry import Entry, key_hash
from billing.ledger.hold import Hold, HoldStatus
from billing.ledger.hold_commands import ReleaseHold, SettleHold
from billing.ledger.hold_rules import decide_release, decide_settle
from billing.ledger.posting import Posted
from billing.ledger.refusals import HoldClosed
from billing.ledger.teams.holds import decide_member_release, decide_member_settle
from services.commit.deciding.outcomes import (
    CommandOutcome,
    Done,
    closed_before,
    forbidden,
    unseen,
)
from services.commit.deciding.states import States

Closing = SettleHold | ReleaseHold


def close(
    states: States, account: Account, command: Closing, first: Entry | None, now: datetime
) -> CommandOutcome:
    """Close a hold once; a later caller gets the status in which it was closed. `first` is the
    entry that the command's key has."""
    hold = account.hold(command.number) or command.placed
    if hold is None or account.team is not None:
        # The hold of a team closes with that of its member, whose request has the answer.
        return unseen(command, first if account.team is None else None, account)
    reserved = forbidden(command, hold)
    if first is not None and not reserved:
        return closed_before(command, first, account, hold)
    if reserved:
        return reserved
    try:
        posted = _closing(states, account, command, hold, now)
    except (BadInput, Inconsistent) as mistake:
        return mistake
    if not posted:
        return HoldClosed(account.id, hold, HoldStatus.EXPIRED)
    for one in posted:
        states.keep(one)
    entry = posted[0].entry
    states.known[account.id, key_hash(command.idempotency_key)] = entry
    # Tokens returned to a grant that has expired meanwhile lapse at once.
    for name in {one.account.id for one in posted}:
        states.renewed(states.accounts[name], states.accounts[name].touched_at)
    return Done(states.accounts[account.id], entry, hold=hold)


def _closing(
    states: States, account: Account, command: Closing, hold: Hold, now: datetime
) -> tuple[Posted, ...]:
    if hold.link is not None and hold.link.team is not None:
        return _closing_together(states, account, hold.link.team, command, hold, now=now)
    if isinstance(command, SettleHold):
        return decide_settle(account, command, hold, states.book, now)
    if account.hold(hold.number) is None:
        return ()
    return decide_release(account, command, hold, now)


def _closing_together(
    states: States, member: Account, team_id: str, command: Closing, hold: Hold, *, now: datetime
) -> tuple[Posted, ...]:
    member, team, now = states.together(member, team_id, now)
    if team is None:
        raise Inconsistent(f"{team_id!r} pays for a hold of {member.id!r}, but does not exist")
    if isinstance(command, SettleHold):
        return decide_member_settle(member, team, command, hold, book=states.book, now=now)
    if member.hold(hold.number) is None:
        return ()
    return decide_member_release(member, team, command, hold, now)
