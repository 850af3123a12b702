"""`python -m server team …`: what operators see of teams."""

from __future__ import annotations

from collections.abc import Sequence

import click

from billing.ledger.account import Account
from billing.ledger.teams.invitations import TeamInfo
from billing.ledger.teams.membership import Membership
from db.commit.journal import read_accounts
from server.cli.output import printable, table
from server.cli.run import database, run
from services.teams.reading import TeamReader

TEAMS_A_PAGE = 500
MEMBERS_A_PAGE = 500
HEAD = ("account", "role", "pays", "limit", "used", "since")


@click.group()
def team() -> None:
    """Families and teams: accounts that share tokens."""


@team.command("list")
def list_() -> None:
    """Show all teams, by their ids."""
    for line in table([("team", "kind", "members", "available", "since", "name"), *run(_teams())]):
        click.echo(line)


@team.command()
@click.argument("id")
def show(id: str) -> None:
    """Show one team with its members, in the order in which they joined."""
    found = run(_team(id))
    if found is None:
        raise click.ClickException(f"there is no team {id!r}")
    (line, members) = found
    click.echo("  ".join(line))
    for row in table([HEAD, *members]):
        click.echo(row)


async def _teams() -> list[tuple[str, ...]]:
    async with database() as clock:
        reader = TeamReader(clock)
        lines: list[tuple[str, ...]] = []
        after = ""
        while page := await reader.page(after=after, size=TEAMS_A_PAGE):
            accounts = await read_accounts([one.id for one in page])
            lines += [_line(one, accounts.get(one.id)) for one in page]
            after = page[-1].id
        return lines


async def _team(team_id: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]] | None:
    async with database() as clock:
        reader = TeamReader(clock)
        (info,) = await reader.infos([team_id])
        if info is None:
            return None
        account = (await read_accounts([team_id])).get(team_id)
        return _line(info, account), [_member(*one) for one in await _members(reader, team_id)]


async def _members(reader: TeamReader, team_id: str) -> Sequence[tuple[str, Membership]]:
    found: list[tuple[str, Membership]] = []
    after = None
    while True:
        page = await reader.members(team_id, size=MEMBERS_A_PAGE, after=after, account_id=None)
        found += page.items
        if not page.more or not page.items:
            return found
        last = page.items[-1][1]
        after = last.joined_at, last.handle


def _line(info: TeamInfo, account: Account | None) -> tuple[str, ...]:
    state = None if account is None else account.team
    members = "?" if state is None else f"{state.members:,}"
    available = "?" if account is None else f"{account.available:,}"
    name = printable(info.name) if info.closed_at is None else f"{printable(info.name)} (closed)"
    return info.id, info.kind, members, available, f"{info.created_at:%Y-%m-%d}", name


def _member(account_id: str, one: Membership) -> tuple[str, ...]:
    limit = "-" if one.limit is None else f"{one.limit.tokens:,} a {one.limit.period.lower()}"
    since = f"{one.joined_at:%Y-%m-%d}"
    return printable(account_id), one.role, one.pay_from, limit, f"{one.used:,}", since
