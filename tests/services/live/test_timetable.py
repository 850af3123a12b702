"""The next instant of each key, compared with a plain dictionary."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.live.timetable import SPARE, Timetable
from tests.support.ledger.factories import NOW

instants = st.integers(0, 50).map(lambda minutes: NOW + timedelta(minutes=minutes))
keys = st.sampled_from("abcdefgh")
steps = st.lists(
    st.tuples(st.just("set"), keys, instants)
    | st.tuples(st.just("drop"), keys, st.none())
    | st.tuples(st.just("take"), st.none(), instants),
    max_size=200,
)


@given(steps)
def test_it_behaves_as_a_dictionary_that_is_searched(given_steps) -> None:
    table = Timetable()
    expected: dict[str, datetime] = {}
    for act, key, at in given_steps:
        first = min(expected.values(), default=None)
        if act == "set":
            assert table.set(key, at) == (expected.get(key) != at and (first is None or at < first))
            expected[key] = at
        elif act == "drop":
            table.drop(key)
            expected.pop(key, None)
        else:
            due = {name for name, when in expected.items() if when <= at}
            taken = table.take(at)
            assert set(taken) == due
            instants_taken = [expected.pop(name) for name in taken]
            assert instants_taken == sorted(instants_taken)
        assert table.first == min(expected.values(), default=None)
        assert len(table) == len(expected)


def test_the_earliest_are_taken_first() -> None:
    table = Timetable()
    for minutes in (3, 1, 2, 9):
        table.set(str(minutes), NOW + timedelta(minutes=minutes))
    assert table.take(NOW + timedelta(minutes=5)) == ["1", "2", "3"]
    assert table.take(NOW + timedelta(minutes=5)) == []


def test_what_was_replaced_or_dropped_takes_no_room_for_long() -> None:
    table = Timetable()
    for number in range(10_000):
        table.set(f"key-{number % 10}", NOW + timedelta(seconds=number))
    for number in range(10_000):
        table.set(f"gone-{number}", NOW + timedelta(days=1))
        table.drop(f"gone-{number}")
    assert len(table) == 10
    assert len(table._heap) <= 2 * 10 + SPARE
