"""Rollups are folded during imports from an older system and during erasures.

In the end they equal a recount, and nothing has the id of an erased account.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import services.analytics.folding
import services.imports.legacy_usage
import services.imports.legacy_users
from billing.ledger.commands import Touch
from db import models
from db.engine.config import connect, disconnect
from services.analytics.folding import fold
from services.analytics.recount import recount
from services.analytics.rollups import Rollups
from services.commit.changed import Changed
from services.privacy.erasure import Erased, Erasures
from tests.services.commit.committing import commit_batch, committing
from tests.support.clocks import Clock
from tests.support.engine.interrupted import interrupted
from tests.support.imports.legacy_data import Old, import_old, old_use, old_user
from tests.support.ledger.factories import NOW, book, use

CLOCK = Clock(now=NOW)
BY_ACCOUNT: tuple[Any, ...] = (models.PastUse, models.ActiveMonth, models.Rolled, models.Entry)


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[None]:
    await connect(postgres_url)
    yield
    await disconnect()


async def record(*names: str, uses: int = 3) -> None:
    for name in names:
        commands = [Touch(name, may_open=True), *(use(account_id=name) for _ in range(uses))]
        await commit_batch(commands, book=book(), clock=CLOCK)


async def erase(name: str) -> None:
    assert isinstance(await Erasures(CLOCK, lambda _: None).erase(name, actor="root"), Erased)


async def assert_all_is_right(*erased: str) -> None:
    await Rollups(Changed().taker(), CLOCK).sweep()
    found: list[str] = []
    await recount(found.append, lambda: None)
    assert found == []
    for table in BY_ACCOUNT:
        assert await table.filter(account_id__in=erased).count() == 0, table


@pytest.mark.usefixtures("postgres")
async def test_who_is_erased_while_first_folded_counts_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await record("alice", "bob")
    acting, started = interrupted(services.analytics.folding.db.turns, lambda: erase("alice"))
    with monkeypatch.context() as patch:
        patch.setattr(services.analytics.folding.db, "turns", acting)
        await fold(["alice", "bob"])
    await asyncio.gather(*started)
    await assert_all_is_right("alice")


@pytest.mark.usefixtures("postgres")
async def test_uses_that_come_while_their_account_is_erased_go_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await record("alice", "bob")
    source = Old([], [old_use(1), old_use(2, "bob")]).as_sqlite(tmp_path / "old.db")
    acting, started = interrupted(services.imports.legacy_usage._roll_up, lambda: erase("alice"))
    with monkeypatch.context() as patch:
        patch.setattr(services.imports.legacy_usage, "_roll_up", acting)
        assert (await import_old(source)).balances
    await asyncio.gather(*started)
    await assert_all_is_right("alice")
    assert await models.PastUse.all().count() == 2


async def test_an_import_ends_though_its_users_come_here_all_the_while(
    postgres_url: str, postgres: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """After each look-up of the import, another user opens an account, unless chunks are tiny."""
    names = [f"user-{n:02}" for n in range(40)]
    source = Old([old_user(name) for name in names]).as_sqlite(tmp_path / "old.db")
    look = services.imports.legacy_users._Taking.name_subscriptions
    came: set[str] = set()

    async with committing(postgres_url) as committer:

        async def looking(taking: Any, users: Sequence[Any]) -> None:
            await look(taking, users)
            missing = [name for one in users if (name := one.user.account_id) not in came]
            if len(missing) > 2:
                await committer.commit(Touch(missing[0], may_open=True))
                came.add(missing[0])

        monkeypatch.setattr(services.imports.legacy_users._Taking, "name_subscriptions", looking)
        done = await import_old(source)
    assert (done.count("users"), done.balances) == ((40, 0, 0), True)
    assert done.counts["users here before"] > 6
    await assert_all_is_right()


async def test_folding_while_an_import_and_erasures_run_equals_a_recount(
    database: str, tmp_path: Path
) -> None:
    here = [f"here-{n:02}" for n in range(24)]
    new = [f"new-{n:02}" for n in range(24)]
    await record(*here)
    uses = [old_use(n, [*here, *new][n % 48]) for n in range(600)]
    source = Old([old_user(name) for name in [*here, *new]], uses).as_sqlite(tmp_path / "old.db")
    done = asyncio.Event()

    async def folding() -> None:
        while not done.is_set():
            await fold([*here, *new])
            await asyncio.sleep(0)

    async def erasing() -> None:
        for name in here[:12]:
            await erase(name)

    async def working() -> None:
        async def using() -> None:
            for name in here[12:]:
                await record(name, uses=5)

        imported, *_ = await asyncio.gather(
            import_old(source, chunk_size=30), erasing(), using(), return_exceptions=True
        )
        done.set()
        assert not isinstance(imported, BaseException)

    async with asyncio.timeout(180):
        await asyncio.gather(folding(), folding(), working())
    await assert_all_is_right()
