"""`python -m server team …`, as an operator runs it."""

from __future__ import annotations

import asyncio

from click.testing import CliRunner

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.teams.commands import CloseTeam
from billing.ledger.teams.membership import MemberLimit
from db.engine.config import connect, disconnect
from server.cli.commands import commands
from tests.services.teams.asking import asking
from tests.support.clocks import Clock


async def clubs(url: str) -> tuple[str, str]:
    """Found a team with a member, and one that is closed."""
    await connect(url)
    async with asking(url, Clock()) as asker:
        first, second = await asker.team(), await asker.team("otto")
        asker.clock.advance(seconds=1)
        await asker.join(first, "an\tna", limit=MemberLimit(5_000, QuotaPeriod.DAY))
        await asker.done(CloseTeam, "otto", team=second)
    await disconnect()
    return first, second


def test_teams_are_listed_and_shown(database_url: str) -> None:
    first, second = asyncio.run(clubs(database_url))
    env = {"DATABASE_URL": database_url}
    done = CliRunner().invoke(commands, ["team", "list"], env=env)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[0] == ["team", "kind", "members", "available", "since", "name"]
    told = {
        first: ["FAMILY", "2", "0", "2026-11-23", "The", "Smiths"],
        second: ["FAMILY", "1", "0", "2026-11-23", "The", "Smiths", "(closed)"],
    }
    assert {line[0]: line[1:] for line in lines[1:]} == told
    done = CliRunner().invoke(commands, ["team", "show", first], env=env)
    assert (done.exit_code, done.stderr) == (0, "")
    head, columns, owner, member = done.stdout.splitlines()
    assert head.startswith(f"{first}  FAMILY  2  0")
    assert columns.split() == ["account", "role", "pays", "limit", "used", "since"]
    assert owner.split() == ["olga", "OWNER", "OWN_FIRST", "-", "0", "2026-11-23"]
    assert member.split()[-7:] == ["MEMBER", "OWN_FIRST", "5,000", "a", "day", "0", "2026-11-23"]
    assert "\t" not in member


def test_an_unknown_team_is_an_error(sqlite_url: str) -> None:
    done = CliRunner().invoke(
        commands, ["team", "show", "team:x"], env={"DATABASE_URL": sqlite_url}
    )
    assert done.exit_code == 1
    assert "there is no team 'team:x'" in done.stderr
