"""The measurement of suggestions on traces."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bench.advice.__main__ import FOLLOWING_HEADER, SAVING_HEADER, main
from bench.advice.following import MINDS, NEVER, Policy, followed_saving
from bench.advice.people import DAYS, NOW, Person, Use, day_uses, people
from bench.advice.saving import METHODS, best_saving, own_statistics, saved_by
from bench.advice.trace import Request, read_trace
from billing.catalog.catalog import Model, QuotaPeriod, QuotaUnit
from tests.support.ledger.factories import book, free_model, premium_model

PAID = premium_model()
DAILY = free_model(name="calls", amount=3, unit=QuotaUnit.REQUESTS, period=QuotaPeriod.DAY)
MONTHLY = free_model(name="gift", amount=100)
FIRST = (NOW + timedelta(days=1)).date()


def uses(*sizes: int, day: date = FIRST) -> list[Use]:
    return [Use("paid", day, Request(size, 0), 8 * size) for size in sizes]


def saved(made: list[Use], *models: Model) -> int:
    return saved_by(made, {"paid": models[0].name}, book(models=[*models, PAID]))


def test_both_forms_of_a_trace_are_read(tmp_path: Path) -> None:
    table, lines = tmp_path / "trace.csv", tmp_path / "trace.jsonl"
    table.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n1,374,44\n2,91,16\n")
    rows = ({"input_length": 374, "output_length": 44}, {"input_length": 91, "output_length": 16})
    lines.write_text("".join(json.dumps({"timestamp": 0, **row}) + "\n" for row in rows))
    assert read_trace(table) == read_trace(lines) == [Request(374, 44), Request(91, 16)]
    table.write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="none of the sizes"):
        read_trace(table)


def test_who_follows_saves_until_the_limit_is_reached() -> None:
    assert saved(uses(10, 20, 30, 40), DAILY) == 8 * 60
    assert saved(uses(60, 50, 40), MONTHLY) == 8 * (60 + 40)
    assert saved([*uses(60), *uses(60, day=FIRST.replace(month=11))], MONTHLY) == 8 * 120


def test_own_uses_of_a_free_model_and_large_requests_save_nothing() -> None:
    own = Use("calls", FIRST, Request(1, 1), 0)
    assert saved([own, own, *uses(10, 20)], DAILY) == 80
    assert saved(uses(10, 20), replace(DAILY, context_tokens=10)) == 80


@given(st.lists(st.integers(0, 6), min_size=1, max_size=DAYS), st.integers(1, 6))
def test_what_is_told_is_what_is_saved_if_days_come_again_and_uses_are_alike(
    requests: list[int], limit: int
) -> None:
    span = len(requests)
    model = replace(DAILY, native_limit=replace(DAILY.native_limit, amount=limit))  # type: ignore[type-var]
    known = book(models=[model, PAID])
    first = (NOW - timedelta(days=span - 1)).date()
    past, future = (
        [one for n in range(days) for one in uses(*[5] * requests[n % span], day=start + n * DAY)]
        for days, start in ((span, first), (DAYS, FIRST))
    )
    advice = own_statistics(Person(span, past, future), known)
    assert sum(told for _, told in advice.values()) == saved_by(future, {"paid": "calls"}, known)


DAY = timedelta(days=1)


@given(st.integers(0, 1_000), st.sampled_from([1, 7, DAYS]))
def test_accounts_come_from_the_trace_and_none_saves_more_than_the_best(
    seed: int, span: int
) -> None:
    requests = [Request(size, size // 2) for size in range(1, 40)]
    known = book(models=[MONTHLY, DAILY, PAID])
    made = people(requests, [PAID, PAID], known, number=2, seed=seed, span=span)
    assert made == people(requests, [PAID, PAID], known, number=2, seed=seed, span=span)
    for person in made:
        assert all(0 <= (NOW.date() - one.day).days < span for one in person.past)
        assert {one.request for one in (*person.past, *person.future)} <= set(requests)
        choice = {name: free for name, (free, _) in own_statistics(person, known).items()}
        assert saved_by(person.future, choice, known) <= best_saving(person, known)


def test_days_are_summed_by_the_contexts_that_they_exceed() -> None:
    found = day_uses(uses(10, 11, 20, 21), (10, 20))
    assert [(one.above, one.used.requests, one.cost) for one in found] == [
        (0, 1, 80),
        (10, 2, 8 * 31),
        (20, 1, 8 * 21),
    ]


def test_turning_to_other_pairs_helps_where_minds_are_made_up() -> None:
    options = [[(("a", "b"), 10), (("a", "c"), 9)]]
    stubborn = replace(MINDS[1], a=50_000, b=50_000)
    keep, turn = (
        followed_saving(options, stubborn, policy, cohort=200, seed=1)
        for policy in (Policy("keep"), Policy("turn", divisor=NEVER))
    )
    # Half of the accounts follow the first pair, and half of the others the second one.
    assert keep == pytest.approx(5, rel=0.1)
    assert turn == pytest.approx(5 + 9 / 4, rel=0.1)


def test_the_command_prints_both_tables_and_the_same_again(tmp_path: Path) -> None:
    trace = tmp_path / "small.csv"
    rows = "".join(f"0,{100 + number % 50},{number % 30}\n" for number in range(200))
    trace.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n" + rows)
    first, second = (
        CliRunner().invoke(main, ["--accounts", "1", "--draws", "1", str(trace)]) for _ in range(2)
    )
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout
    lines = first.stdout.splitlines()
    assert f"| {' | '.join(SAVING_HEADER)} |" in lines
    assert f"| {' | '.join(FOLLOWING_HEADER)} |" in lines
    assert all(any(method in line for line in lines) for method in METHODS)
    assert all(any(minds.name in line for line in lines) for minds in MINDS)


def test_a_trace_without_sizes_is_an_error_that_tells_so(tmp_path: Path) -> None:
    trace = tmp_path / "odd.csv"
    trace.write_text("a\n1\n")
    result = CliRunner().invoke(main, [str(trace)])
    assert result.exit_code == 1
    assert "none of the sizes" in result.output
