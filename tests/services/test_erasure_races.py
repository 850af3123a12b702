"""Uses that come while their account is erased: none is lost, doubled or half written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from billing.commands import RecordUsage, Touch
from db import models
from services.decisions import Done
from services.erasure import Erased, Erasures
from tests.factories import use
from tests.services.committing import committing
from tests.shop import Shop, shop
from tests.tampering import faults

ALICE = "alice@example.org"


@pytest.fixture
async def made(database: str) -> AsyncIterator[Shop]:
    async with shop() as running:
        yield running


@pytest.mark.parametrize("rounds", range(3))
async def test_uses_that_race_an_erasure_are_on_one_side_or_the_other(
    made: Shop, database: str, rounds: int
) -> None:
    """Through the batches' own path, which decides without locks."""
    async with (
        committing(database) as one,
        committing(database) as two,
        committing(database) as three,
    ):
        for committer in (one, two, three):
            committer.book, committer.clock = made.catalog.book, made.clock
        erasures = Erasures(made.clock, lambda _: None)
        recorded: list[RecordUsage] = []
        pseudonyms: list[str] = []

        async def record(committer: Any, lane: int) -> None:
            for number in range(25):
                made.clock.advance(seconds=1)
                command = use(
                    account_id=ALICE, model="gpt-4o", input_tokens=1, key=f"{lane} {number}"
                )
                command = replace(command, may_open=True)
                [outcome] = await committer.commit(command)
                assert isinstance(outcome, Done)
                recorded.append(command)

        async def erase() -> None:
            for _ in range(8):
                made.clock.advance(seconds=1)
                await three.commit(Touch(ALICE, may_open=True))
                outcome = await erasures.erase(ALICE, actor="root")
                assert isinstance(outcome, Erased)
                pseudonyms.append(outcome.pseudonym)

        await asyncio.gather(record(one, 1), record(two, 2), erase())
        assert await faults() == []
        uses = await models.Entry.filter(kind="USAGE").count()
        assert uses == len(recorded) == 50
        ids = {*pseudonyms, ALICE}
        assert {row[0] for row in await models.Entry.all().values_list("account_id")} <= ids
