from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import (
    Allowance,
    Audience,
    Catalog,
    CatalogError,
    Model,
    ModelTier,
    Money,
    NativeLimit,
    Pack,
    Plan,
    Priority,
    Provider,
    QuotaPeriod,
    QuotaUnit,
    Recommendation,
)
from billing.catalog.price import BEGINNING, Price
from billing.catalog.price_book import PriceBook, price_book
from billing.catalog.pricing import RATE_SCALE, Rate
from billing.tokens import MAX_TOKENS

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LIMIT = NativeLimit(50, QuotaUnit.REQUESTS, QuotaPeriod.DAY)


def rate(micro: int = 8_000_000) -> Rate:
    return Rate(*[micro * RATE_SCALE // 1_000_000] * 3)


def premium(*, name: str = "paid", prices: tuple[Price, ...] | None = None) -> Model:
    return Model(
        name=name,
        provider="acme",
        display_name=name.title(),
        prices=(Price(BEGINNING, rate()),) if prices is None else prices,
    )


def free(*, name: str = "gift") -> Model:
    return Model(
        name=name, provider="acme", display_name=name, tier=ModelTier.FREE, native_limit=LIMIT
    )


def plan(*, name: str = "FREE", allowances: tuple[Allowance, ...] | None = None) -> Plan:
    monthly = (Allowance(10_000, QuotaPeriod.MONTH),)
    return Plan(name, name, "", Money(0, "USD"), monthly if allowances is None else allowances)


def catalog(*models: Model, **changes: Any) -> Catalog:
    parts: dict[str, Any] = {
        "providers": {"acme": Provider("acme", "Acme")},
        "models": {m.name: m for m in models},
        "packs": {},
        "plans": {"FREE": plan()},
    }
    return Catalog(**(parts | changes))


def test_a_changed_price_takes_effect_at_its_instant() -> None:
    model = premium(prices=(Price(BEGINNING, rate(1)), Price(NOW, rate(2))))
    assert model.rate_at(NOW - timedelta(microseconds=1)) == rate(1)
    assert model.rate_at(NOW) == rate(2)


@given(
    st.lists(st.integers(0, 100), unique=True).map(sorted),
    st.integers(-5, 105),
)
def test_the_rate_in_force_is_that_of_the_latest_price_begun(days: list[int], at: int) -> None:
    model = premium(prices=tuple(Price(NOW + timedelta(d), rate(d)) for d in days))
    begun = [day for day in days if day <= at]
    assert model.rate_at(NOW + timedelta(at)) == (rate(max(begun)) if begun else None)


def test_a_free_model_costs_nothing_ever() -> None:
    assert free().is_free
    assert free().rate_at(BEGINNING) == Rate(0, 0, 0)


def test_a_model_is_not_used_before_its_first_price() -> None:
    book = PriceBook(catalog(premium(prices=(Price(NOW, rate()),))))
    before = NOW - timedelta(seconds=1)
    assert book.model("paid", before) is None
    assert book.premium_models(before) == ()
    with pytest.raises(LookupError):
        book.price("paid", before)
    assert book.model("paid", NOW) == book.catalog.model("paid")
    assert book.price("paid", NOW).rate == rate()


def test_free_and_premium_models_are_told_apart_in_the_order_of_the_file() -> None:
    models = [free(name="z"), premium(name="y"), free(name="b"), premium(name="a")]
    book = PriceBook(catalog(*models))
    assert [m.name for m in book.free_models] == ["z", "b"]
    assert [m.name for m in book.premium_models(NOW)] == ["y", "a"]
    assert [m.name for m in book.catalog.in_force(NOW)] == ["z", "y", "b", "a"]


def test_a_retired_model_is_described_but_not_sold() -> None:
    book = price_book([catalog(premium(name="old"), free()), catalog(free())])
    assert book.model("old", NOW) is None
    assert book.described("old") == premium(name="old")
    with pytest.raises(LookupError):
        book.price("old", NOW)


def test_a_retired_model_is_as_it_was_last_described() -> None:
    renamed = replace(premium(name="old"), display_name="Renamed")
    book = price_book([catalog(premium(name="old")), catalog(renamed), catalog(free())])
    assert book.described("old").display_name == "Renamed"


def test_a_model_that_comes_back_is_retired_no_more() -> None:
    book = price_book([catalog(premium()), catalog(free()), catalog(premium())])
    assert book.model("paid", NOW) == premium()
    assert set(book.retired) == {"gift"}


def test_a_plan_that_is_not_sold_any_more_keeps_its_last_terms() -> None:
    older, old = (replace(plan(name="GOLD"), price=Money(cents, "USD")) for cents in (4_000, 5_000))
    book = price_book([catalog_of_plans(plan(), one) for one in (older, old)])
    assert (book.plans["GOLD"], book.retired_plans) == (old, {})
    gone = price_book([book.catalog, catalog_of_plans(plan())])
    assert gone.plans == {"FREE": plan(), "GOLD": old}
    assert set(gone.catalog.plans) == {"FREE"}
    assert price_book([book.catalog, gone.catalog, book.catalog]).retired_plans == {}


def catalog_of_plans(*plans: Plan) -> Catalog:
    return replace(catalog(free()), plans={plan.name: plan for plan in plans})


def test_the_newest_description_of_a_model_on_sale_counts() -> None:
    book = price_book([catalog(premium()), catalog(free(name="paid"))])
    assert book.described("paid").is_free
    overlapping = PriceBook(catalog(free(name="paid")), retired={"paid": premium()})
    assert overlapping.described("paid").is_free


def test_a_name_never_known_is_described_as_a_bare_retired_model() -> None:
    bare = PriceBook(catalog()).described("ghost")
    assert (bare.name, bare.display_name, bare.is_free) == ("ghost", "ghost", False)
    assert bare.rate_at(NOW) is None


def test_there_is_no_book_without_a_catalog() -> None:
    with pytest.raises(LookupError):
        price_book([])


def test_a_limit_is_recorded_readably() -> None:
    assert LIMIT.encode() == "50 REQUESTS/DAY"


@pytest.mark.parametrize("amount", [-1, 0, MAX_TOKENS + 1])
def test_amounts_that_are_none_are_refused(amount: int) -> None:
    with pytest.raises(CatalogError, match="a limit"):
        NativeLimit(amount, QuotaUnit.TOKENS, QuotaPeriod.DAY)
    with pytest.raises(CatalogError, match="an allowance"):
        Allowance(amount, QuotaPeriod.DAY)
    with pytest.raises(CatalogError, match="a pack"):
        Pack("p", "P", "", amount, Money(1, "USD"))


@pytest.mark.parametrize("amount", [-1, MAX_TOKENS + 1])
def test_negative_and_huge_money_is_refused(amount: int) -> None:
    with pytest.raises(CatalogError, match="money"):
        Money(amount, "USD")


def test_cached_input_dearer_than_input_is_refused_at_any_price() -> None:
    prices = (Price(BEGINNING, rate()), Price(NOW, Rate(4, 4, 5)))
    with pytest.raises(CatalogError, match="cached input is above"):
        premium(prices=prices)


@pytest.mark.parametrize("days", [(1, 0), (0, 0)])
def test_prices_out_of_order_are_refused(days: tuple[int, int]) -> None:
    with pytest.raises(CatalogError, match="in the order of time"):
        premium(prices=tuple(Price(NOW + timedelta(day), rate()) for day in days))


def test_a_free_model_with_a_price_is_refused() -> None:
    with pytest.raises(CatalogError, match="no price"):
        replace(free(), prices=(Price(BEGINNING, rate()),))


def test_a_premium_model_with_a_limit_is_refused() -> None:
    with pytest.raises(CatalogError, match="no native limit"):
        replace(premium(), native_limit=LIMIT)


def test_a_plan_has_at_least_one_allowance_and_one_a_period() -> None:
    daily = Allowance(1, QuotaPeriod.DAY)
    with pytest.raises(CatalogError, match="needs an allowance"):
        plan(allowances=())
    with pytest.raises(CatalogError, match="one allowance per period"):
        plan(allowances=(daily, daily))
    assert plan(allowances=(daily, Allowance(1, QuotaPeriod.MONTH))).priority is Priority.STANDARD


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"plans": {"PREMIUM": plan(name="PREMIUM")}}, "no plan FREE"),
        ({"plans": {"FREE": plan(), "B": plan(name="C")}}, "has the key"),
        ({"providers": {}}, "unknown provider"),
        ({"models": {"paid": premium(prices=())}}, "has no price"),
        ({"recommendations": (Recommendation(Audience.BEGINNERS, "x", "y"),)}, "unknown model"),
        ({"recommendations": (Recommendation(Audience.BEGINNERS, "paid", "y"),) * 2}, "twice"),
    ],
)
def test_an_inconsistent_catalog_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        catalog(premium(), **changes)
