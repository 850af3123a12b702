"""Many callers compete for the last tokens of a spend cap. Billing rule 12."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.caps.limits import cap_uses
from billing.ledger.commands import Command, RemoveSpendCap, SetSpendCap, Touch
from billing.ledger.entry import EntryKind
from db.ledger.history import read_entries
from services.audit.audit import audit
from services.catalog import CatalogService
from services.commit.decisions import CommandOutcome, Done
from tests.services.ledger.hold_desks import RACERS, alice, desks
from tests.support.audit.tampering import CATALOG
from tests.support.clocks import Clock
from tests.support.ledger.factories import placing, settling, use

KEY = "0123456789abcdef"
CAPS = {
    "account": CapName(CapScope.ACCOUNT, "", QuotaPeriod.DAY),
    "model": CapName(CapScope.MODEL, "paid", QuotaPeriod.MONTH),
    "key": CapName(CapScope.API_KEY, KEY, QuotaPeriod.DAY),
}
LIMIT, COST, CALLS = 2_050, 80, 48
"""A cap for 25 uses and a rest, and so many callers."""


@pytest.fixture
async def clock(database: str) -> Clock:
    """Return the clock of a database with a catalog, for the audit."""
    assert database
    clock = Clock()
    await CatalogService(clock=clock).apply(CATALOG, "test")
    return clock


async def raced(url: str, clock: Clock, asked: list[Command]) -> list[CommandOutcome]:
    """Submit the commands through several processes at once."""
    async with desks(url, clock, RACERS) as racing:
        return await asyncio.gather(
            *(racing[n % RACERS].submit(one) for n, one in enumerate(asked))  # type: ignore[call-overload]
        )


async def sound() -> None:
    found: list[str] = []
    await audit(lambda fault: found.append(str(fault)), lambda _: None)
    assert found == []


def told(outcomes: list[CommandOutcome]) -> Counter[str]:
    return Counter(
        "done" if isinstance(one, Done) else getattr(one, "code", "") for one in outcomes
    )


@pytest.mark.parametrize("scope", CAPS)
async def test_the_last_tokens_of_a_cap_are_spent_once(
    database: str, clock: Clock, scope: str
) -> None:
    name = CAPS[scope]
    await raced(database, clock, [Touch("alice", may_open=True)])
    await raced(database, clock, [SetSpendCap("alice", cap=name, tokens=LIMIT)])
    asked: list[Command] = [
        placing(input_tokens=10, api_key_id=KEY) if n % 2 else use(input_tokens=10, api_key_id=KEY)
        for n in range(CALLS)
    ]
    outcomes = await raced(database, clock, asked)
    fitting = LIMIT // COST
    assert told(outcomes) == {"done": fitting, "CAP_REACHED": CALLS - fitting}
    account = await alice()
    (cap,) = cap_uses(account, clock.now)
    assert (cap.cap.used + cap.held, cap.remaining) == (fitting * COST, LIMIT % COST)
    settled = await raced(
        database, clock, [settling(one.number, input_tokens=20) for one in account.holds]
    )
    assert told(settled) == {"done": len(account.holds)}
    (cap,) = cap_uses(await alice(), clock.now)
    assert (cap.cap.used, cap.held) == ((fitting + len(account.holds)) * COST, 0)
    await sound()


async def test_a_window_turns_while_callers_race(database: str, clock: Clock) -> None:
    """Each window lets through what the cap allows, and no more."""
    name, many = CAPS["account"], LIMIT // COST
    await raced(database, clock, [Touch("alice", may_open=True)])
    await raced(database, clock, [SetSpendCap("alice", cap=name, tokens=LIMIT)])
    for _ in range(3):
        outcomes = await raced(database, clock, [use(input_tokens=10) for _ in range(CALLS)])
        assert told(outcomes) == {"done": many, "CAP_REACHED": CALLS - many}
        clock.advance(days=1)
    await sound()


async def test_a_cap_is_set_and_removed_while_callers_race(database: str, clock: Clock) -> None:
    name = CAPS["account"]
    await raced(database, clock, [Touch("alice", may_open=True)])
    asked: list[Command] = []
    for number in range(CALLS):
        asked.append(use(input_tokens=10))
        if number % 4 == 0:
            asked.append(SetSpendCap("alice", cap=name, tokens=80 * (number % 3)))
        if number % 6 == 0:
            asked.append(RemoveSpendCap("alice", cap=name))
    outcomes = told(await raced(database, clock, asked))
    assert outcomes.keys() <= {"done", "CAP_REACHED"}
    kinds = Counter(one.kind for one in await read_entries("alice", limit=1_000))
    assert kinds[EntryKind.USAGE] + outcomes["CAP_REACHED"] == CALLS
    await sound()


async def test_one_cap_set_by_many_is_one_entry(database: str, clock: Clock) -> None:
    await raced(database, clock, [Touch("alice", may_open=True)])
    asked: list[Command] = [SetSpendCap("alice", cap=CAPS["model"], tokens=9) for _ in range(24)]
    outcomes = await raced(database, clock, asked)
    assert told(outcomes) == {"done": 24}
    assert sum(isinstance(one, Done) and one.entry is not None for one in outcomes) == 1
    await sound()
