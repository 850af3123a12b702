"""Random histories with holds, in memory and on both databases, compared with an oracle."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from billing.ledger.account import Account
from billing.ledger.commands import Command
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.grant import Grant
from billing.ledger.hold import hold_of
from billing.ledger.hold_commands import ExtendHold, ReleaseHold, SettleHold
from billing.ledger.refusals import AccountNotFound, HoldNotFound
from billing.tokens import MAX_TOKENS
from db.audit.reading import read_grants
from db.commit.journal import read_accounts
from db.ledger.history import read_entries
from services.commit.batch import keys_of, newcomers
from services.commit.batcher import Batcher
from services.commit.decisions import CommandOutcome, Decisions
from services.ledger.holds import Holds, holds_of
from tests.services.commit.committing import commit_batch, committing
from tests.support.audit.forgetful import Forgetful
from tests.support.clocks import Clock
from tests.support.examples import scaled
from tests.support.ledger.factories import MONTHLY, book
from tests.support.ledger.histories import Batch, held_histories, renamed
from tests.support.ledger.oracle import Answer, Book, Oracle, answer_of

pytestmark = pytest.mark.slow

ACCOUNTS = ["alice", "bob", "stranger"]
BOOK, CLOCK = book(), Clock()
_examples = count(1)
OfHold = SettleHold | ReleaseHold | ExtendHold


class Ledger:
    """A ledger in memory that contains only what was decided."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.entries: dict[str, list[Entry]] = {}
        self.grants: dict[str, dict[int, Grant]] = {}

    def do(self, command: Command, clock: Clock) -> CommandOutcome:
        if isinstance(command, SettleHold | ReleaseHold | ExtendHold):
            command = self._with_placed(command)
        known = {
            key: entry
            for key in keys_of([command])
            for entry in self.entries.get(command.account_id, [])
            if entry.idempotency_key == getattr(command, "idempotency_key", None)
        }
        self.accounts |= newcomers([command], self.accounts, clock())
        decisions = Decisions(BOOK, clock(), self.accounts, known)
        outcome = decisions.decide(command)
        for entry in decisions.entries:
            self.entries.setdefault(entry.account_id, []).append(entry)
        for name, grant in decisions.grants:
            given = grant._replace(remaining=grant.amount)
            self.grants.setdefault(name, {})[grant.number] = given
        return outcome

    def _with_placed(self, command: OfHold) -> Command:
        entries = self.entries.get(command.account_id, [])[command.number - 1 :][:1]
        if not entries or entries[0].kind is not EntryKind.HOLD:
            return command
        (entry,) = entries
        if isinstance(command, ExtendHold):
            return replace(command, placed=hold_of(entry), placed_at=entry.recorded_at)
        return replace(command, placed=hold_of(entry))


@settings(max_examples=scaled(150))
@given(history=held_histories(accounts=ACCOUNTS, batches=12))
def test_histories_with_holds_are_as_the_oracle_says_and_replay_without_a_fault(
    history: list[Batch],
) -> None:
    ledger, oracle, clock = Ledger(), Oracle(), Clock()
    for batch in history:
        clock.now = batch.at
        for command in batch.commands:
            expected = oracle.expect(command, batch.at)
            found = answer_of(ledger.do(command, clock))
            if isinstance(command, ExtendHold) and expected[0] == "HOLD_CLOSED":
                # `Holds` looks up how it was closed.
                found, expected = found[:1], expected[:1]
            assert found == expected, command
    assert ledger.accounts.keys() == oracle.books.keys()
    for name, kept in oracle.books.items():
        agrees(ledger.accounts[name], kept)
        sound(ledger.accounts[name], ledger.entries[name], ledger.grants[name])


def agrees(account: Account, kept: Book) -> None:
    """Check what is left of each grant, and what each open hold has reserved of it."""
    assert {g.number: g.remaining for g in account.grants} == {p.number: p.left for p in kept.pots}
    assert (account.revision, account.debt) == (kept.revision, kept.debt)
    assert [hold.number for hold in account.holds] == list(kept.open)
    for hold in account.holds:
        aside = kept.open[hold.number]
        assert [(c.number, c.tokens) for c in hold.charges] == [
            (pot.number, pot.left) for pot in aside.pots
        ]
        assert (hold.max_output_tokens, hold.counted) == (aside.output, aside.count)
        assert hold.expires_at == aside.until


