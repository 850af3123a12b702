"""Uses during the erasure of their account: none is lost, doubled or written in part."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from billing.ledger.account import Account
from billing.ledger.commands import RecordUsage, Touch
from billing.ledger.entry import Entry
from billing.ledger.refusals import AccountNotFound
from db import models
from db.commit.journal import Journal
from db.engine.config import connect, disconnect
from db.privacy.erasure import ErasureJournal
from services.commit.decisions import CommandOutcome, Done
from services.commit.unavailable import Unavailable
from services.privacy import erasure
from services.privacy.erasure import Erased, Erasures
from tests.services.commit.committing import commit_batch, committing
from tests.support.audit.tampering import faults
from tests.support.ledger.factories import use
from tests.support.payments.money import purchase_command, subscribe_command
from tests.support.payments.shop import Shop, sandbox_shop, shop

ALICE = "alice@example.org"


@pytest.fixture
async def made(database: str) -> AsyncIterator[Shop]:
    async with shop() as running:
        yield running


async def test_a_checkout_asked_for_as_its_account_was_erased_leaves_nothing(
    database: str, tmp_path: Path
) -> None:
    """The request was admitted before. The account is erased before anything is written."""
    async with sandbox_shop(tmp_path) as (made, _):
        await made.account(ALICE)
        erasures = Erasures(made.clock, lambda _: None)
        assert isinstance(await erasures.erase(ALICE, actor="root"), Erased)
        gone = AccountNotFound(ALICE)
        assert await made.purchases.start(purchase_command(account_id=ALICE)) == gone
        assert await made.subscriptions.start(subscribe_command(account_id=ALICE)) == gone
        for rows in (models.Purchase, models.PlanSubscription, models.PaymentCustomer):
            assert await rows.all().count() == 0


async def test_an_account_that_another_opened_and_that_was_erased_at_once_is_opened_again(
    made: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening finds that the account exists, and locking finds that it does not."""
    opened: list[int] = []

    async def open_second_time(self: Journal, accounts: Sequence[Account]) -> int:
        opened.append(len(accounts))
        return await opening(self, accounts) if len(opened) > 1 else 0

    opening = Journal.open
    monkeypatch.setattr(Journal, "open", open_second_time)
    command = use(account_id=ALICE, model="gpt-4o", may_open=True)
    [outcome], _ = await commit_batch([command], book=made.catalog.book, clock=made.clock)
    assert isinstance(outcome, Done)
    assert opened == [1, 1]
    assert await faults() == []


async def committed(committer: Any, command: Any) -> CommandOutcome:
    """Commit; repeat it while the old rows of the id are still being deleted."""
    while True:
        [outcome] = await committer.commit(command)
        if not isinstance(outcome, Unavailable):
            return outcome


@pytest.mark.parametrize("chunk", [1, 3, 100])
async def test_uses_that_race_an_erasure_are_on_one_side_or_the_other(
    made: Shop, database: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batches decide without locks, as in production. A ledger of one chunk is copied under the
    account's lock, a longer one before it."""
    monkeypatch.setattr(erasure, "PIECE", chunk)
    monkeypatch.setattr(erasure, "DELETED_A_PIECE", chunk)

    def ticking() -> datetime:
        # The opening time distinguishes an account from an earlier one with the same id.
        made.clock.advance(microseconds=1)
        return made.clock()

    async with (
        committing(database) as one,
        committing(database) as two,
        committing(database) as three,
    ):
        for committer in (one, two, three):
            committer.book, committer.clock = made.catalog.book, ticking
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
                assert isinstance(await committed(committer, command), Done)
                recorded.append(command)

        async def erase() -> None:
            for _ in range(8):
                made.clock.advance(seconds=1)
                await committed(three, Touch(ALICE, may_open=True))
                outcome = await erasures.erase(ALICE, actor="root")
                assert isinstance(outcome, Erased)
                pseudonyms.append(outcome.pseudonym)

        await asyncio.gather(record(one, 1), record(two, 2), erase())
        assert await faults() == []
        uses = await models.Entry.filter(kind="USAGE").count()
        assert uses == len(recorded) == 50
        ids = {*pseudonyms, ALICE}
        assert {row[0] for row in await models.Entry.all().values_list("account_id")} <= ids


async def test_an_account_in_constant_use_is_erased_nevertheless(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something new is always there to be copied, until the account is locked."""
    monkeypatch.setattr(erasure, "PIECE", 3)
    monkeypatch.setattr(erasure, "DELETED_A_PIECE", 2)
    add, lock, used = ErasureJournal.add_entries, ErasureJournal.lock, count(1)
    is_locked = False

    async def while_it_is_used(self: ErasureJournal, entries: Sequence[Entry]) -> None:
        await add(self, entries)
        if not is_locked:
            assert next(used) < 9
            await user.commit(use(account_id=ALICE, model="gpt-4o"))

    async def locked(self: ErasureJournal) -> Account | None:
        nonlocal is_locked
        is_locked = True
        return await lock(self)

    monkeypatch.setattr(ErasureJournal, "add_entries", while_it_is_used)
    monkeypatch.setattr(ErasureJournal, "lock", locked)
    await connect(postgres_url)
    async with shop() as made, committing(postgres_url) as user:
        user.book, user.clock = made.catalog.book, made.clock
        await made.account(ALICE)
        for _ in range(5):
            await made.spend(5, ALICE)
        erased = await Erasures(made.clock, lambda _: None).erase(ALICE, actor="root")
        assert isinstance(erased, Erased)
        assert erased.entries == await models.Entry.filter(account_id=erased.pseudonym).count()
        assert erased.entries == 6 + next(used) - 1
        assert await faults() == []
    await disconnect()
