"""Following accounts: with accounts in memory, and from end to end on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import QuotaUnit
from billing.ledger.account import Account, QuotaUse
from billing.ledger.commands import Command
from db.commit.journal import read_revisions
from db.errors import is_transient
from services.commit.batcher import Batcher
from services.commit.decisions import CommandOutcome
from services.ledger.accounts import Accounts
from services.live import accounts as module
from services.live.accounts import READ_MAX, Live
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock, HeldClock
from tests.support.ledger.factories import NOW, account, book, use

SOON = timedelta(milliseconds=150)
MONTH_END = datetime(2026, 12, 23, 12, tzinfo=UTC)


class Memory(Accounts):
    """Accounts without a database. While the gate is shut, a read has its answer but keeps it."""

    def __init__(self, *accounts: Account) -> None:
        self.kept = {one.id: one for one in accounts}
        self.reads: list[str] = []
        self.reading = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.failures: list[Exception] = []
        self.broken: set[str] = set()
        self.calls: list[int] = []

    async def present(
        self, ids: Collection[str], *, may_open: Collection[str] = ()
    ) -> dict[str, Account]:
        self.reads += ids
        self.calls.append(len(ids))
        if self.failures:
            raise self.failures.pop(0)
        if self.broken.intersection(ids):
            raise ValueError("broken")
        self.kept |= {name: account(account_id=name) for name in may_open if name not in self.kept}
        found = {name: self.kept[name] for name in ids if name in self.kept}
        self.reading.set()
        await self.gate.wait()
        return found

    def change(self, name: str = "alice") -> int:
        """Change an account without a signal; return its new revision."""
        self.kept[name] = self.kept[name]._replace(revision=self.kept[name].revision + 1)
        return self.kept[name].revision


class Listener:
    """A listener that accepts every value at once."""

    def __init__(self, live: Live, name: str = "alice", *, may_open: bool = False) -> None:
        self._told: asyncio.Queue[Account | None] = asyncio.Queue()
        self._task = asyncio.create_task(self._listen(live, name, may_open))

    async def _listen(self, live: Live, name: str, may_open: bool) -> None:
        try:
            async with aclosing(live.follow(name, may_open=may_open)) as states:
                async for told in states:
                    self._told.put_nowait(told.account)
        finally:
            self._told.put_nowait(None)

    async def next(self) -> Account:
        state = await self._told.get()
        if state is None:
            await self._task
            raise StopAsyncIteration
        return state

    async def until(self, revision: int) -> Account:
        while (state := await self.next()).revision < revision:
            pass
        return state

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])


async def everything_done() -> None:
    """Run all tasks until they wait. No task waits for anything outside of the event loop."""
    for _ in range(20):
        await asyncio.sleep(0)


async def nobody_watched(live: Live) -> None:
    while live.watched:
        await asyncio.sleep(0)


@asynccontextmanager
async def following(
    accounts: Accounts, clock: Callable[[], datetime] | None = None
) -> AsyncIterator[Live]:
    live = Live(accounts, clock or Clock())
    live.start()
    try:
        async with asyncio.timeout(5):
            yield live
    finally:
        await live.close()


@pytest.fixture(autouse=True)
def resting_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the heartbeat: most tests are about signals, and the heartbeat would hide a lost
    signal."""
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 1_000)


@pytest.fixture
def quick_heart(resting_heart: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.01)


async def test_the_present_value_comes_at_once() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        assert await listener.next() == memory.kept["alice"]
        await listener.leave()


async def test_every_change_comes_in_order_of_revision() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        assert (await listener.next()).revision == 1
        for revision in range(2, 6):
            live.signal("alice", memory.change())
            assert (await listener.next()).revision == revision
        await listener.leave()


async def test_a_wake_tells_everyone_anew_though_no_revision_changed() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        live.wake()
        assert (await listener.next()).revision == 1
        await listener.leave()


