"""Where prices come from: the source, the date and the version of the catalog."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from billing.catalog.catalog import Catalog, Model
from billing.catalog.origins import origin_of
from billing.catalog.price import BEGINNING, Price
from billing.catalog.pricing import RATE_SCALE, Rate
from tests.support.clocks import NOW
from tests.support.ledger.factories import catalog, free_model, premium_model

DAY = timedelta(days=1)
OLD, NEW, LATER = [Rate(cost * RATE_SCALE, cost * RATE_SCALE, 0) for cost in (1, 2, 3)]
FIRST = Price(BEGINNING, OLD)


def priced(*prices: Price, source: str | None = None) -> Model:
    return replace(premium_model(name="m"), prices=prices, source=source)


def versions(*models: Model) -> list[tuple[int, Catalog]]:
    return [(number * 10, catalog(models=[one])) for number, one in enumerate(models, 1)]


def test_the_version_is_the_first_one_with_the_price() -> None:
    same = priced(FIRST)
    history = versions(priced(Price(BEGINNING, NEW)), same, same, same)
    assert origin_of(same, history, NOW).version == 20
    assert origin_of(same, history[2:], NOW).version == 30


def test_a_price_that_went_and_came_back_is_as_new_as_its_return() -> None:
    same = priced(FIRST)
    assert origin_of(same, versions(same, priced(Price(BEGINNING, NEW)), same), NOW).version == 30
    assert origin_of(same, versions(same, free_model(name="other"), same), NOW).version == 30


def test_a_new_source_or_limit_is_a_new_origin() -> None:
    ours, listed = priced(FIRST), priced(FIRST, source="list.json")
    assert origin_of(listed, versions(ours, listed), NOW).version == 20
    gift = free_model(name="m")
    assert gift.native_limit is not None
    more = replace(gift, native_limit=replace(gift.native_limit, amount=7))
    assert origin_of(more, versions(gift, more), NOW).version == 20
    assert origin_of(more, versions(gift, more, more), NOW).following is None


def test_a_price_of_the_future_changes_nothing_before_its_day() -> None:
    coming = Price(NOW + DAY, NEW)
    dated = priced(FIRST, coming, Price(NOW + 2 * DAY, LATER))
    history = versions(priced(FIRST), dated)
    today = origin_of(dated, history, NOW)
    assert (today.price, today.following, today.version) == (FIRST, coming, 10)
    tomorrow = origin_of(dated, history, NOW + DAY)
    assert (tomorrow.price, tomorrow.version) == (coming, 20)


def test_a_model_that_cannot_be_used_yet_has_its_first_price() -> None:
    first, second = Price(NOW + DAY, OLD), Price(NOW + 2 * DAY, NEW)
    model = priced(first, second)
    origin = origin_of(model, versions(model), NOW)
    assert (origin.price, origin.following) == (first, second)