def sound(account: Account, entries: Sequence[Entry], grants: dict[int, Grant]) -> None:
    """Check the invariants of the ledger, and its replay."""
    replay = Forgetful(account.id, grants, opened_at=account.opened_at)
    found = [(entry.revision, what) for entry in entries for what in replay.add(entry)]
    assert found == []
    assert replay.compare(account, [MONTHLY]) == []
    assert min(account.available, account.debt, account.held) >= 0
    assert sum(entry.tokens for entry in entries) == account.balance
    granted = sum(grant.amount for grant in grants.values())
    gone = sum(entry.cost for entry in entries if entry.tokens < 0)
    assert granted - gone == account.available + account.held - account.debt


@pytest.fixture(params=["at once", "under locks"])
async def batcher(database: str, request: pytest.FixtureRequest) -> AsyncIterator[Batcher]:
    """Yield a batcher for each way to commit, on `CLOCK`."""
    async with committing(database) as one:
        one.clock = CLOCK
        running = Batcher(commit if request.param == "under locks" else one.committer, _is_final)
        running.start()
        yield running
        await running.close()


async def commit(commands: Sequence[Command]) -> list[CommandOutcome]:
    return (await commit_batch(commands, book=BOOK, clock=CLOCK))[0]


def _is_final(_: BaseException) -> bool:
    return False


@settings(max_examples=scaled(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=held_histories(accounts=ACCOUNTS))
async def test_both_databases_keep_histories_with_holds(
    batcher: Batcher, history: list[Batch]
) -> None:
    oracle = Oracle()
    for batch in renamed(history, next(_examples)):
        CLOCK.now = batch.at
        for together in parted(batch.commands, oracle, batch.at):
            expected = [said(oracle, command, batch.at) for command in together]
            assert [answer_of(one) for one in await done(batcher, together)] == expected
    accounts = await read_accounts(list(oracle.books))
    for name, kept in oracle.books.items():
        agrees(accounts[name], kept)
        entries = (await read_entries(name, limit=10_000))[::-1]
        grants = await read_grants([name], after=0, upto=MAX_TOKENS)
        sound(accounts[name], entries, {g.number: g.value for g in grants if g.value})
        listed = {
            one.hold.number: (one.status, one.hold.expires_at)
            for one in await holds_of(accounts[name], None)
        }
        assert listed == {n: (hold.status, hold.until) for n, hold in kept.holds.items()}


def said(oracle: Oracle, command: Command, at: datetime) -> Answer:
    """Return the oracle's answer. `Holds` decides nothing about an account whose hold to extend
    was never placed, so its windows are not renewed by that."""
    if isinstance(command, ExtendHold):
        kept = oracle.books.get(command.account_id)
        if kept is not None and command.number not in kept.holds:
            return ("HOLD_NOT_FOUND",)
    return oracle.expect(command, at)


def parted(commands: Sequence[Command], oracle: Oracle, at: datetime) -> Iterator[list[Command]]:
    """Divide into batches. A hold that is possibly not open is closed in a separate batch."""
    together: list[Command] = []
    for command in commands:
        if not isinstance(command, OfHold):
            together.append(command)
            continue
        kept = oracle.books.get(command.account_id)
        hold = kept.open.get(command.number) if kept else None
        twice = any(getattr(one, "number", 0) == command.number for one in together)
        if hold and hold.until > at and not twice and not isinstance(command, ExtendHold):
            together.append(command)
            continue
        yield together
        yield [command]
        together = []
    yield together


async def done(batcher: Batcher, together: list[Command]) -> Sequence[Any]:
    if len(together) == 1 and isinstance(together[0], ExtendHold):
        # A hold that is not found is so before the account is.
        outcome = await Holds(batcher).extend(together[0])
        known = await read_accounts([together[0].account_id])
        is_unknown = isinstance(outcome, HoldNotFound) and not known
        return [AccountNotFound(together[0].account_id) if is_unknown else outcome]
    if len(together) == 1 and isinstance(together[0], SettleHold | ReleaseHold):
        return [await Holds(batcher).close(together[0])]
    return await batcher.submit_all(together)