async def test_a_change_during_a_read_is_read_too() -> None:
    memory = Memory(account())
    memory.gate.clear()
    async with following(memory) as live:
        listener = Listener(live)
        await memory.reading.wait()
        live.signal("alice", memory.change())
        memory.gate.set()
        assert (await listener.until(2)).revision == 2
        await listener.leave()


async def test_a_slow_listener_misses_states_but_not_the_latest() -> None:
    memory = Memory(account())
    async with following(memory) as live, aclosing(live.follow("alice")) as slow:
        assert (await anext(slow)).account.revision == 1
        quick = Listener(live)
        for revision in range(2, 7):
            live.signal("alice", memory.change())
            await quick.until(revision)
        assert (await anext(slow)).account.revision == 6
        await quick.leave()


async def test_listeners_of_one_account_share_its_reads() -> None:
    memory = Memory(account(), account(account_id="bob"))
    async with following(memory) as live:
        crowd = [Listener(live) for _ in range(30)]
        bob = Listener(live, "bob")
        for listener in [*crowd, bob]:
            await listener.next()
        assert sorted(memory.reads) == ["alice", "bob"]
        live.signal("alice", memory.change())
        assert [(await listener.next()).revision for listener in crowd] == [2] * 30
        assert sorted(memory.reads) == ["alice", "alice", "bob"]
        late = Listener(live)
        assert (await late.next()).revision == 2
        assert len(memory.reads) == 3
        for listener in [*crowd, bob, late]:
            await listener.leave()


async def test_signals_that_tell_nothing_new_or_concern_nobody_cause_no_read() -> None:
    memory = Memory(account(), account(account_id="bob"))
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        live.signal("alice", 1)
        live.signal("bob", memory.change("bob"))
        await everything_done()
        assert memory.reads == ["alice"]
        live.signal("alice", memory.change())
        await listener.until(2)
        live.signal("alice", 2)
        await everything_done()
        assert memory.reads == ["alice", "alice"]
        await listener.leave()


async def test_what_was_committed_here_is_told_without_a_read() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        for _ in range(3):
            memory.change()
            live.offer([memory.kept["alice"], account(account_id="nobody listens")])
            assert await listener.next() == memory.kept["alice"]
        live.signal("alice", memory.kept["alice"].revision)
        await everything_done()
        assert memory.reads == ["alice"]
        assert live.watched == 1
        await listener.leave()


async def test_a_commit_overtakes_the_first_read() -> None:
    memory = Memory(account())
    memory.gate.clear()
    async with following(memory) as live:
        listener = Listener(live)
        await memory.reading.wait()
        memory.change()
        live.offer([memory.kept["alice"]])
        assert (await listener.next()).revision == 2
        memory.gate.set()
        live.signal("alice", memory.change())
        assert (await listener.next()).revision == 3, "the read's older state was told"
        await listener.leave()


async def test_an_older_state_is_ignored() -> None:
    memory = Memory(account()._replace(revision=7))
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        live.offer([account()._replace(revision=revision) for revision in (6, 7)])
        live.offer([account()._replace(revision=8)])
        assert (await listener.next()).revision == 8
        # The database has an older state than this process.
        live.wake()
        await everything_done()
        memory.kept["alice"] = account()._replace(revision=9)
        live.signal("alice", 9)
        assert (await listener.next()).revision == 9
        await listener.leave()


async def test_what_others_changed_meanwhile_is_read_in_one_statement() -> None:
    names = [f"user-{number}" for number in range(1_500)]
    memory = Memory(*(account(account_id=name) for name in names), account())
    async with following(memory) as live:
        listeners = [Listener(live, name) for name in names]
        for listener in listeners:
            await listener.next()
        memory.calls.clear()
        memory.gate.clear()
        other = Listener(live)
        memory.reading.clear()
        await memory.reading.wait()
        for name in names:
            live.signal(name, memory.change(name))
        memory.gate.set()
        assert [(await listener.next()).revision for listener in listeners] == [2] * 1_500
        assert memory.calls == [1, READ_MAX, 500]
        for listener in [*listeners, other]:
            await listener.leave()


