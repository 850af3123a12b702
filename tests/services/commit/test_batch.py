"""Batches are atomic: random histories on both databases, compared with an oracle.

They are committed in both ways: at once, and under locks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from billing.catalog.price_book import PriceBook, price_book
from billing.errors import BadInput
from billing.ledger.commands import Command, Touch
from billing.ledger.entry import EntryKind
from billing.ledger.refusals import (
    AccountNotFound,
    IdempotencyConflict,
    InsufficientTokens,
    ModelNotFound,
    QuotaExceeded,
)
from db.commit.journal import read_accounts
from db.ledger.history import read_entries
from services.commit.decisions import CommandOutcome
from tests.services.commit import committing as under_locks
from tests.services.commit.committing import Change, committing
from tests.support.clocks import Clock
from tests.support.examples import scaled
from tests.support.ledger.factories import NOW, adjustment, book, catalog, done, premium_model, use
from tests.support.ledger.histories import Batch, histories, renamed
from tests.support.ledger.oracle import Oracle, answer_of

pytestmark = pytest.mark.usefixtures("committer")

DAY = timedelta(days=1)
BOOK = book()
_examples = count(1)


class Way:
    """The way in which the current test commits."""

    commit_batch = staticmethod(under_locks.commit_batch)


@pytest.fixture(params=["at once", "under locks"])
async def committer(
    database: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    async with committing(database) as one:
        if request.param == "at once":
            monkeypatch.setattr(Way, "commit_batch", one.commit_batch)
        yield


async def commit_batch(
    commands: Sequence[Command], *, book: PriceBook, clock: Clock
) -> tuple[list[CommandOutcome], list[Change]]:
    return await Way.commit_batch(commands, book=book, clock=clock)


async def commit(
    *commands: Command, clock: Clock | None = None, priced: PriceBook = BOOK
) -> list[CommandOutcome]:
    return (await commit_batch(commands, book=priced, clock=clock or Clock()))[0]


async def opened(*names: str) -> None:
    await commit(*(Touch(name, may_open=True) for name in names))


@settings(max_examples=scaled(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(accounts=["alice", "bob", "stranger"]))
async def test_random_histories_are_as_the_oracle_says(history: list[Batch]) -> None:
    oracle, clock = Oracle(), Clock()
    for batch in renamed(history, next(_examples)):
        clock.now = batch.at
        outcomes, changes = await commit_batch(batch.commands, book=BOOK, clock=clock)
        before = {name: kept.revision for name, kept in oracle.books.items()}
        expected = [oracle.expect(command, batch.at) for command in batch.commands]
        assert [answer_of(outcome) for outcome in outcomes] == expected
        assert {(c.account_id, c.revision) for c in changes} == {
            (name, kept.revision)
            for name, kept in oracle.books.items()
            if kept.revision != before.get(name)
        }
    await _agree(oracle)


async def _agree(oracle: Oracle) -> None:
    """Check that the memory contains what the oracle expects, and that its entries add up to it."""
    accounts = await read_accounts(list(oracle.books))
    assert accounts.keys() == oracle.books.keys()
    for name, kept in oracle.books.items():
        account = accounts[name]
        entries = await read_entries(name, limit=10_000)
        assert (account.available, account.revision) == (kept.available, kept.revision)
        assert account.opened_at == kept.opened
        assert sum(entry.tokens for entry in entries) == account.balance == kept.available
        assert [entry.revision for entry in entries] == [*range(kept.revision, 0, -1)]
        times = [entry.recorded_at for entry in entries]
        assert times == sorted(times, reverse=True)
        keys = {e.idempotency_key for e in entries if e.idempotency_key is not None}
        assert keys == kept.answers.keys()


async def test_the_state_carries_over_from_one_command_to_the_next() -> None:
    outcomes = await commit(
        use(input_tokens=1_000, may_open=True),
        use(input_tokens=300),
        adjustment(tokens=400),
        use(input_tokens=300),
    )
    assert [type(o).__name__ for o in outcomes] == ["Done", "InsufficientTokens", "Done", "Done"]
    assert done(outcomes[-1]).account.available == 0
    assert isinstance(outcomes[1], InsufficientTokens)
    assert (outcomes[1].required, outcomes[1].available) == (2_400, 2_000)


async def test_every_refusal_is_an_outcome_and_leaves_nothing_but_the_renewal() -> None:
    clock = Clock()
    await opened("alice")
    await commit(use(key="taken"))
    refused = await commit(
        use(model="nobody"),
        use(input_tokens=10_000),
        use(model="gift", input_tokens=1_001),
        use(key="taken", input_tokens=2),
        use(account_id="nobody"),
        adjustment(expires_at=NOW - DAY),
        clock=clock,
    )
    kinds = (
        ModelNotFound,
        InsufficientTokens,
        QuotaExceeded,
        IdempotencyConflict,
        AccountNotFound,
        BadInput,
    )
    assert [type(outcome) for outcome in refused] == [*kinds]
    assert [entry.revision for entry in await read_entries("alice", limit=9)] == [2, 1]
    assert await read_accounts(["nobody"]) == {}


async def test_a_refused_key_may_succeed_later() -> None:
    await opened("alice")
    asked = use(key="k", input_tokens=2_000)
    assert isinstance((await commit(asked))[0], InsufficientTokens)
    await commit(adjustment(tokens=10_000))
    assert not done((await commit(asked))[0]).replayed


async def test_a_repeated_key_answers_the_first_result() -> None:
    await opened("alice")
    asked = use(key="k", metadata='{"a":"ü"}')
    first = done((await commit(asked))[0])
    await commit(use())
    again = done((await commit(asked))[0])
    assert (first.replayed, again.replayed) == (False, True)
    assert again.entry == first.entry
    assert again.account.revision == 3


async def test_a_key_is_repeated_or_conflicts_within_a_batch_too() -> None:
    await opened("alice")
    outcomes = await commit(use(key="k"), use(key="k"), use(key="k", output_tokens=1))
    assert [done(o).replayed for o in outcomes[:2]] == [False, True]
    assert outcomes[2] == IdempotencyConflict("k")
    assert len(await read_entries("alice", limit=9)) == 2


async def test_a_whole_batch_can_be_repeated() -> None:
    await opened("alice", "bob")
    asked = [use(account_id=name) for name in ("alice", "bob", "alice", "bob")]
    first = [done(outcome).recorded for outcome in await commit(*asked)]
    again, changes = await commit_batch(asked, book=BOOK, clock=Clock())
    assert [done(outcome).recorded for outcome in again] == first
    assert all(done(outcome).replayed for outcome in again)
    assert changes == []


async def test_keys_belong_to_accounts() -> None:
    await opened("alice", "bob")
    outcomes = await commit(use(key="k"), use(account_id="bob", key="k", input_tokens=2))
    assert [done(o).replayed for o in outcomes] == [False, False]


async def test_a_key_of_a_use_conflicts_with_one_of_an_adjustment() -> None:
    await opened("alice")
    await commit(use(key="k"))
    assert await commit(adjustment(key="k")) == [IdempotencyConflict("k")]


async def test_a_repeated_key_is_answered_when_its_model_is_gone_and_its_window_over() -> None:
    await opened("alice")
    asked = use(key="k")
    first = done((await commit(asked))[0])
    retired = price_book([catalog(), catalog(models=[premium_model(name="new")])])
    later = Clock(now=NOW + 90 * DAY)
    again = done((await commit(asked, clock=later, priced=retired))[0])
    assert (again.entry, again.replayed) == (first.entry, True)
    assert again.account.available == 10_000


async def test_only_who_may_open_opens_and_once() -> None:
    outcomes = await commit(use(), use(account_id="bob", may_open=True))
    assert outcomes[0] == AccountNotFound("alice")
    assert done(outcomes[1]).account.opened_at == NOW
    later = Clock(now=NOW + DAY)
    touched = await commit(Touch("bob", may_open=True), clock=later)
    assert done(touched[0]).account.opened_at == NOW


async def test_a_touch_that_finds_everything_in_place_writes_nothing() -> None:
    await opened("alice")
    outcomes, changes = await commit_batch([Touch("alice")], book=BOOK, clock=Clock())
    assert done(outcomes[0]).entry is None
    assert changes == []


async def test_changes_name_each_changed_account_once_with_its_last_revision() -> None:
    await opened("alice", "bob", "carol")
    commands = [use(), use(account_id="bob"), use(), use(account_id="carol", model="nobody")]
    _, changes = await commit_batch(commands, book=BOOK, clock=Clock())
    assert sorted(changes, key=str) == [Change("alice", 3), Change("bob", 2)]


async def test_an_account_never_goes_back_in_time() -> None:
    clock = Clock()
    await opened("alice")
    later = clock.advance(hours=1)
    await commit(use(), clock=clock)
    clock.advance(days=-40)
    entry = done((await commit(use(), clock=clock))[0]).recorded
    assert entry.recorded_at == later


async def test_a_window_that_ended_is_renewed_before_the_use() -> None:
    clock = Clock()
    await opened("alice")
    await commit(use(input_tokens=1_000), clock=clock)
    clock.advance(days=365 * 3)
    made = done((await commit(use(input_tokens=1_250), clock=clock))[0])
    assert made.account.available == 0
    kinds = [entry.kind for entry in await read_entries("alice", limit=3)]
    assert kinds == [EntryKind.USAGE, EntryKind.ALLOWANCE, EntryKind.LAPSE]


async def test_what_was_charged_before_a_new_price_stays_as_charged() -> None:
    changing = book(models=[premium_model(prices=[(NOW + DAY, "2/2/2")])])
    clock = Clock()
    await opened("alice")
    asked = use(key="before", input_tokens=10)
    await commit(asked, clock=clock, priced=changing)
    clock.advance(days=1)
    outcomes = await commit(asked, use(input_tokens=10), clock=clock, priced=changing)
    assert [done(o).recorded.cost for o in outcomes] == [80, 20]
    replaced = price_book([changing.catalog, catalog(models=[premium_model(rates="1/1/1")])])
    assert done((await commit(asked, clock=clock, priced=replaced))[0]).recorded.cost == 80
    entries = await read_entries("alice", limit=9, uses_only=True)
    terms = [(entry.cost, entry.use.terms) for entry in entries if entry.use]
    assert terms == [(20, "2/2/2"), (80, "8/8/8")]


async def test_an_empty_batch_does_nothing() -> None:
    assert await commit_batch([], book=BOOK, clock=Clock()) == ([], [])
