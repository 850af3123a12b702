"""The accounts that the commands of a batch need beside their own: those of teams. Billing rule
13.

Most batches need none, and every batch asks for them. So nothing here looks at single commands if
no command is for a hold, and nothing at accounts that are remembered without a team.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from billing.ledger.account import Account
from billing.ledger.commands import Command
from billing.ledger.hold import HoldLink
from billing.ledger.hold_commands import ExtendHold, ReleaseHold, SettleHold
from services.commit.remembered import Remembered

_OF_HOLDS = (SettleHold, ReleaseHold, ExtendHold)


def teams_of(commands: Sequence[Command], accounts: Mapping[str, Account]) -> set[str]:
    """Return the teams that may pay for the commands: those of members among `accounts`, and those
    that pay for a hold which a command closes or extends, whether its account is still a member or
    not."""
    members = [one.membership for one in accounts.values() if one.membership is not None]
    found = {membership.team for membership in members} if members else set()
    return found | _paying(commands, accounts)


def known_teams(commands: Sequence[Command], ids: set[str], remembered: Remembered) -> set[str]:
    """Return the same, as far as the `remembered` states say it. `ids` are the commands'
    accounts."""
    teams = remembered.teams
    found = {teams[name] for name in ids & teams.keys()} if teams else set()
    return found | _paying(commands, remembered)


def waiting_for(commands: Iterable[Command], held: set[str], remembered: Remembered) -> set[str]:
    """Return the accounts of commands that need one of the `held` accounts."""
    return {
        one.account_id
        for one in commands
        if known_teams([one], {one.account_id}, remembered) & held
    }


def _paying(commands: Sequence[Command], accounts: Mapping[str, Account]) -> set[str]:
    """Return the teams that pay for the holds of the commands."""
    if {*map(type, commands)}.isdisjoint(_OF_HOLDS):
        return set()
    links = [
        _link(command, accounts.get(command.account_id))
        for command in commands
        if isinstance(command, _OF_HOLDS)
    ]
    return {link.team for link in links if link is not None and link.team is not None}


def _link(
    command: SettleHold | ReleaseHold | ExtendHold, account: Account | None
) -> HoldLink | None:
    hold = (account and account.hold(command.number)) or command.placed
    return None if hold is None else hold.link
