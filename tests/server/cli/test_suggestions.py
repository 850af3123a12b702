"""`python -m server suggestions`, as an operator runs it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from click.testing import CliRunner

from billing.insights.following import FOLLOW_TIME, PEOPLE_MIN
from billing.ledger.commands import Touch
from db.engine.config import connect, disconnect
from db.insights.following import Shown, add_shown, judge
from server.cli.commands import commands
from tests.services.commit.committing import commit_batch
from tests.support.clocks import NOW, Clock
from tests.support.ledger.factories import book


async def shown(url: str) -> None:
    """Show one pair to enough people, of whom five follow, and another one to too few."""
    names = [f"person-{number}" for number in range(PEOPLE_MIN)]
    then = NOW - FOLLOW_TIME - timedelta(days=400)
    opened = [Touch(name, may_open=True) for name in names]
    some = [Shown(name, ("gpt-4", "qwen-max\n"), then) for name in names]
    few = [Shown(name, ("gpt-4", "qwen-turbo"), then) for name in names[1:]]
    await connect(url)
    await commit_batch(opened, book=book(), clock=Clock(then))
    await add_shown([*some, *few])
    for number, one in enumerate((*few, *some)):
        await judge(one, followed=number < len(few) + 5)
    await disconnect()


def test_pairs_are_shown_with_how_many_followed_and_those_of_few_people_only_in_the_sum(
    database_url: str,
) -> None:
    asyncio.run(shown(database_url))
    done = CliRunner().invoke(commands, ["suggestions"], env={"DATABASE_URL": database_url})
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "gpt-4 -> qwen-max\\n: 5 of 20 accounts followed, 25 %",
        "all 2 pairs: 24 of 39 accounts followed, 61 %",
    ]


def test_without_anything_shown_there_is_only_the_sum(database_url: str) -> None:
    done = CliRunner().invoke(commands, ["suggestions"], env={"DATABASE_URL": database_url})
    assert (done.exit_code, done.stdout) == (0, "all 0 pairs: 0 of 0 accounts followed\n")
