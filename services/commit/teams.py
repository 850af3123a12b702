"""The accounts that the commands of a batch need beside their own: those of teams. Billing rule
13."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from billing.ledger.account import Account
from billing.ledger.commands import Command
from billing.ledger.hold_commands import ReleaseHold, SettleHold

_CLOSING = (SettleHold, ReleaseHold)


def teams_of(commands: Sequence[Command], accounts: Mapping[str, Account]) -> set[str]:
    """Return the teams that may pay for the commands: those of members among `accounts`, and those
    that pay for a hold which a command closes, whether its account is still a member or not."""
    found = {one.membership.team for one in accounts.values() if one.membership is not None}
    for command in commands:
        if isinstance(command, _CLOSING):
            found |= _paying(command, accounts.get(command.account_id))
    return found


def known_teams(
    commands: Sequence[Command], ids: Iterable[str], remembered: Mapping[str, Account]
) -> set[str]:
    """Return the same as far as the remembered accounts tell; `ids` are those of the commands."""
    known = {name: remembered[name] for name in ids if name in remembered}
    return teams_of(commands, known)


def waiting_for(
    commands: Iterable[Command], held: set[str], remembered: Mapping[str, Account]
) -> set[str]:
    """Return the accounts of commands that need one of the `held` accounts."""
    return {
        one.account_id
        for one in commands
        if known_teams([one], [one.account_id], remembered) & held
    }


def _paying(command: SettleHold | ReleaseHold, account: Account | None) -> set[str]:
    hold = (account and account.hold(command.number)) or command.placed
    link = hold.link if hold is not None else None
    return set() if link is None or link.team is None else {link.team}
