"""The sweep tells what the clock changed, and what a forecast says. Billing rule 14."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from billing.ledger.alerts.alert import AlertKind, AlertName
from billing.ledger.alerts.commands import SetAlert
from billing.ledger.commands import Touch
from db.engine.sql import default_connection, dialect_of, rows
from db.engine.transactions import transaction
from db.ledger.alerts import BEGINNING, DUE, due_accounts, forecast_made
from db.ledger.history import read_entries
from services.catalog import CatalogService
from services.ledger.accounts import Accounts
from services.ledger.alert_sweep import AlertSweep
from services.privacy.erasure import Erased, Erasures
from tests.services.commit.test_cap_races import sound
from tests.services.ledger.hold_desks import BOOK, alice, desks
from tests.services.ledger.test_alert_histories import fired
from tests.support.audit.tampering import CATALOG
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import adjustment, placing, use

LOW = AlertName(AlertKind.BALANCE_BELOW, 10_001)
DAYS = AlertName(AlertKind.DAYS_LEFT_BELOW, 7)


class Processes:
    """The sweeps of several processes, and the batcher of the first."""

    def __init__(self, url: str, batchers: list, clock: Clock) -> None:
        self.clock, self.batcher, self._batchers = clock, batchers[0], batchers
        self.start()

    def start(self) -> None:
        """Start every sweep anew, as after a crash of all processes."""
        self.sweeps = [
            AlertSweep(one, Accounts(one, self.clock).present, lambda: BOOK, self.clock)
            for one in self._batchers
        ]

    async def do(self, *commands: object) -> None:
        for command in commands:
            await self.batcher.submit(command)

    async def sweep(self) -> list[tuple[AlertName, int | None]]:
        """Let each process sweep; return what was ever told."""
        for sweep in self.sweeps:
            await sweep.step()
        return fired((await read_entries("alice", limit=1_000))[::-1])


@pytest.fixture
async def processes(database: str) -> AsyncIterator[Processes]:
    clock = Clock()
    await CatalogService(clock=clock).apply(CATALOG, "test")
    async with desks(database, clock, 3) as batchers:
        made = Processes(database, batchers, clock)
        await made.do(Touch("alice", may_open=True))
        yield made
    await sound()


async def test_a_gift_that_lapses_is_told_once(processes: Processes) -> None:
    gift = adjustment(tokens=500, expires_at=processes.clock.now + timedelta(days=1))
    await processes.do(gift, SetAlert("alice", alert=LOW))
    assert await processes.sweep() == []
    processes.clock.advance(days=1)
    assert await processes.sweep() == [(LOW, 10_000)]
    assert await processes.sweep() == [(LOW, 10_000)]


async def test_the_rest_of_an_allowance_that_lapses_at_the_turn_of_a_month_tells_nothing(
    processes: Processes,
) -> None:
    """The end of one window and the start of the next are one moment."""
    await processes.do(SetAlert("alice", alert=LOW._replace(threshold=9_000)))
    processes.clock.advance(days=31)
    assert await processes.sweep() == []
    assert (await alice()).available == 10_000


async def test_a_hold_that_expires_makes_an_alert_ready_again(processes: Processes) -> None:
    await processes.do(SetAlert("alice", alert=LOW._replace(threshold=9_900)))
    await processes.do(placing(input_tokens=100, ttl_seconds=600))
    told = await processes.sweep()
    assert len(told) == 1
    processes.clock.advance(minutes=11)
    assert await processes.sweep() == told
    await processes.do(use(input_tokens=100))
    assert len(await processes.sweep()) == 2


async def test_days_left_are_told_once_and_again_after_they_came_back(
    processes: Processes,
) -> None:
    await processes.do(SetAlert("alice", alert=DAYS))
    for _ in range(5):
        processes.clock.advance(days=1)
        await processes.do(use(input_tokens=250))
        told = await processes.sweep()
    assert [name for name, _ in told] == [DAYS]
    await processes.do(adjustment(tokens=10**9))
    assert await processes.sweep() == told
    processes.clock.advance(minutes=6)
    await processes.sweep()
    (alert,) = (await alice()).alerts
    assert not alert.beyond
    await processes.do(adjustment(tokens=-(10**9)))
    processes.clock.advance(minutes=6)
    assert len(await processes.sweep()) == 2


async def test_days_left_are_told_after_a_crash_of_all_processes(processes: Processes) -> None:
    await processes.do(SetAlert("alice", alert=DAYS))
    for _ in range(5):
        processes.clock.advance(days=1)
        await processes.do(use(input_tokens=250))
    processes.start()
    assert [name for name, _ in await processes.sweep()] == [DAYS]


async def test_a_state_is_forecast_once_and_the_next_one_after_five_minutes(
    processes: Processes,
) -> None:
    await processes.do(SetAlert("alice", alert=DAYS))
    await processes.sweep()
    for minutes, used, forecasts in ((0, 1, 0), (4, 0, 0), (1, 0, 1), (9, 0, 0), (0, 1, 1)):
        processes.clock.advance(minutes=minutes)
        for _ in range(used):
            await processes.do(use(input_tokens=1))
        with counting_statements() as statements:
            await processes.sweeps[0].step()
        made = [one for one in statements if "UPDATE account SET sweep_at" in one]
        assert len(made) == forecasts, minutes


async def test_a_change_during_a_forecast_waits_for_the_next_one(processes: Processes) -> None:
    await processes.do(SetAlert("alice", alert=DAYS))
    before = await alice()
    await processes.do(use(input_tokens=1))
    await forecast_made(before)
    assert await due_accounts(processes.clock.now, after=BEGINNING, limit=9)
    await forecast_made(await alice())
    assert await due_accounts(processes.clock.now, after=BEGINNING, limit=9) == []


@asynccontextmanager
async def many(processes: Processes, number: int) -> AsyncIterator[None]:
    for one in range(number):
        await processes.do(Touch(f"other-{one}", may_open=True))
    yield


async def test_accounts_without_alerts_are_neither_read_nor_touched(processes: Processes) -> None:
    async with many(processes, 3):
        await processes.do(SetAlert("alice", alert=LOW))
        processes.clock.advance(days=31)
        due = await due_accounts(processes.clock.now, after=BEGINNING, limit=9)
        assert [one.account_id for one in due] == ["alice"]
        await processes.sweep()
        assert await due_accounts(processes.clock.now, after=BEGINNING, limit=9) == []
        with counting_statements() as statements:
            await processes.sweeps[0].step()
        (only,) = statements
        assert "sweep_at <=" in only


async def test_an_index_leads_to_the_due_accounts(processes: Processes) -> None:
    conn = default_connection()
    given = (processes.clock.now, BEGINNING.at, "", 9)
    if dialect_of(conn) == "sqlite":
        plan = await rows(f"EXPLAIN QUERY PLAN {DUE}", *given)
        assert "INDEX account_to_sweep" in str(plan)
        return
    async with transaction():
        await rows("SET LOCAL enable_seqscan = off")
        plan = await rows(f"EXPLAIN {DUE}", *given)
    assert "account_to_sweep" in str(plan)


async def test_nobody_is_told_of_an_erased_account(processes: Processes) -> None:
    await processes.do(SetAlert("alice", alert=LOW._replace(threshold=9_000)))
    erased = await Erasures(processes.clock, lambda _: None).erase("alice", actor="root")
    assert isinstance(erased, Erased)
    processes.clock.advance(days=40)
    assert await due_accounts(processes.clock(), after=BEGINNING, limit=9) == []
    await processes.do(Touch(erased.pseudonym, may_open=False))
    processes.clock.advance(days=40)
    assert await due_accounts(processes.clock(), after=BEGINNING, limit=9) == []
