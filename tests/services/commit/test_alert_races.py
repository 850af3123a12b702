"""Many callers in several processes cross the thresholds of alerts. Billing rule 14."""

from __future__ import annotations

import pytest

from billing.ledger.alerts.alert import AlertKind, AlertName
from billing.ledger.alerts.commands import RemoveAlert, SetAlert
from billing.ledger.commands import Command, Touch
from db.ledger.history import read_entries
from tests.services.commit.test_cap_races import clock, raced, sound, told
from tests.services.ledger.hold_desks import alice
from tests.services.ledger.test_alert_histories import fired
from tests.support.clocks import Clock
from tests.support.ledger.factories import adjustment, book, use

__all__ = ["clock"]

CALLS, COST = 48, 80
LEVELS = [AlertName(AlertKind.BALANCE_BELOW, 10_000 - COST * n + 1) for n in (1, 7, 20, CALLS)]
LIMIT = AlertName(AlertKind.QUOTA_USED_PERCENT, 50, "gift")


async def firings() -> list[tuple[AlertName, int | None]]:
    return fired((await read_entries("alice", limit=1_000))[::-1])


async def test_each_threshold_is_told_once_by_whoever_crosses_it(
    database: str, clock: Clock
) -> None:
    await raced(database, clock, [Touch("alice", may_open=True)])
    await raced(database, clock, [SetAlert("alice", alert=name) for name in LEVELS])
    outcomes = await raced(database, clock, [use(input_tokens=10) for _ in range(CALLS)])
    assert told(outcomes) == {"done": CALLS}
    assert await firings() == [(name, name.threshold - 1) for name in LEVELS]
    await sound()


async def test_a_quota_is_told_once_in_each_window(database: str, clock: Clock) -> None:
    limit = book().described("gift").native_limit
    await raced(database, clock, [Touch("alice", may_open=True)])
    await raced(database, clock, [SetAlert("alice", alert=LIMIT, limit=limit)])
    for _ in range(3):
        await raced(database, clock, [use(model="gift", input_tokens=20) for _ in range(CALLS)])
        clock.advance(days=31)
    assert await firings() == [(LIMIT, 50)] * 3
    await sound()


@pytest.mark.parametrize("many", [24])
async def test_an_alert_is_set_and_removed_while_callers_race(
    database: str, clock: Clock, many: int
) -> None:
    await raced(database, clock, [Touch("alice", may_open=True)])
    asked: list[Command] = []
    for number in range(many):
        asked += [use(input_tokens=10), adjustment(tokens=COST)]
        if number % 3 == 0:
            asked.append(SetAlert("alice", alert=AlertName(AlertKind.BALANCE_BELOW, 10_000)))
        if number % 5 == 0:
            asked.append(RemoveAlert("alice", alert=AlertName(AlertKind.BALANCE_BELOW, 10_000)))
    assert told(await raced(database, clock, asked)) == {"done": len(asked)}
    assert (await alice()).available == 10_000
    await sound()
