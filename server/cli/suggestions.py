"""`python -m server suggestions`."""

from __future__ import annotations

from collections.abc import Mapping

import click

from billing.insights.following import PEOPLE_MIN, Followed, Pair
from db.insights.following import followed_pairs
from server.cli.output import printable
from server.cli.run import database, run


@click.command()
def suggestions() -> None:
    """Show which suggestions of free models people follow, most shown first.

    Pairs of models that fewer than 20 accounts were shown are only in the sum. A running server
    judges what was shown 14 days ago.
    """
    found = run(_followed())
    known = {pair: one for pair, one in found.items() if one.shown >= PEOPLE_MIN}
    for (premium, free), one in sorted(known.items(), key=lambda item: (-item[1].shown, item[0])):
        click.echo(f"{printable(premium)} -> {printable(free)}: {_told(one)}")
    click.echo(f"all {len(found)} pairs: {_told(sum(found.values(), Followed(0, 0)))}")


async def _followed() -> Mapping[Pair, Followed]:
    async with database():
        return await followed_pairs()


def _told(one: Followed) -> str:
    percent = f", {one.followed * 100 // one.shown} %" if one.shown else ""
    return f"{one.followed:,} of {one.shown:,} accounts followed{percent}"
