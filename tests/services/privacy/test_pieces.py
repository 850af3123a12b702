"""The erasure of a large account takes pieces: it may end after each, and goes on by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from billing.ledger.account import NO_DIGEST, Account
from billing.privacy.actions import AccountNotErasable
from db import models
from db.commit.journal import read_accounts
from db.imports.totals import migrated, migrated_plans
from db.privacy.moves import Move, Stage, begin, under_way
from services.analytics.recount import recount
from services.analytics.rollups import Rollups
from services.commit.batch import Leaving
from services.commit.changed import Changed
from services.commit.decisions import Done
from services.commit.unavailable import Unavailable
from services.privacy import erasure
from services.privacy.erasure import Erased, Erasures
from tests.services.commit.committing import committing
from tests.support.analytics.folding import rolled
from tests.support.audit.tampering import faults
from tests.support.imports.legacy_data import Old, import_old, old_subscriber, old_user
from tests.support.ledger.factories import adjustment, placing, use
from tests.support.payments.shop import Shop, shop
from tests.support.privacy.lives import ALICE, do, everything, lived, sums


class Killed(Exception):
    """Ends an erasure as the end of its process does: after a piece."""


class Mortal(Erasures):
    """Dies after `lives` pieces. `between` is called after each."""

    lives = 1_000_000
    between: Callable[[], Awaitable[None]] | None = None

    async def _piece(self, account_id: str) -> bool:
        if not self.lives:
            raise Killed
        self.lives -= 1
        is_left = await super()._piece(account_id)
        if self.between is not None:
            await self.between()
        return is_left


@pytest.fixture
async def made(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    monkeypatch.setattr(erasure, "PIECE", 3)
    monkeypatch.setattr(erasure, "DELETED_A_PIECE", 4)
    async with shop() as running:
        yield running


@pytest.fixture
def mortal(made: Shop) -> Mortal:
    return Mortal(made.clock, made.published.extend)


def another(made: Shop) -> Erasures:
    """Return the erasures of another process."""
    return Erasures(made.clock, made.published.extend)


async def differences() -> list[str]:
    found: list[str] = []
    await recount(found.append, lambda: None)
    return found


async def alice() -> Account | None:
    return (await read_accounts([ALICE])).get(ALICE)


@pytest.mark.parametrize("asked_again", [True, False])
async def test_it_goes_on_after_any_piece_and_nothing_is_seen_of_a_half(
    made: Shop, mortal: Mortal, *, asked_again: bool
) -> None:
    await lived(made)
    before, old, different = await sums(), await alice(), await differences()
    stages: list[Stage] = []
    while True:
        mortal.lives = 1
        with suppress(Killed):
            break_off = await mortal.erase(ALICE, actor="root", key="k")
            assert isinstance(break_off, Erased)
        assert await faults() == []
        assert await differences() == different
        found = await under_way()
        if not found:
            break
        stages.append(found[0].stage)
        # The account is as it was, or it is gone.
        assert await alice() == (old if stages[-1] is Stage.COPYING else None)
    assert len(set(stages)) == 2
    assert len(stages) > 6
    if asked_again:
        again = await another(made).erase(ALICE, actor="root", key="k")
        assert isinstance(again, Erased)
        assert again.replayed
    assert ALICE not in await everything()
    assert await sums() == before


async def test_another_process_takes_over_what_does_not_move(made: Shop, mortal: Mortal) -> None:
    await lived(made)
    mortal.lives = 2
    with pytest.raises(Killed):
        await mortal.erase(ALICE, actor="root")
    other = another(made)
    assert await other.look() == 0
    mortal.lives = 1
    with pytest.raises(Killed):
        await mortal._carry_on(ALICE)
    # It has moved since the last look: its process may be alive.
    assert await other.look() == 0
    assert await other.look() == 1
    assert await under_way() == []
    assert ALICE not in await everything()
    assert await faults() == []
    assert await other.look() == 0


async def test_the_id_is_not_opened_before_the_last_old_row_is_gone(
    made: Shop, mortal: Mortal, database: str
) -> None:
    await lived(made)
    old = use(account_id=ALICE, model="gpt-4o", key="old")
    await do(made, old)
    outcomes: list[object] = []

    async with committing(database) as user:
        user.book, user.clock = made.catalog.book, made.clock
        other = use(account_id="bob", model="gpt-4o", key="b", may_open=True)

        async def use_again() -> None:
            if await alice() is None:
                again = use(account_id=ALICE, model="gpt-4o", key="old", may_open=True)
                bob, mine = await user.commit(other, again)
                assert isinstance(bob, Done)
                outcomes.append(mine)
                if await under_way():
                    with pytest.raises(Leaving):
                        await do(made, again)

        mortal.between = use_again
        assert isinstance(await mortal.erase(ALICE, actor="root"), Erased)
    assert await faults() == []
    *waited, last = outcomes
    assert len(waited) > 4
    assert all(isinstance(one, Unavailable) for one in waited)
    assert isinstance(last, Done)
    assert not last.replayed


async def test_others_record_uses_between_the_pieces(
    made: Shop, mortal: Mortal, database: str
) -> None:
    await lived(made)
    await made.account("bob")
    done: list[object] = []
    async with committing(database) as user:
        user.book, user.clock = made.catalog.book, made.clock

        async def record() -> None:
            done.extend(await user.commit(use(account_id="bob", model="gpt-4o")))

        mortal.between = record
        assert isinstance(await mortal.erase(ALICE, actor="root"), Erased)
    assert len(done) > 8
    assert all(isinstance(one, Done) for one in done)
    assert await faults() == []


async def test_what_begins_while_the_ledger_is_copied_refuses_it_and_no_copy_is_left(
    made: Shop, mortal: Mortal
) -> None:
    await lived(made)
    entries = await models.Entry.all().count()
    is_held = False

    async def hold() -> None:
        nonlocal is_held
        if not is_held:
            is_held = True
            await do(made, placing(account_id=ALICE, model="gpt-4o"))
        assert await faults() == []

    mortal.between = hold
    assert isinstance(await mortal.erase(ALICE, actor="root"), AccountNotErasable)
    assert await under_way() == []
    assert await models.Entry.all().count() == entries + 1
    assert await faults() == []
    made.clock.advance(days=4)
    assert isinstance(await mortal.erase(ALICE, actor="root"), Erased)
    assert await faults() == []


async def test_copies_that_no_erasure_knows_are_a_fault(made: Shop, mortal: Mortal) -> None:
    await lived(made)
    mortal.lives = 3
    with pytest.raises(Killed):
        await mortal.erase(ALICE, actor="root")
    [move] = await under_way()
    await models.Erasure.all().update(reached=move.reached - 1)
    assert len(await faults()) == 1
    await models.Erasure.all().delete()
    assert any("belong to no account" in one for one in await faults())


async def test_what_is_written_after_a_refused_erasure_is_swept(made: Shop, mortal: Mortal) -> None:
    await lived(made)
    sweeping, held = Rollups(Changed().taker(), made.clock), list[object]()
    await sweeping.share_sweep()
    different = await differences()

    async def hold_first_and_sweep() -> None:
        if not held:
            held.extend(await do(made, placing(account_id=ALICE, model="gpt-4o")))
        if (await under_way())[0].stage is Stage.COPYING:
            await sweeping.share_sweep(always=True)

    mortal.between, mortal.lives = hold_first_and_sweep, 3
    with pytest.raises(Killed):
        await mortal.erase(ALICE, actor="root")
    assert isinstance(await another(made).erase(ALICE, actor="root"), AccountNotErasable)
    # Another process wrote it, which ended.
    await do(made, use(account_id="bob", model="gpt-4o"))
    await sweeping.share_sweep(always=True)
    assert await differences() == different
    assert await rolled("bob") == 2


async def test_an_erasure_that_fails_holds_up_no_other(
    made: Shop, mortal: Mortal, caplog: pytest.LogCaptureFixture
) -> None:
    await lived(made)
    others = [f"a{number}" for number in range(8)]
    moves = [Move(name, f"p{name}", name, "root", Stage.COPYING, 0, NO_DIGEST) for name in others]
    for move in moves:
        assert await begin(move)

    class Failing(Erasures):
        async def _piece(self, account_id: str) -> bool:
            if account_id == failing:
                raise ValueError("damaged")
            return await super()._piece(account_id)

    failing = "a3"
    other = Failing(made.clock, made.published.extend)
    assert await other.look() == 0
    assert await other.look() == len(others)
    assert [one.account_id for one in await under_way()] == [failing]
    assert "damaged" in caplog.text


async def test_totals_of_an_import_count_nobody_twice(
    made: Shop, mortal: Mortal, tmp_path: Path
) -> None:
    old = Old([old_user(ALICE), old_subscriber("bob")]).as_sqlite(tmp_path / "old.db")
    await import_old(old)
    await do(made, *(adjustment(account_id=ALICE, key=f"{n}") for n in range(9)))
    await do(made, *(adjustment(account_id="bob", key=f"{n}") for n in range(9)))
    before = await migrated("import old"), await migrated_plans("import old")
    assert (before[0].number, sum(before[1].values())) == (2, 1)
    counted: list[object] = []

    async def count() -> None:
        counted.append((await migrated("import old"), await migrated_plans("import old")))

    mortal.between = count
    assert isinstance(await mortal.erase(ALICE, actor="root"), Erased)
    assert await begin(Move("bob", "p", "r", "root", Stage.COPYING, 0, NO_DIGEST))
    assert await mortal._piece("bob")
    assert len(counted) > 5
    assert all(one == before for one in counted)
