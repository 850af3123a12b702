"""The queue of deliveries: one worker for each, and none is lost with a worker."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.world import deliveries
from sandbox.world.deliveries import BACKOFF, LEASE, claim, enqueue, release, settle
from sandbox.world.settings import WebhookSetting
from sandbox.world.store import SCHEMA, Store, savepoint, transaction

NOW = 1_000_000


def queue(*events: str, settings: WebhookSetting | None = None) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA)
    for event in events:
        enqueue(connection, settings or WebhookSetting(), event=event, now=NOW)
    return connection


@pytest.fixture
def two() -> Iterator[sqlite3.Connection]:
    connection = queue("a", "b")
    yield connection
    connection.close()


def test_what_is_claimed_is_nobody_elses_until_the_lease_ends(two: sqlite3.Connection) -> None:
    claimed = [claim(two, now=NOW) for _ in range(3)]
    assert [one and one.event for one in claimed] == ["a", "b", None]
    assert claim(two, now=NOW + LEASE - 1) is None
    again = claim(two, now=NOW + LEASE)
    assert again == claimed[0]


def test_what_is_released_is_free_again(two: sqlite3.Connection) -> None:
    first = claim(two, now=NOW)
    assert first is not None
    release(two, first)
    assert claim(two, now=NOW) == first


def test_the_newest_first_if_asked(two: sqlite3.Connection) -> None:
    claimed = claim(two, now=NOW, newest=True)
    assert claimed is not None
    assert claimed.event == "b"


def test_the_next_instant_is_when_something_is_due_or_a_lease_ends(two: sqlite3.Connection) -> None:
    assert deliveries.next_due(two) == NOW
    claimed = [claim(two, now=NOW), claim(two, now=NOW + 5)]
    assert deliveries.next_due(two) == NOW + LEASE
    for one in claimed:
        assert one is not None
        settle(two, one, delivered=True, answer="200", now=NOW)
    assert deliveries.next_due(two) is None
    assert not deliveries.is_waiting(two, now=NOW)


@given(st.lists(st.booleans(), max_size=20))
def test_each_failure_waits_longer_and_a_success_ends_it(answers: list[bool]) -> None:
    connection, now, tried = queue("a"), NOW, 0
    for delivered in answers:
        claimed = claim(connection, now=now)
        if claimed is None:
            break
        assert claimed.attempts == tried
        settle(connection, claimed, delivered=delivered, answer="", now=now)
        if not delivered and tried < len(BACKOFF):
            assert claim(connection, now=now + BACKOFF[tried] * 1_000 - 1) is None
            now += BACKOFF[tried] * 1_000
        tried += 1
    done = any(answers[:tried])
    expected = "delivered" if done else "failed" if tried > len(BACKOFF) else "waiting"
    assert deliveries.counts(connection) == {expected: 1}
    connection.close()


@given(
    st.builds(
        WebhookSetting,
        duplicate=st.integers(0, 3),
        drop=st.integers(0, 3),
        delay_seconds=st.integers(0, 3),
    ),
    st.integers(0, 5),
)
def test_settings_decide_how_often_and_when(settings: WebhookSetting, events: int) -> None:
    connection = queue()
    settings.save(connection)
    for at in range(events):
        now_set = WebhookSetting.load(connection)
        enqueue(connection, now_set, event=str(at), now=NOW)
    dropped = min(settings.drop, events)
    waiting = (events - dropped) * (1 + settings.duplicate)
    counts = deliveries.counts(connection)
    assert counts == {
        name: count for name, count in (("dropped", dropped), ("waiting", waiting)) if count
    }
    assert WebhookSetting.load(connection).drop == settings.drop - dropped
    if waiting:
        assert deliveries.next_due(connection) == NOW + settings.delay_seconds * 1_000
    connection.close()


async def test_an_act_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.db")

    def fails(connection: sqlite3.Connection) -> None:
        WebhookSetting(duplicate=3).save(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.run(fails)
    assert await store.run(WebhookSetting.load) == WebhookSetting()
    store.close()


def test_a_savepoint_undoes_only_its_own() -> None:
    connection = queue()
    with transaction(connection):
        WebhookSetting(duplicate=1).save(connection)
        with pytest.raises(ZeroDivisionError), savepoint(connection):
            WebhookSetting(duplicate=2).save(connection)
            raise ZeroDivisionError
    assert WebhookSetting.load(connection).duplicate == 1
    connection.close()
