"""The calculation for more cores than were measured."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bench.more_cores import STEPS, Steps, more_cores_table, most
from bench.report import markdown

ROOT = Path(__file__).parents[2]
MICROSECONDS = st.floats(1, 500)
COSTS = st.builds(Steps, MICROSECONDS, MICROSECONDS, MICROSECONDS, MICROSECONDS)


@st.composite
def machines(draw: st.DrawFn) -> tuple[int, int]:
    workers = draw(st.integers(1, 64))
    return workers, draw(st.integers(1, workers))


@given(COSTS, machines())
def test_no_more_cores_are_busy_than_there_are_workers(
    steps: Steps, machine: tuple[int, int]
) -> None:
    workers, owners = machine
    found = most(steps, workers, owners)
    assert 0 < found.cores <= workers * (1 + 1e-9)
    # If all are owners, all are equally busy.
    assert most(steps, workers, workers).cores == pytest.approx(workers)


@given(COSTS, st.integers(1, 64))
def test_more_owners_never_take_fewer_uses_and_a_use_costs_the_same(
    steps: Steps, workers: int
) -> None:
    # Otherwise, an owner would do better to decide what it hands over to the other owners.
    assume(steps.decide >= steps.hand_over / workers)
    found = [most(steps, workers, owners) for owners in range(1, workers + 1)]
    for fewer, more in pairwise(found):
        assert more.per_second >= fewer.per_second * (1 - 1e-9)
    assert {one.cpu_us for one in found} == {found[0].cpu_us}


@given(COSTS)
def test_one_worker_hands_nothing_over(steps: Steps) -> None:
    assert most(steps, 1, 1).per_second == pytest.approx(1e6 / (steps.answer + steps.decide))


@pytest.mark.parametrize("owners", [0, 3])
def test_there_is_an_owner_and_each_is_a_worker(owners: int) -> None:
    with pytest.raises(ValueError, match="owners"):
        most(STEPS, 2, owners)


def test_the_document_shows_what_is_calculated() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert markdown(more_cores_table()) in text