async def test_one_account_that_cannot_be_read_spoils_no_others_read() -> None:
    memory = Memory(*(account(account_id=name) for name in "abcdefg"))
    memory.broken = {"d"}
    async with following(memory) as live:
        listeners = {name: Listener(live, name) for name in "abcdefg"}
        for name, listener in listeners.items():
            if name == "d":
                with pytest.raises(ValueError, match="broken"):
                    await listener.next()
            else:
                assert (await listener.next()).id == name
                await listener.leave()


async def test_who_may_open_an_account_follows_it_from_its_opening() -> None:
    memory = Memory()
    memory.gate.clear()
    async with following(memory) as live:
        stranger = Listener(live)
        await memory.reading.wait()
        owner = Listener(live, may_open=True)
        await everything_done()
        memory.gate.set()
        assert (await owner.next()).id == "alice"
        assert (await stranger.next()).id == "alice"
        for listener in (stranger, owner):
            await listener.leave()


async def test_who_comes_back_during_a_read_gets_one_that_began_later() -> None:
    memory = Memory(account())
    memory.gate.clear()
    async with following(memory) as live:
        first = Listener(live)
        await memory.reading.wait()
        await first.leave()
        memory.change()
        again = Listener(live)
        await everything_done()
        memory.gate.set()
        assert (await again.next()).revision == 2
        await again.leave()


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function that makes all known states older than a heartbeat."""

    def age() -> None:
        monkeypatch.setattr(module, "HEARTBEAT_SECONDS", -1)

    return age


async def test_a_newcomer_is_not_told_what_may_be_old(old: Callable[[], None]) -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        assert live.is_fresh("alice")
        old()
        # Another process changed it without a signal.
        memory.change()
        assert not live.is_fresh("alice")
        assert (await Listener(live).next()).revision == 2
        assert (await listener.next()).revision == 2


async def test_a_newcomer_waits_for_a_read_and_hears_why_it_failed(
    old: Callable[[], None],
) -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        old()
        memory.failures = [OSError("no database")]
        with pytest.raises(OSError, match="no database"):
            await Listener(live).next()
        # An earlier listener waits, and gets the next change.
        live.offer([memory.kept["alice"]._replace(revision=7)])
        assert (await listener.next()).revision == 7


async def test_what_was_committed_here_is_present(old: Callable[[], None]) -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        memory.gate.clear()
        old()
        newcomer = Listener(live)
        await everything_done()
        live.offer([memory.kept["alice"]._replace(revision=2)])
        assert (await newcomer.next()).revision == 2
        memory.gate.set()


async def test_a_state_whose_window_has_ended_is_not_present() -> None:
    memory, clock = Memory(account()), Clock()
    async with following(memory, clock) as live:
        listener = Listener(live)
        await listener.next()
        clock.now = MONTH_END
        memory.kept["alice"] = account(now=MONTH_END)
        assert not live.is_fresh("alice")
        assert (await Listener(live).next()).next_reset > MONTH_END


async def test_an_account_that_goes_while_a_newcomer_waits_ends_for_them_too(
    old: Callable[[], None],
) -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        old()
        memory.kept.clear()
        with pytest.raises(StopAsyncIteration):
            await Listener(live).next()
        with pytest.raises(StopAsyncIteration):
            await listener.next()


@pytest.mark.usefixtures("quick_heart")
async def test_a_heartbeat_finds_accounts_that_were_erased_or_opened_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    memory = Memory(account()._replace(revision=3), account(account_id="bob"))

    async def revisions(ids: Sequence[str]) -> list[tuple[str, int]]:
        return [(name, memory.kept[name].revision) for name in ids if name in memory.kept]

    monkeypatch.setattr(module, "read_revisions", revisions)
    async with following(memory) as live:
        alice, bob = Listener(live), Listener(live, "bob")
        assert [(await one.next()).revision for one in (alice, bob)] == [3, 1]
        again = account()._replace(opened_at=NOW + timedelta(seconds=1))
        memory.kept = {"alice": again}
        assert await alice.next() == again
        with pytest.raises(StopAsyncIteration):
            await bob.next()
        await alice.leave()


@pytest.mark.usefixtures("database", "quick_heart")
async def test_a_heartbeat_confirms_what_is_unchanged() -> None:
    async with service(Clock()) as real, following(real.accounts) as live:
        await real.accounts.open("alice")
        listener = Listener(live)
        await listener.next()
        confirmed = live._watches["alice"].confirmed_at
        async with asyncio.timeout(20):
            while live._watches["alice"].confirmed_at == confirmed:
                await asyncio.sleep(0.001)
        assert live.behind_seconds == pytest.approx(0, abs=5)
        await listener.leave()


@given(
    st.lists(st.sampled_from(["change", "offer", "stale", "signal", "wake", "step"]), max_size=40)
)
async def test_in_any_order_revisions_never_go_back_and_the_latest_arrives(acts) -> None:
    memory = Memory(account())
    async with following(memory) as live:
        quick = Listener(live)
        assert (await quick.next()).revision == 1
        for act in acts:
            await perform(act, memory, live)
        latest = memory.change()
        live.signal("alice", latest)
        seen = [1]
        while seen[-1] < latest:
            seen.append((await quick.next()).revision)
        assert seen == sorted(seen)
        await quick.leave()


async def perform(act: str, memory: Memory, live: Live) -> None:
    known = memory.kept["alice"]
    match act:
        case "change":
            memory.change()
        case "offer":
            live.offer([known])
        case "stale":
            live.offer([known._replace(revision=max(0, known.revision - 2))])
        case "signal":
            live.signal("alice", known.revision)
        case "wake":
            live.wake()
        case _:
            await asyncio.sleep(0)


async def test_the_last_to_leave_ends_the_watch() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        one, other = Listener(live), Listener(live)
        await one.next()
        await other.next()
        await one.leave()
        live.signal("alice", memory.change())
        assert (await other.next()).revision == 2
        assert live.watched == 1
        await other.leave()
        await nobody_watched(live)
        again = Listener(live)
        assert (await again.next()).revision == 2
        await again.leave()


@pytest.mark.parametrize("steps", range(8))
async def test_leaving_just_after_a_signal_ends_the_watch_too(steps: int) -> None:
    memory = Memory(account())
    async with following(memory) as live, aclosing(live.follow("alice")) as states:
        await anext(states)
        await asyncio.sleep(0)
        live.signal("alice", memory.change())
        for _ in range(steps):
            await asyncio.sleep(0)
        await states.aclose()
        await nobody_watched(live)


async def test_who_does_not_exist_is_followed_to_the_end_at_once() -> None:
    memory = Memory()
    async with following(memory) as live:
        with pytest.raises(StopAsyncIteration):
            await Listener(live).next()
        await nobody_watched(live)
        memory.kept["alice"] = account()
        listener = Listener(live)
        assert (await listener.next()).revision == 1
        await listener.leave()


async def test_a_failure_of_the_first_read_is_heard_and_the_next_listener_starts_anew() -> None:
    memory = Memory(account())
    memory.failures = [OSError("no database")]
    async with following(memory) as live:
        one, other = Listener(live), Listener(live)
        for listener in (one, other):
            with pytest.raises(OSError, match="no database"):
                await listener.next()
        again = Listener(live)
        assert (await again.next()).revision == 1
        await again.leave()


@pytest.mark.usefixtures("quick_heart")
async def test_a_failure_while_following_is_waited_out() -> None:
    memory = Memory(account())
    async with following(memory) as live:
        listener = Listener(live)
        await listener.next()
        memory.failures = [OSError("away"), OSError("still away")]
        live.signal("alice", memory.change())
        assert (await listener.next()).revision == 2
        assert memory.failures == []
        await listener.leave()


async def test_the_end_of_an_allowance_is_told_by_the_clock() -> None:
    state = account()
    memory = Memory(state)
    clock = HeldClock(MONTH_END - SOON)
    async with following(memory, clock) as live:
        listener = Listener(live)
        await listener.next()
        memory.kept["alice"] = account(now=MONTH_END)
        clock.let_go()
        assert (await listener.next()).next_reset > MONTH_END
        await listener.leave()


async def test_the_end_of_a_quota_window_is_told_though_nothing_was_written() -> None:
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    used = QuotaUse(QuotaUnit.REQUESTS, midnight - timedelta(days=1), midnight, 2)
    memory = Memory(account()._replace(quotas={"calls": used}))
    clock = HeldClock(midnight - SOON)
    async with following(memory, clock) as live:
        listener = Listener(live)
        first = await listener.next()
        clock.let_go()
        assert await listener.next() == first
        assert clock() >= midnight
        await listener.leave()


async def test_a_wait_in_pieces_ends_with_the_window_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS_MAX", 0.02)
    memory = Memory(account())
    clock = HeldClock(MONTH_END - SOON)
    async with following(memory, clock) as live:
        listener = Listener(live)
        await listener.next()
        memory.kept["alice"] = account(now=MONTH_END)
        clock.let_go()
        assert (await listener.next()).next_reset > MONTH_END
        assert memory.reads == ["alice"] * 2
        await listener.leave()


class Service:
    """Real services except the broadcast: each test chooses the receivers of a signal."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.batcher = Batcher(self._commit, is_transient)
        self.accounts = Accounts(self.batcher, clock)

    async def _commit(self, commands: Sequence[Command]) -> list[CommandOutcome]:
        return (await commit_batch(commands, book=book(), clock=self._clock))[0]


