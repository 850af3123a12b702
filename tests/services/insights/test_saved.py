"""Savings and suggestions from recorded uses with details, on both databases. An independent oracle
prices each use alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.catalog.catalog import Model
from billing.catalog.details import details_of
from billing.catalog.units import PlainUnit, Quantities, ServiceTier, UsageUnit
from billing.insights.advice import Suggestion, suggesting
from billing.ledger.commands import RecordUsage
from billing.ledger.hold import Outcome
from db.commit.journal import read_accounts
from services.insights import insights
from services.insights.insights import forecasts, saved, suggested
from tests.billing.catalog import oracle
from tests.billing.catalog.tables import Table, counts, made, tiers, told
from tests.services.analytics.keeping import kept
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.examples import scaled
from tests.support.ledger.factories import (
    NOW,
    adjustment,
    book,
    free_model,
    in_pool,
    premium_model,
    use,
)
from tests.support.ledger.keeper import Keeper
from tests.support.ledger.ledgers import imported

pytestmark = pytest.mark.usefixtures("database")

INPUT, OUTPUT, CACHED = PlainUnit
STANDARD, PRIORITY, _, BATCH = ServiceTier
NAMED: dict[str, Table] = {
    "rich": {
        (STANDARD, 0): {INPUT: "3", OUTPUT: "15", CACHED: "0.3", UsageUnit.SEARCHES: "10.5"},
        (STANDARD, 200): {INPUT: "6", UsageUnit.REASONING_TOKENS: "40"},
        (PRIORITY, 0): {INPUT: "7.25", UsageUnit.AUDIO_INPUT_TOKENS: "0.1"},
        (BATCH, 200): {OUTPUT: "1"},
    },
    "other": {
        (STANDARD, 0): {INPUT: "4", OUTPUT: "2"},
        (STANDARD, 90): {INPUT: "8.000000000000000000000003", UsageUnit.PAGES: "3"},
        (BATCH, 0): {INPUT: "1"},
    },
}
PREMIUM = [Model(name, "acme", name, prices=(made(one),)) for name, one in NAMED.items()]
GIFT = in_pool(free_model(name="gift", limited=False))
BOOK = book(models=[GIFT, *PREMIUM])
_examples = count(1)


def made_use(used: tuple[int, int, int, Quantities], tier: ServiceTier, model: str) -> RecordUsage:
    inputs, outputs, cached, quantities = used
    return use(
        model=model,
        input_tokens=inputs,
        output_tokens=outputs,
        cached_input_tokens=cached,
        details=details_of(quantities, tier),
    )


def is_something(used: tuple[int, int, int, Quantities]) -> bool:
    return bool(used[0] or used[1] or any(quantity for _, quantity in used[3]))


uses = st.builds(
    made_use, counts().filter(is_something), tiers, st.sampled_from(["gift", "gift", "rich"])
)


def oracle_cost(name: str, one: RecordUsage) -> Decimal:
    plain = {
        "INPUT_TOKENS": one.input_tokens,
        "OUTPUT_TOKENS": one.output_tokens,
        "CACHED_INPUT_TOKENS": one.cached_input_tokens,
    }
    counted = plain | {str(unit): quantity for unit, quantity in one.details.quantities}
    return oracle.exact_cost(told(NAMED[name]), counted, str(one.details.tier))


async def write(name: str, *used: RecordUsage) -> None:
    grant = adjustment(account_id=name, tokens=10**9, may_open=True)
    owned = [replace(one, account_id=name) for one in used]
    await commit_batch([grant, *owned], book=BOOK, clock=Clock(now=NOW))


@settings(max_examples=scaled(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(uses, max_size=8), st.sampled_from([None, *PREMIUM]))
async def test_a_saving_is_what_each_use_would_have_cost_with_its_details(
    used: list[RecordUsage], instead_of: Model | None
) -> None:
    name = f"account-{next(_examples)}"
    await write(name, *used)
    free = [one for one in used if one.model == "gift"]
    costs = {other: sum(oracle_cost(other, one) for one in free) for other in NAMED}
    found = await saved(name, BOOK, NOW, start=None, end=None, instead_of=instead_of)
    assert found.instead_of is not None
    assert found.tokens == int(costs[found.instead_of.name])
    assert found.used.requests == len(free)
    if instead_of is None and free:
        assert costs[found.instead_of.name] == min(costs.values())


@pytest.mark.parametrize(
    ("tier", "input_tokens", "tokens"),
    [(STANDARD, 200, 600), (STANDARD, 201, 1_206), (PRIORITY, 200, 1_450), (PRIORITY, 201, 1_206)],
)
async def test_a_threshold_is_passed_by_one_token_more(
    tier: ServiceTier, input_tokens: int, tokens: int
) -> None:
    await write("alice", use(model="gift", input_tokens=input_tokens, details=details_of([], tier)))
    found = await saved("alice", BOOK, NOW, start=None, end=None, instead_of=PREMIUM[0])
    assert found.tokens == tokens


async def test_imported_uses_have_no_details_and_plain_ones_need_one_statement() -> None:
    await write("alice", use(model="gift", input_tokens=10))
    await imported(number=1, model="gift", tokens=100)
    with counting_statements() as seen:
        found = await saved("alice", BOOK, NOW, start=None, end=None, instead_of=PREMIUM[0])
    assert len(seen) == 1
    # 10 at 3, 100 at the lowest rate of all, 0.3.
    assert (found.tokens, found.used.imported_tokens) == (60, 100)


async def test_a_use_that_failed_saved_nothing() -> None:
    keeper = Keeper(prices=BOOK)
    for outcome in (Outcome.FAILED, Outcome.COMPLETED):
        number = keeper.place(model="gift", input_tokens=10)
        keeper.settle(number, input_tokens=10, outcome=outcome)
    name = await kept(keeper)
    found = await saved(name, BOOK, NOW, start=None, end=None, instead_of=PREMIUM[0])
    assert (found.used.requests, found.tokens) == (1, 30)


async def test_a_use_that_failed_is_in_no_forecast_and_takes_no_room_of_a_limit() -> None:
    limited = free_model(name="gift", amount=100)
    known = book(models=[limited, premium_model()])
    keeper = Keeper(prices=known)
    keeper.wait(86_400)
    keeper.use(model="gift", input_tokens=3)
    keeper.use(model="paid", input_tokens=90)
    number = keeper.place(model="gift", input_tokens=50)
    keeper.settle(number, input_tokens=50, outcome=Outcome.FAILED)
    name = await kept(keeper)
    account = (await read_accounts([name]))[name]
    first, *_ = await suggested(account, known, keeper.now)
    assert (first.model, first.tokens) == (limited, 90)
    later = NOW + timedelta(days=5)
    [quota] = [one for one in await forecasts(account, known, later) if one.model == limited]
    assert (quota.spent, quota.basis_days) == (3, 4)


async def test_a_suggestion_saves_what_a_use_with_details_cost() -> None:
    searches = details_of([(UsageUnit.SEARCHES, 4)], PRIORITY)
    await write("alice", use(model="rich", input_tokens=100, details=searches))
    account = (await read_accounts(["alice"]))["alice"]
    first, *_ = await suggested(account, BOOK, NOW)
    assert (first.model, first.instead_of, first.saves_tokens) == (GIFT, PREMIUM[0], 725 + 42)


async def test_others_are_served_between_two_pieces_of_a_suggestion(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = [free_model(name=f"free-{number}", amount=1) for number in range(20)]
    paid = [premium_model(name=f"paid-{number}") for number in range(20)]
    keeper = Keeper(prices=book(models=[*many, *paid]))
    for one in (*many, *paid):
        keeper.use(model=one.name, input_tokens=1)
    name = await kept(keeper)
    account = (await read_accounts([name]))[name]
    turns, seen = count(), []

    def noted(*given: Any, **more: Any) -> Iterator[Suggestion | None]:
        for piece in suggesting(*given, **more):
            yield piece
            if piece is None:
                seen.append(next(turns))

    async def others() -> None:
        while True:
            next(turns)
            await asyncio.sleep(0)

    monkeypatch.setattr(insights, "suggesting", noted)
    other = asyncio.create_task(others())
    await suggested(account, keeper.prices, keeper.now)
    other.cancel()
    assert len(seen) > 20
    # The other task has had its turn after each piece.
    assert all(later - one > 1 for one, later in pairwise(seen))


async def test_a_free_model_serves_the_uses_that_its_context_holds() -> None:
    small = replace(free_model(name="gift", limited=False), context_tokens=100)
    large = replace(free_model(name="calls", amount=10**6), context_tokens=200)
    known = book(models=[small, large, premium_model()])
    keeper = Keeper(prices=known)
    for size in (100, 101, 200, 201):
        keeper.use(model="paid", input_tokens=size)
    name = await kept(keeper)
    account = (await read_accounts([name]))[name]
    first, *_ = await suggested(account, known, keeper.now)
    # The larger context holds all but the last: 401 tokens at 8 premium tokens.
    assert (first.model, first.tokens, first.saves_tokens) == (large, 401, 8 * 401)
    only = book(models=[small, premium_model()])
    first, *_ = await suggested(account, only, keeper.now)
    assert (first.model, first.tokens, first.saves_tokens) == (small, 100, 800)
    # The account was opened today.
    assert first.expected_tokens == 30 * 800
