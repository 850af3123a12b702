"""The inbox stores every event once and unchanged, until it is closed once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from db.models import InboxEvent
from db.payments.inbox import (
    InboxStatus,
    close_event,
    due_events,
    events_in,
    pending_event,
    postpone_event,
    receive_event,
    reopen_event,
    settle_event,
)
from tests.support.payments.money import NOW

SOON = NOW + timedelta(seconds=1)


async def receive(name: str = "evt_1", *, payload: str = "{}", seconds: float = 0) -> None:
    at = NOW + timedelta(seconds=seconds)
    await receive_event(name, kind="invoice.paid", payload=payload, at=at)


async def test_an_event_waits_as_it_came(database: str) -> None:
    payload = '{"b": 1, "a": "\\u00e9 é \\u0000"}'
    await receive(payload=payload)
    event = await pending_event("evt_1")
    assert event is not None
    assert (event.id, event.type, event.payload) == ("evt_1", "invoice.paid", payload)
    assert (event.received_at, event.failures) == (NOW, 0)
    assert await pending_event("evt_2") is None


async def test_the_first_of_an_id_stays(database: str) -> None:
    await receive(payload="first")
    await receive(payload="second", seconds=5)
    event = await pending_event("evt_1")
    assert event is not None
    assert (event.payload, event.received_at) == ("first", NOW)


async def test_deliveries_at_once_are_one_event(database: str) -> None:
    await asyncio.gather(*(receive() for _ in range(8)))
    assert await InboxEvent.all().count() == 1


@pytest.mark.parametrize("status", [s for s in InboxStatus if s is not InboxStatus.PENDING])
async def test_it_is_closed_once(database: str, status: InboxStatus) -> None:
    await receive()
    assert await close_event("evt_1", status, "why")
    assert not await close_event("evt_1", InboxStatus.HANDLED)
    row = await InboxEvent.get(id="evt_1")
    assert (row.status, row.note, row.retry_at) == (status.value, "why", None)
    assert await pending_event("evt_1") is None
    # It stays closed when it is delivered again.
    await receive()
    assert await pending_event("evt_1") is None


async def test_of_those_who_close_it_at_once_one_does(database: str) -> None:
    await receive()
    closed = await asyncio.gather(*(close_event("evt_1", InboxStatus.HANDLED) for _ in range(8)))
    assert sorted(closed) == [False] * 7 + [True]


async def test_what_is_due_comes_oldest_first_and_no_more_than_asked(database: str) -> None:
    for name, seconds in (("c", 2), ("a", 1), ("b", 1), ("later", 9)):
        await receive(name, seconds=seconds)
    await receive("closed")
    await close_event("closed", InboxStatus.IGNORED)
    now = NOW + timedelta(seconds=2)
    assert [event.id for event in await due_events(now, 10)] == ["a", "b", "c"]
    assert [event.id for event in await due_events(now, 2)] == ["a", "b"]


async def test_one_that_is_postponed_is_due_again_at_its_time(database: str) -> None:
    await receive()
    await postpone_event("evt_1", until=SOON, note="not yet")
    assert await due_events(SOON - timedelta(microseconds=1), 10) == []
    [event] = await due_events(SOON, 10)
    assert (event.failures, event.note) == (0, "not yet")
    await postpone_event("evt_1", until=SOON, note="failed", failures=3)
    await postpone_event("evt_1", until=SOON, note="not yet")
    [event] = await due_events(SOON, 10)
    assert (event.failures, event.status) == (3, InboxStatus.PENDING)


async def test_what_is_closed_is_not_postponed(database: str) -> None:
    await receive()
    await close_event("evt_1", InboxStatus.HANDLED)
    await postpone_event("evt_1", until=SOON, note="late")
    row = await InboxEvent.get(id="evt_1")
    assert (row.status, row.attempts, row.retry_at) == ("HANDLED", 0, None)


async def test_only_what_was_closed_unhandled_is_opened_again(database: str) -> None:
    for status in (InboxStatus.ALERT, InboxStatus.IGNORED):
        await receive(status.value)
        await postpone_event(status.value, until=SOON, note="failed", failures=3)
        await close_event(status.value, status, "why")
        assert await reopen_event(status.value, at=SOON, note="anew")
    assert [event.failures for event in await due_events(SOON, 10)] == [0, 0]
    await receive("handled")
    await close_event("handled", InboxStatus.HANDLED)
    for name in ("handled", "ALERT", "unknown"):
        assert not await reopen_event(name, at=SOON, note="anew")


async def test_an_operator_closes_what_waits(database: str) -> None:
    for name in ("a", "b", "c"):
        await receive(name)
    await close_event("a", InboxStatus.ALERT, "why")
    await close_event("b", InboxStatus.IGNORED)
    done = [await settle_event(name, note="by hand") for name in ("a", "b", "c", "d")]
    assert done == [True, False, True, False]
    closed = await events_in(InboxStatus.HANDLED, after=None, limit=1)
    assert [(event.id, event.note) for event in closed] == [("a", "by hand")]
    after = (closed[0].received_at, closed[0].id)
    rest = await events_in(InboxStatus.HANDLED, after=after, limit=9)
    assert [event.id for event in rest] == ["c"]
