"""The accounts that the commands of a batch need beside their own: those of teams. Billing rule
13."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from billing.ledger.account import Account
from billing.ledger.commands import Command
from billing.ledger.hold_commands import ExtendHold, ReleaseHold, SettleHold

_OF_HOLDS = (SettleHold, ReleaseHold, ExtendHold)


def teams_of(
    commands: Sequence[Command], ids: Iterable[str], accounts: Mapping[str, Account]
) -> set[str]:
    """Return the teams that may pay for the commands: those of members among `ids`, and those that
    pay for a hold which a command closes or extends, whether its account is still a member or not.

    `accounts` are the known states; the teams of other accounts are left out.
    """
    found: set[str] = set()
    for name in ids:
        account = accounts.get(name)
        if account is not None and account.membership is not None:
            found.add(account.membership.team)
    for command in commands:
        if isinstance(command, _OF_HOLDS):
            found |= _paying(command, accounts.get(command.account_id))
    return found


def waiting_for(
    commands: Iterable[Command], held: set[str], remembered: Mapping[str, Account]
) -> set[str]:
    """Return the accounts of commands that need one of the `held` accounts."""
    return {
        one.account_id for one in commands if teams_of([one], [one.account_id], remembered) & held
    }


def _paying(command: SettleHold | ReleaseHold | ExtendHold, account: Account | None) -> set[str]:
    hold = (account and account.hold(command.number)) or command.placed
    link = hold.link if hold is not None else None
    return set() if link is None or link.team is None else {link.team}
