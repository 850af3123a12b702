"""Uses and holds with details: their cost, their terms, and their place in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.catalog.details import PLAIN, Details, details_of
from billing.catalog.terms import terms_of
from billing.catalog.units import INPUT_PARTS, OUTPUT_PARTS, ServiceTier, UsageUnit
from billing.errors import BadInput
from billing.ledger.alternatives import alternatives
from billing.ledger.commands import RecordUsage
from billing.ledger.hold import Outcome
from billing.ledger.hold_commands import PlaceHold, SettleHold
from billing.ledger.posting import Posted
from billing.ledger.refusals import InsufficientTokens
from billing.ledger.rules import decide_usage
from tests.billing.ledger.holder import Holder
from tests.support.clocks import NOW
from tests.support.examples import scaled
from tests.support.ledger.factories import (
    account,
    book,
    default_models,
    detailed_model,
    grant,
    placing,
    premium_model,
    settling,
    use,
)
from tests.support.ledger.keeper import Keeper

BOOK = book(models=[*default_models(), detailed_model()])
FLEX = ServiceTier.FLEX


def details(tier: ServiceTier = ServiceTier.STANDARD, **quantities: int) -> Details:
    return details_of(((UsageUnit(unit), count) for unit, count in quantities.items()), tier)


def recorded(asked: RecordUsage) -> tuple[int, str]:
    made = decide_usage(account(), asked, BOOK, NOW)
    assert isinstance(made, Posted), made
    assert made.entry.use
    return made.entry.cost, made.entry.use.terms


@pytest.mark.parametrize(
    ("asked", "cost", "terms"),
    [
        (use(model="rich", input_tokens=200), 600, "3/15/0.3"),
        (use(model="rich", input_tokens=201), 1_206, "6/22.5/0.3"),
        (
            use(model="rich", input_tokens=100, details=details(CACHE_WRITE_TOKENS=10)),
            90 * 3 + 38,
            "3/15/0.3;CACHE_WRITE_TOKENS=10@3.75",
        ),
        (
            use(model="rich", input_tokens=100, details=details(AUDIO_INPUT_TOKENS=100)),
            300,
            "3/15/0.3;AUDIO_INPUT_TOKENS=100",
        ),
        (
            use(model="rich", input_tokens=100, details=details(FLEX, SEARCHES=4, PAGES=2)),
            150,
            "1.5/7.5/0.3;FLEX;SEARCHES=4@0;PAGES=2",
        ),
        (use(model="rich", input_tokens=0, details=details(SEARCHES=1)), 11, None),
        (use(model="paid", input_tokens=1, details=details(FLEX)), 8, "8/8/8;FLEX"),
        (
            use(model="gift", input_tokens=1, details=details(SEARCHES=1)),
            0,
            "1000 TOKENS/MONTH;SEARCHES=1",
        ),
    ],
)
def test_a_use_costs_the_rates_of_its_details_and_the_ledger_says_which(
    asked: RecordUsage, cost: int, terms: str | None
) -> None:
    made = recorded(asked)
    assert made == (cost, terms or made[1])


def test_a_use_of_nothing_is_refused_and_one_of_a_thing_beside_tokens_is_not() -> None:
    parts = details(CACHE_WRITE_TOKENS=0)
    for make in (use, partial(placing, max_output_tokens=0)):
        with pytest.raises(BadInput, match="can't both be 0"):
            make(input_tokens=0, details=parts)
        assert make(input_tokens=0, details=details(IMAGES=1)).input_tokens == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: use(input_tokens=9, cached_input_tokens=5, details=details(CACHE_WRITE_TOKENS=5)),
        lambda: use(output_tokens=9, details=details(REASONING_TOKENS=5, AUDIO_OUTPUT_TOKENS=5)),
        lambda: settling(1, input_tokens=9, details=details(IMAGE_INPUT_TOKENS=10)),
        lambda: settling(1, output_tokens=1, details=details(REASONING_TOKENS=2)),
        lambda: placing(input_tokens=9, details=details(VIDEO_INPUT_TOKENS=10)),
        lambda: placing(max_output_tokens=9, details=details(IMAGE_OUTPUT_TOKENS=10)),
    ],
)
def test_parts_above_their_whole_are_bad_input(make: Callable[[], object]) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.field == "details"


def test_a_plain_request_has_the_fingerprint_of_before_there_were_details() -> None:
    counts = {"input_tokens": 10, "output_tokens": 5, "cached_input_tokens": 3}
    plain = RecordUsage(
        account_id="a", model="m", idempotency_key="k", metadata='{"a":1}', **counts
    )
    assert plain.fingerprint.hex() == "22bfd408c40a0639a1a0ecfc01af412c"
    hold = PlaceHold(
        account_id="a", model="m", input_tokens=10, max_output_tokens=5, idempotency_key="k"
    )
    assert hold.fingerprint.hex() == "50a167d57800787aa9ec69283eb2adf9"
    closing = SettleHold(account_id="a", number=7, **counts)
    assert closing.fingerprint.hex() == "a037f2e46c36ab59431f0d728f7877cf"


def test_plain_entries_have_the_digests_of_before_there_were_details() -> None:
    asked = use(input_tokens=10, output_tokens=5, cached_input_tokens=3, key="k", metadata="{}")
    made = decide_usage(account(), asked, BOOK, NOW)
    assert isinstance(made, Posted)
    assert made.entry.digest.hex() == "551a9509ecff790d692e26174d19a548"
    holder = Holder(with_book=BOOK)
    holder.place(input_tokens=10, max_output_tokens=5, key="h")
    assert holder.posted[-1].entry.digest.hex() == "8efdf29594d6e488432fda1b672d6f16"
    holder.settle(holder.account.holds[-1], input_tokens=10, output_tokens=2)
    assert holder.posted[-1].entry.digest.hex() == "f920d31b74c57affff9d9c48ec8ad7bd"


@pytest.mark.parametrize("other", [details(FLEX), details(SEARCHES=1), details(SEARCHES=2)])
def test_details_are_content_of_a_request(other: Details) -> None:
    for make in (use, placing, partial(settling, 1)):
        known = {} if make is not use and make is not placing else {"key": "k"}
        prints = {make(details=one, **known).fingerprint for one in (PLAIN, other)}
        assert len(prints) == 2


def test_alternatives_to_a_hold_are_those_that_could_hold_it() -> None:
    cheap = premium_model(name="cheap", rates="1/1/1")
    known = book(models=[detailed_model(), cheap])
    asked = placing(
        model="cheap",
        input_tokens=10,
        max_output_tokens=100,
        details=details(AUDIO_OUTPUT_TOKENS=100),
    )
    rich = 10 * 3 + 100 * 60
    for tokens, names in [(rich - 1, ()), (rich, ("rich",))]:
        state = account()._replace(grants=(grant(amount=tokens),))
        assert alternatives(state, asked, known, NOW) == names


def test_a_hold_reserves_the_dearer_of_part_and_whole() -> None:
    holder = Holder(with_book=BOOK)
    asked = details(CACHE_WRITE_TOKENS=4, IMAGE_INPUT_TOKENS=6, REASONING_TOKENS=5, SEARCHES=2)
    hold = holder.place(model="rich", input_tokens=10, max_output_tokens=20, details=asked)
    assert hold.tokens == 4 * 3.75 + 6 * 3 + 5 * 20 + 15 * 15 + 2 * 10.5
    holder.settle(hold, input_tokens=10, output_tokens=20, details=details(SEARCHES=2))
    assert holder.posted[-1].entry.cost == 10 * 3 + 20 * 15 + 21


def test_a_partial_hold_buys_the_dearest_output_first() -> None:
    holder = Holder(with_book=BOOK, grants=())
    available = holder.account.available
    hold = holder.place(
        model="rich",
        input_tokens=1,
        max_output_tokens=10_000,
        allow_partial=True,
        details=details(AUDIO_OUTPUT_TOKENS=100),
    )
    bought = 100 + (available - 3 - 100 * 60) // 15
    assert (hold.max_output_tokens, hold.tokens) == (bought, 3 + 6_000 + (bought - 100) * 15)


def test_a_hold_reserves_what_less_input_costs_if_rates_fall_above_a_threshold() -> None:
    batch = details(ServiceTier.BATCH)
    asked = {"model": "rich", "input_tokens": 201, "max_output_tokens": 1_000, "details": batch}
    holder = Holder(with_book=BOOK, grants=[grant(amount=20_000)])
    hold = holder.place(**asked)
    assert (hold.tokens, hold.input_tokens) == (200 * 3 + 1_000 * 15, 201)
    assert hold.terms == "3/15/0.3;BATCH;INPUT_TOKENS=200"
    holder.settle(hold, input_tokens=200, output_tokens=1_000, details=batch)
    assert holder.posted[-1].entry.cost == hold.tokens
    partial_hold = Holder(with_book=BOOK, grants=()).place(**asked, allow_partial=True)
    assert partial_hold.max_output_tokens == (10_000 - 200 * 3) // 15
    with_parts = details(ServiceTier.BATCH, CACHE_WRITE_TOKENS=201)
    more = Holder(with_book=BOOK, grants=[grant(amount=20_000)])
    assert more.place(**asked | {"details": with_parts}).tokens == 200 * 3.75 + 1_000 * 15


def test_a_hold_that_is_too_dear_by_its_details_is_refused() -> None:
    holder = Holder(with_book=BOOK)
    refused = holder.ask(model="rich", input_tokens=1, details=details(SEARCHES=1_000_000))
    assert isinstance(refused, InsufficientTokens)
    assert refused.required == 10_500_003


Counts = tuple[int, int, Mapping[UsageUnit, int]]
TIERS = st.sampled_from(ServiceTier)


@st.composite
def counted(draw: st.DrawFn) -> Counts:
    """Draw input, output, and quantities whose parts fit into them."""
    wholes = draw(st.integers(1, 300)), draw(st.integers(0, 300))
    left, found = [*wholes], {}
    for unit in draw(st.lists(st.sampled_from(UsageUnit), unique=True, max_size=5)):
        place = 0 if unit in INPUT_PARTS else 1 if unit in OUTPUT_PARTS else None
        found[unit] = draw(st.integers(0, 5 if place is None else left[place]))
        if place is not None:
            left[place] -= found[unit]
    return *wholes, found


Step = tuple[Counts, ServiceTier, Outcome, bool, int]
"""A use or a hold (True), which is settled with so many input tokens less than announced."""
STEP = st.tuples(counted(), TIERS, st.sampled_from(Outcome), st.booleans(), st.integers(0, 100))
STEPS = st.lists(STEP, max_size=6)


@settings(max_examples=scaled(100))
@given(STEPS, st.sampled_from(["rich", "paid", "gift"]))
def test_whatever_details_uses_and_holds_have_the_ledger_replays(
    steps: list[Step], model: str
) -> None:
    keeper = Keeper(prices=BOOK)
    keeper.give(1_000_000)
    for (inputs, outputs, quantities), tier, outcome, is_hold, fewer in steps:
        chosen = details_of(quantities.items(), tier)
        if not is_hold:
            keeper.use(model=model, input_tokens=inputs, output_tokens=outputs, details=chosen)
            continue
        number = keeper.place(
            model=model, input_tokens=inputs, max_output_tokens=outputs, details=chosen
        )
        if number:
            held = keeper.placed[number].tokens
            used = max(
                inputs - fewer, sum(q for unit, q in quantities.items() if unit in INPUT_PARTS)
            )
            keeper.settle(
                number,
                input_tokens=used,
                output_tokens=outputs,
                outcome=outcome,
                details=chosen,
            )
            assert keeper.entries[-1].cost <= held
            assert keeper.account.debt == 0
        keeper.check()


@given(counted(), TIERS)
def test_the_terms_of_a_use_keep_its_details(counts: Counts, tier: ServiceTier) -> None:
    inputs, outputs, quantities = counts
    chosen = details_of(quantities.items(), tier)
    asked = use(model="rich", input_tokens=inputs, output_tokens=outputs, details=chosen)
    made = decide_usage(account(), asked, BOOK, NOW)
    if isinstance(made, Posted):
        assert made.entry.use
        assert terms_of(made.entry.use.terms).details == chosen