@asynccontextmanager
async def service(clock: Callable[[], datetime]) -> AsyncIterator[Service]:
    one = Service(clock)
    one.batcher.start()
    yield one
    await one.batcher.close()


@pytest.mark.usefixtures("database", "quick_heart")
async def test_a_lost_signal_is_healed_by_the_heartbeat() -> None:
    async with service(Clock()) as real, following(real.accounts) as live:
        await real.accounts.open("alice")
        listener = Listener(live)
        await listener.next()
        await real.batcher.submit(use())
        assert (await listener.next()).available == 9_992
        await listener.leave()


@pytest.mark.usefixtures("database", "quick_heart")
async def test_the_heartbeat_outlives_a_failing_database(monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [OSError("away"), OSError("still away")]
    read = read_revisions

    async def failing_first(ids: Sequence[str]) -> list[tuple[str, int]]:
        if failures:
            raise failures.pop()
        return await read(ids)

    monkeypatch.setattr(module, "read_revisions", failing_first)
    async with service(Clock()) as real, following(real.accounts) as live:
        await real.accounts.open("alice")
        listener = Listener(live)
        await listener.next()
        await real.batcher.submit(use())
        assert (await listener.next()).revision == 2
        assert failures == []
        await listener.leave()


@pytest.mark.usefixtures("database")
async def test_a_window_that_ends_is_renewed_for_who_listens() -> None:
    async with service(Clock(now=NOW)) as earlier:
        await earlier.accounts.open("alice")
        await earlier.batcher.submit(use(input_tokens=1_000))
    clock = HeldClock(MONTH_END - SOON)
    async with service(clock) as real, following(real.accounts, clock) as live:
        listener = Listener(live)
        assert (await listener.next()).available == 2_000
        clock.let_go()
        renewed = await listener.next()
        assert (renewed.available, renewed.revision) == (10_000, 4)
        assert renewed.touched_at >= MONTH_END
        await listener.leave()
