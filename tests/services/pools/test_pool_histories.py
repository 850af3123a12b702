"""Random histories of several processes that share a pool, compared with an oracle. Billing rule
11."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.catalog.catalog import QuotaUnit
from billing.ledger.commands import Touch
from db.commit.writer import Changes
from services.pools import leases
from services.pools.leases import LEASE_SECONDS
from tests.services.pools.pooling import Process, Processes, accepted, pooled_book, processes, used
from tests.support.examples import scaled
from tests.support.ledger.factories import done, placing, releasing, settling, use

pytestmark = pytest.mark.slow

TTL_SECONDS = 7_200
ACCOUNTS = ("alice", "bob", "carol")
_examples = count(1)


class Step(NamedTuple):
    """A step of a history. The numbers are for whatever the step needs."""

    kind: str
    process: int
    account: int
    number: int


KINDS = ("use", "use", "use", "hold", "hold", "settle", "release", "again")
ODD_KINDS = ("tomorrow", "limit", "stop", "tidy", "crash", "wake", "lose", "sweep")
steps = st.lists(
    st.builds(
        Step,
        st.sampled_from((*KINDS, *KINDS, *ODD_KINDS)),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(1, 9),
    ),
    min_size=5,
    max_size=30,
)


class OpenHold(NamedTuple):
    account: str
    number: int
    day: str
    units: int
    expires_at: datetime


class History:
    """Runs steps and says what the pool must hold after each."""

    def __init__(self, made: Processes, unit: QuotaUnit, example: int) -> None:
        self.made = made
        self.unit = unit
        self.name = f"provider:p{example}"
        self.suffix = f"-{example}"
        self.used: Counter[str] = Counter()
        self.holds: list[OpenHold] = []
        self.asleep: list[Process] = []
        self.last = None
        self.limit = 12
        self.resize(self.limit)

    @property
    def day(self) -> str:
        return f"{self.unit}-DAY-{self.made.clock():%Y-%m-%d}-{self.name}"

    def resize(self, limit: int) -> None:
        self.limit = limit
        self.made.book = pooled_book(limit, self.unit, self.name)

    def units(self, tokens: int) -> int:
        return tokens if self.unit is QuotaUnit.TOKENS else 1

    def fits(self, tokens: int) -> bool:
        return self.used[self.day] + self.units(tokens) <= self.limit

    def touch(self, account: str) -> None:
        """Return what the account's expired holds had reserved."""
        now = self.made.clock()
        ended = [h for h in self.holds if h.account == account and h.expires_at <= now]
        for hold in ended:
            self.used[hold.day] -= hold.units
            self.holds.remove(hold)

    async def do(self, step: Step) -> None:
        account = ACCOUNTS[step.account] + self.suffix
        if step.kind in KINDS:
            self.touch(account)
            # The step may find no hold that is left to close, and then reaches no account.
            await self.made[step.process].commit(Touch(account, may_open=True))
        await getattr(self, step.kind.replace("use", "record"))(step, account)

    async def record(self, step: Step, account: str) -> None:
        fits = self.fits(step.number)
        asked = use(account_id=account, model="gift", input_tokens=step.number, may_open=True)
        outcomes = await self.made[step.process].commit(asked, asked)
        assert accepted(outcomes) == 2 * fits
        self.used[self.day] += self.units(step.number) * fits
        if fits:
            self.last = asked

    async def lose(self, step: Step, account: str) -> None:
        """Record a use whose answer from the database is lost; with an odd number, after the
        commit. The batch is repeated, as the batcher does."""
        self.touch(account)
        process, fits = self.made[step.process], self.fits(step.number)
        asked = [use(account_id=account, model="gift", input_tokens=step.number, may_open=True)]
        with answer_lost(process, committed=step.number % 2 == 1):
            try:
                outcomes = await process.committer(asked)
            except ConnectionResetError:
                outcomes = await process.committer(asked)
        assert accepted(outcomes) == fits
        self.used[self.day] += self.units(step.number) * fits

    async def again(self, step: Step, _: str) -> None:
        if self.last is not None:
            self.touch(self.last.account_id)
            assert accepted(await self.made[step.process].commit(self.last)) == 1

    async def hold(self, step: Step, account: str) -> None:
        fits = self.fits(step.number)
        asked = placing(
            account_id=account,
            model="open",
            input_tokens=step.number,
            ttl_seconds=TTL_SECONDS,
            may_open=True,
        )
        (outcome,) = await self.made[step.process].commit(asked)
        assert accepted([outcome]) == fits
        if fits:
            hold = done(outcome).hold
            assert hold is not None
            units = self.units(step.number)
            self.holds.append(OpenHold(account, hold.number, self.day, units, hold.expires_at))
            self.used[self.day] += units

    async def settle(self, step: Step, account: str) -> None:
        for hold in [one for one in self.holds if one.account == account][:1]:
            settled = settling(hold.number, account_id=account, input_tokens=step.number)
            await self.made[step.process].commit(settled)
            self.used[hold.day] -= hold.units
            self.used[self.day] += self.units(step.number)
            self.holds.remove(hold)

    async def release(self, step: Step, account: str) -> None:
        for hold in [one for one in self.holds if one.account == account][:1]:
            await self.made[step.process].commit(releasing(hold.number, account_id=account))
            self.used[hold.day] -= hold.units
            self.holds.remove(hold)

    async def tomorrow(self, step: Step, _: str) -> None:
        self.made.clock.advance(hours=4 * step.number)

    async def limit_(self, step: Step, _: str) -> None:
        self.resize(3 * step.number)

    async def stop(self, step: Step, _: str) -> None:
        await self.made[step.process].stop()

    async def crash(self, step: Step, _: str) -> None:
        """End a process without returning anything; another one takes its place."""
        self.asleep.append(self.made[step.process])
        self.made[step.process] = self.made.start()

    async def wake(self, step: Step, _: str) -> None:
        """Let a process that slept go on, with what it knew then, in the place of another."""
        if self.asleep:
            self.asleep.append(self.made[step.process])
            self.made[step.process] = self.asleep.pop(0)

    async def sweep(self, step: Step, _: str) -> None:
        """Let all holds expire; a process that starts then returns what they had reserved."""
        self.made.clock.advance(seconds=TTL_SECONDS)
        self.made[step.process] = self.made.start()
        await self.made[step.process].watch.step()
        for account in ACCOUNTS:
            self.touch(account + self.suffix)

    async def tidy(self, step: Step, _: str) -> None:
        self.made.clock.advance(seconds=LEASE_SECONDS + 1)
        await self.made[step.process].leases.refresh(self.made.book, self.made.clock())


@contextmanager
def answer_lost(process: Process, *, committed: bool) -> Iterator[None]:
    """Break the next commit of a process, after it is done or before."""
    append = process.writer.append

    async def broken(changes: Changes) -> None:
        process.writer.append = append
        if committed:
            await append(changes)
        raise ConnectionResetError

    process.writer.append = broken
    yield
    process.writer.append = append


@settings(max_examples=scaled(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps, unit=st.sampled_from(QuotaUnit))
async def test_any_history_lets_exactly_the_pool_through(
    database: str, history: list[Step], unit: QuotaUnit
) -> None:
    leases.EXHAUSTED_SECONDS = 0.0
    try:
        async with processes(database, 3) as made:
            run = History(made, unit, next(_examples))
            for step in history:
                await run.do(step._replace(kind="limit_") if step.kind == "limit" else step)
            counts = await used()
            for day, units in run.used.items():
                assert counts.get(day, 0) == units
    finally:
        leases.EXHAUSTED_SECONDS = 1.0
