"""Writes one team of thousands, and as many accounts without a team, into an empty database:
`python -m bench.team_rows URL`.

Through the API this would take minutes, and a plan with as many seats. The rows are those that the
same decisions make there, but for the seats.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.servers import ROOT
from bench.talks import FUNDS
from bench.team_numbers import FIRST, FIRST_ALONE, MEMBERS
from billing.catalog.catalog import FREE_PLAN, Plan
from billing.ledger.account import Account, open_account
from billing.ledger.allowance import renew
from billing.ledger.commands import AdjustBalance
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.ledger.posting import Posted
from billing.ledger.rules import decide_adjustment
from billing.ledger.teams.membership import PayFrom, TeamKind
from billing.ledger.teams.rules import MemberChange, change_member, found, join
from db.commit.journal import journal
from db.engine.config import connect, disconnect
from db.migrate import upgrade
from gateways.catalog.file import read_catalog

TEAM = "team:bench" + "0" * 15


@dataclass(slots=True)
class Rows:
    """The rows to write, and the present accounts."""

    now: datetime
    plans: Mapping[str, Plan]
    accounts: dict[str, Account] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    grants: list[tuple[str, Grant]] = field(default_factory=list)

    def keep(self, posted: Iterable[Posted]) -> None:
        for account, entry, grant in posted:
            self.accounts[account.id] = account
            self.entries.append(entry)
            if grant is not None:
                self.grants.append((account.id, grant))

    def fund(self, account: Account) -> None:
        """Give an account more tokens than it can use."""
        funds = AdjustBalance(
            account_id=account.id, tokens=FUNDS, reason="bench", idempotency_key="bench"
        )
        self.keep(_made((decide_adjustment(account, funds, self.now),)))

    def opened(self, number: int) -> Account:
        """Open an account."""
        account = open_account(f"bench-{number:05d}", plan=FREE_PLAN, now=self.now)
        account, posted = renew(account, self.plans, self.now)
        self.keep(posted)
        return account


def team_rows(plans: Mapping[str, Plan], now: datetime, members: int = MEMBERS) -> Rows:
    """Return a team that never runs out of tokens, its owner, and the other members."""
    rows = Rows(now, plans)
    team = open_account(TEAM, plan=FREE_PLAN, now=now)
    rows.keep(_made(found(rows.opened(FIRST), team, TeamKind.TEAM, _handle(0), now)))
    for number in range(1, members):
        # As if the team had a plan with enough seats.
        member, team = rows.opened(FIRST + number), _seating(rows.accounts[TEAM], 1)
        rows.keep(_made(join(member, team, handle=_handle(number), plans=plans, now=now)))
        change = MemberChange(pay_from=PayFrom.TEAM_ONLY)
        rows.keep(_made(change_member(rows.accounts[member.id], team, change, now)))
    rows.fund(_seating(rows.accounts[TEAM], members))
    return rows


def rows_alone(plans: Mapping[str, Plan], now: datetime, accounts: int = MEMBERS) -> Rows:
    """Return accounts that are in no team and never run out of tokens."""
    rows = Rows(now, plans)
    for number in range(FIRST_ALONE, FIRST_ALONE + accounts):
        rows.fund(rows.opened(number))
    return rows


def _seating(team: Account, members: int) -> Account:
    return team._replace(team=team.team and team.team._replace(members=members))


def _made(decided: object) -> tuple[Posted, ...]:
    """Return what was decided. Raises TypeError for a refusal."""
    if not isinstance(decided, tuple) or not all(isinstance(one, Posted) for one in decided):
        raise TypeError(decided)
    return decided


def _handle(number: int) -> str:
    return f"{number:020d}"


async def write_team(database_url: str) -> None:
    """Create the tables in an empty database, and write the team and the other accounts."""
    await upgrade(database_url)
    await connect(database_url)
    try:
        plans, now = read_catalog(ROOT / "catalog.yaml")[1].plans, datetime.now(UTC)
        for rows in (team_rows(plans, now), rows_alone(plans, now)):
            async with journal() as ledger:
                await ledger.open(list(rows.accounts.values()))
                await ledger.write(list(rows.accounts.values()), rows.entries, rows.grants)
    finally:
        await disconnect()


if __name__ == "__main__":
    asyncio.run(write_team(sys.argv[1]))
