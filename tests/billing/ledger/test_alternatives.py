"""The models offered instead of a refused one: each would have been accepted."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Model, NativeLimit, Pool, QuotaPeriod, QuotaUnit
from billing.catalog.details import details_of
from billing.catalog.price import BEGINNING, Price
from billing.catalog.price_book import PriceBook
from billing.catalog.pricing import RATE_SCALE, Rate
from billing.catalog.units import UsageUnit
from billing.ledger.account import Account
from billing.ledger.alternatives import ALTERNATIVES_MAX, alternatives
from billing.ledger.commands import RecordUsage
from billing.ledger.posting import Posted
from billing.ledger.refusals import InsufficientTokens, QuotaExceeded
from billing.ledger.rules import decide_usage
from tests.support.ledger.factories import NOW, account, book, free_model, premium_model, use


@st.composite
def free_models(draw: st.DrawFn, name: str) -> Model:
    return free_model(
        name=name,
        amount=draw(st.integers(1, 60)),
        unit=draw(st.sampled_from(QuotaUnit)),
        period=draw(st.sampled_from(QuotaPeriod)),
        limited=draw(st.integers(0, 5)) > 0,
    )


@st.composite
def premium_models(draw: st.DrawFn, name: str) -> Model:
    rates = [draw(st.integers(0, 40)) for _ in range(3)]
    return premium_model(name=name, rates=f"{rates[0]}/{rates[1]}/{min(rates[0], rates[2])}")


@st.composite
def books(draw: st.DrawFn) -> PriceBook:
    names = "abcdefghij"[: draw(st.integers(1, 10))]
    kinds = [draw(st.sampled_from([free_models, premium_models]))(name) for name in names]
    return book(models=[draw(kind) for kind in kinds])


@st.composite
def uses(draw: st.DrawFn, priced: PriceBook) -> RecordUsage:
    input_tokens = draw(st.integers(0, 60))
    return use(
        model=draw(st.sampled_from(sorted(priced.catalog.models))),
        input_tokens=input_tokens,
        output_tokens=draw(st.integers(0 if input_tokens else 1, 60)),
        cached_input_tokens=draw(st.integers(0, input_tokens)),
    )


def instead(asked: RecordUsage, name: str) -> RecordUsage:
    return use(
        model=name,
        input_tokens=asked.input_tokens,
        output_tokens=asked.output_tokens,
        cached_input_tokens=asked.cached_input_tokens,
    )


def is_priced(model: Model, asked: RecordUsage) -> bool:
    """Return whether input and output have a price, as far as there are any."""
    rate = model.prices[0].rate
    return bool((rate.input or not asked.input_tokens) and (rate.output or not asked.output_tokens))


@given(st.data())
def test_whatever_is_offered_serves_and_what_serves_is_offered(data: st.DataObject) -> None:
    priced = data.draw(books())
    state = _used(account(), data.draw(st.lists(uses(priced), max_size=12)), priced)
    asked = data.draw(uses(priced))
    refusal = decide_usage(state, asked, priced, NOW)
    if not isinstance(refusal, InsufficientTokens | QuotaExceeded):
        return
    serving = {
        name: decided.entry.cost
        for name, model in priced.catalog.models.items()
        if (model.is_free or is_priced(model, asked))
        and isinstance(decided := decide_usage(state, instead(asked, name), priced, NOW), Posted)
    }
    offered = refusal.alternatives
    assert set(offered) <= serving.keys()
    assert len(offered) == len(set(offered)) == min(len(serving), ALTERNATIVES_MAX)
    assert asked.model not in offered
    free = {model.name for model in priced.free_models}
    ranks = [(name not in free, serving[name]) for name in offered]
    assert ranks == sorted(ranks)
    left_out = serving.keys() - set(offered)
    assert all((name not in free, serving[name]) >= ranks[-1] for name in left_out)


def _used(state: Account, past: list[RecordUsage], priced: PriceBook) -> Account:
    for one in past:
        decision = decide_usage(state, one, priced, NOW)
        state = decision.account if isinstance(decision, Posted) else state
    return state


def test_free_models_are_offered_in_the_catalogs_order_then_the_cheapest() -> None:
    models = [
        premium_model(name="dear", rates="100/100/100"),
        premium_model(name="middling", rates="3/3/3"),
        premium_model(name="cheap", rates="2/2/2"),
        free_model(name="second"),
        free_model(name="first"),
        free_model(name="tiny", amount=1),
    ]
    refusal = decide_usage(account(), use(model="dear", input_tokens=101), book(models=models), NOW)
    assert isinstance(refusal, InsufficientTokens)
    assert refusal.alternatives == ("second", "first", "cheap", "middling")


def test_a_model_without_a_price_for_the_use_is_not_offered() -> None:
    images = Rate(0, 0, 0, ((UsageUnit.IMAGES, RATE_SCALE),))
    models = [
        premium_model(name="dear", rates="1000/1000/1000"),
        Model("painter", "acme", "Painter", prices=(Price(BEGINNING, images),)),
        premium_model(name="embedder", rates="1/0/1"),
        premium_model(name="writer", rates="2/2/2"),
    ]
    for output, names in [(0, ("embedder", "writer")), (10, ("writer",))]:
        asked = use(model="dear", input_tokens=11, output_tokens=output)
        assert alternatives(account(), asked, book(models=models), NOW) == names
    drawn = use(
        model="dear",
        input_tokens=0,
        output_tokens=0,
        details=details_of([(UsageUnit.IMAGES, 1)]),
    )
    assert alternatives(account(), drawn, book(models=models), NOW) == ("painter",)


def test_a_model_that_the_use_fits_exactly_is_offered() -> None:
    models = [
        premium_model(name="dear", rates="1000/1000/1000"),
        free_model(name="exact", amount=11),
        free_model(name="short", amount=10),
        premium_model(name="payable", rates="909/909/909"),
        premium_model(name="unpayable", rates="910/910/910"),
    ]
    asked = use(model="dear", input_tokens=6, output_tokens=5)
    refusal = decide_usage(account(), asked, book(models=models), NOW)
    assert isinstance(refusal, InsufficientTokens)
    assert refusal.alternatives == ("exact", "payable")


def test_a_pool_is_asked_once_for_all_of_its_models() -> None:
    pool = Pool("provider:acme", NativeLimit(1, QuotaUnit.REQUESTS, QuotaPeriod.DAY))
    shared = [replace(free_model(name=f"shared-{n}"), pool=pool) for n in range(500)]
    paid = [replace(premium_model(name=f"paid-{n}"), pool=pool) for n in range(500)]
    known = book(models=[*shared, *paid, premium_model(name="alone")])
    asked: list[str] = []

    def used(key: str) -> int:
        asked.append(key)
        return 1

    assert alternatives(account(), use(model="shared-0"), known, NOW, used) == ("alone",)
    assert len(asked) < 5
