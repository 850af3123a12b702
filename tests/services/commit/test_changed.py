"""The changed accounts: once each, in order, for every taker, limited in number."""

from __future__ import annotations

from datetime import UTC, datetime

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.account import Account, open_account
from services.commit.changed import Changed


def test_every_taker_hears_of_every_account_once_in_the_order_of_the_first_change() -> None:
    changed = Changed()
    one, two = changed.taker(), changed.taker()
    changed.note(["b", "a", "b"])
    changed.note(["c", "a"])
    assert one.take(2) == ["b", "a"]
    assert (len(one), len(two)) == (1, 3)
    assert two.take(10) == ["b", "a", "c"]
    assert one.take(10) == ["c"]


def test_an_account_that_changes_after_it_was_taken_is_known_again() -> None:
    changed = Changed()
    taker = changed.taker()
    changed.note(["a"])
    taker.take(1)
    changed.note(["a"])
    assert taker.take(1) == ["a"]


def test_what_there_is_no_room_for_is_forgotten_and_counted() -> None:
    changed = Changed()
    small, large = changed.taker(2), changed.taker()
    changed.note(["a", "b", "c", "a"])
    assert (small.take(9), small.forgotten) == (["a", "b"], 1)
    assert (large.take(9), large.forgotten) == (["a", "b", "c"], 0)


def test_who_publishes_notes_too() -> None:
    published: list[tuple[str, int]] = []
    changed = Changed(published.extend)
    taker = changed.taker()
    changed.publish(pair for pair in [("a", 1), ("b", 7)])
    assert taker.take(9) == ["a", "b"]
    assert published == [("a", 1), ("b", 7)]


def test_every_listener_hears_of_every_committed_state() -> None:
    changed = Changed()
    changed.offer([account("a")])
    heard: list[tuple[str, str]] = []
    for name in ("one", "two"):
        changed.listen(lambda states, name=name: heard.extend((name, one.id) for one in states))
    changed.offer([account("b"), account("c")])
    assert heard == [("one", "b"), ("one", "c"), ("two", "b"), ("two", "c")]


def account(name: str) -> Account:
    return open_account(name, plan=FREE_PLAN, now=datetime(2026, 3, 1, tzinfo=UTC))
