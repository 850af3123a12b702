"""Expired holds are found: those that were remembered, and those of processes that died."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from services.commit.outbox import Outbox
from services.webhooks.expiries import RETRY_SECONDS, TOUCH_MAX, HoldExpiries
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW

COUNT = 2 * TOUCH_MAX + 1
NAMES = [f"user-{n:05}" for n in range(COUNT)]


class Accounts:
    """Accounts with expired holds, until they are touched. Those that are `locked` stay."""

    def __init__(self) -> None:
        self.overdue = list(NAMES)
        self.locked: set[str] = set()
        self.searches = 0
        self.is_away = False

    async def find(self, _: datetime, *, after: str, limit: int) -> list[str]:
        if self.is_away:
            raise ConnectionError
        self.searches += 1
        return [name for name in self.overdue if name > after][:limit]

    async def touch(self, names: Sequence[str]) -> None:
        asked = set(names)
        self.overdue = [one for one in self.overdue if one not in asked - self.locked]
        if asked & self.locked:
            raise RuntimeError("locked")


async def test_a_search_reaches_all_accounts_in_parts() -> None:
    there = Accounts()
    one = HoldExpiries(Outbox(), there.touch, Clock(NOW), there.find)
    for _ in range(4):
        await one.step()
    assert there.overdue == []
    # After the last part, nothing is searched for a while.
    assert there.searches == 3


async def test_accounts_that_cannot_be_renewed_hold_up_no_others_and_are_tried_again() -> None:
    there, clock = Accounts(), Clock(NOW)
    there.locked = set(NAMES[:TOUCH_MAX])
    one = HoldExpiries(Outbox(), there.touch, clock, there.find)
    with pytest.raises(RuntimeError):
        await one.step()
    for _ in range(2):
        await one.step()
    assert set(there.overdue) == there.locked
    there.locked = set()
    await one.step()
    assert there.overdue
    clock.advance(seconds=RETRY_SECONDS)
    await one.step()
    assert there.overdue == []


async def test_a_search_that_failed_is_made_again() -> None:
    there = Accounts()
    one = HoldExpiries(Outbox(), there.touch, Clock(NOW), there.find)
    there.is_away = True
    with pytest.raises(ConnectionError):
        await one.step()
    there.is_away = False
    for _ in range(3):
        await one.step()
    assert there.overdue == []
