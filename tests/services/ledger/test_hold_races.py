"""Many callers compete for one hold, or for the last tokens. Billing rule 6."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle, repeat

import pytest

from billing.ledger.commands import Command, Touch
from billing.ledger.entry import EntryKind
from billing.ledger.hold import extended_by
from billing.ledger.hold_commands import ExtendHold, ReleaseHold, SettleHold
from billing.ledger.refusals import HoldClosed, Refusal
from db.ledger.history import read_entries
from services.audit.audit import audit
from services.audit.case import Fault
from services.commit.decisions import Done
from services.ledger.holds import Holds
from tests.services.ledger.hold_desks import RACERS, alice, desks, number_of
from tests.support.clocks import Clock
from tests.support.ledger.factories import extending, placing, releasing, settling, use


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.parametrize("late", [False, True], ids=["open", "expired"])
@pytest.mark.parametrize("ways", ["SS", "SR", "RR"])
async def test_many_close_one_hold_and_one_does(
    database: str, clock: Clock, ways: str, late: bool
) -> None:
    async with desks(database, clock, RACERS) as racing:
        await racing[0].submit(Touch("alice", may_open=True))
        number = await number_of(Holds(racing[0]))
        if late:
            clock.advance(seconds=600)
        asked: list[SettleHold | ReleaseHold] = [
            settling(number, input_tokens=n + 1) if ways[n % 2] == "S" else releasing(number)
            for n in range(24)
        ]
        heard = await asyncio.gather(
            *(Holds(racing[n % RACERS]).close(one) for n, one in enumerate(asked))
        )
    winners = [one for one in heard if isinstance(one, Done) and not one.replayed]
    if late and ways == "RR":
        assert {kind(one) for one in heard} == {"HoldClosed EXPIRED"}
        return
    (winner,) = winners
    won = "SETTLED" if winner.recorded.kind is EntryKind.USAGE else "RELEASED"
    others = Counter(kind(one) for one in heard if one is not winner)
    same = {"SS": 23, "RR": 23, "SR": 11}[ways]
    assert others.pop("replayed") == same
    allowed = {f"HoldClosed {won}", "HoldClosed EXPIRED"} if late else {f"HoldClosed {won}"}
    assert others.keys() <= allowed
    assert all(one.entry == winner.entry for one in heard if isinstance(one, Done) and one.replayed)
    account = await alice()
    assert account.available == 10_000 - winner.recorded.cost
    kinds = Counter(entry.kind for entry in await read_entries("alice", limit=99))
    assert kinds[EntryKind.USAGE] + kinds[EntryKind.RELEASE] == 1 + late


async def test_uses_and_holds_together_never_take_more_than_there_is(
    database: str, clock: Clock
) -> None:
    async with desks(database, clock, RACERS) as racing:
        await racing[0].submit(Touch("alice", may_open=True))
        asked: list[Command] = [
            placing(input_tokens=100) if n % 2 else use(input_tokens=100) for n in range(48)
        ]
        heard = await asyncio.gather(
            *(racing[n % RACERS].submit(one) for n, one in enumerate(asked))
        )
    accepted = [one for one in heard if isinstance(one, Done)]
    assert len(accepted) == 10_000 // 800
    account = await alice()
    held = sum(one.hold.tokens for one in accepted if one.hold)
    spent = sum(one.recorded.cost for one in accepted)
    assert (account.held, account.available) == (held, 10_000 - held - spent)
    assert account.available == 10_000 % 800


async def test_one_key_places_one_hold(database: str, clock: Clock) -> None:
    async with desks(database, clock, RACERS) as racing:
        asked = placing(input_tokens=10, key="same", may_open=True)
        heard = await asyncio.gather(*(Holds(racing[n % RACERS]).place(asked) for n in range(24)))
    assert sorted(one[0].replayed for one in heard if isinstance(one, tuple)) == [
        False,
        *[True] * 23,
    ]
    assert (await alice()).held == 80


async def test_the_last_of_a_quota_is_held_once(database: str, clock: Clock) -> None:
    async with desks(database, clock, RACERS) as racing:
        await racing[0].submit(Touch("alice", may_open=True))
        asked: list[Command] = [
            placing(model="calls") if n % 2 else use(model="calls") for n in range(24)
        ]
        heard = await asyncio.gather(
            *(racing[n % RACERS].submit(one) for n, one in enumerate(asked))
        )
    assert sum(isinstance(one, Done) for one in heard) == 3


def kind(outcome: Done | Refusal) -> str:
    if isinstance(outcome, Done):
        return "replayed" if outcome.replayed else "done"
    if isinstance(outcome, HoldClosed):
        return f"HoldClosed {outcome.status}"
    return outcome.code


@pytest.mark.parametrize("way", ["settle", "release", "expire"])
async def test_a_hold_is_extended_or_closed_and_never_both(database: str, way: str) -> None:
    """Whoever comes first wins: an extended hold lasts, and a closed one is not extended."""
    clock = Wavering()
    async with desks(database, clock, RACERS) as racing:
        await racing[0].submit(Touch("alice", may_open=True))
        number = await number_of(Holds(racing[0]))
        asked: list[Command] = [extending(number, ttl_seconds=700 + n) for n in range(12)]
        if way == "expire":
            asked += [Touch("alice") for _ in range(12)]
            clock.ahead = cycle(timedelta(seconds=seconds) for seconds in (599, 600, 599))
        elif way == "settle":
            asked += [settling(number, input_tokens=5) for _ in range(12)]
        else:
            asked += [releasing(number) for _ in range(12)]

        async def do(lane: int, one: Command) -> Done | Refusal:
            holds = Holds(racing[lane % RACERS])
            if isinstance(one, ExtendHold):
                return await holds.extend(one)
            if isinstance(one, SettleHold | ReleaseHold):
                return await holds.close(one)
            return await racing[lane % RACERS].submit(one)  # type: ignore[call-overload]

        order = [n // 2 + (n % 2) * 12 for n in range(24)]
        heard = await asyncio.gather(*(do(lane, asked[n]) for lane, n in enumerate(order)))
    entries = (await read_entries("alice", limit=99))[::-1]
    words = [entry.kind.value for entry in entries[2:]]
    closing = {"settle": "USAGE", "release": "RELEASE", "expire": "RELEASE"}[way]
    if way == "expire" and words.count("EXTENSION"):
        # It lasts longer than all clocks say, unless the first of them was past its end.
        assert set(words) == {"EXTENSION"}
        assert (await alice()).held == 80
        return
    assert words == ["EXTENSION"] * (len(words) - 1) + [closing]
    refused = {kind(one) for one in heard if not isinstance(one, Done)}
    status = {"settle": "SETTLED", "release": "RELEASED", "expire": "EXPIRED"}[way]
    assert refused <= {f"HoldClosed {status}"}
    ends = [extended_by(entry.reason)[1] for entry in entries if entry.kind.value == "EXTENSION"]
    assert ends == sorted(set(ends))
    account = await alice()
    assert (account.holds, account.available) == ((), 10_000 - (40 if way == "settle" else 0))
    faults: list[Fault] = []
    await audit(faults.append, lambda _: None)
    # The catalog of these tests is not in the database.
    assert [fault.what.partition(" had ")[0] for fault in faults] == ["plan FREE never"]


class Wavering(Clock):
    """The clock of processes that do not agree what time it is."""

    ahead: Iterator[timedelta] = repeat(timedelta(0))

    def __call__(self) -> datetime:
        return super().__call__() + next(self.ahead)
