"""Equal models and prices are kept once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Model
from billing.catalog.price import BEGINNING, Price
from billing.catalog.pricing import RATE_SCALE, Rate
from billing.catalog.sharing import Sharing

Described = dict[str, tuple[int, str]]
"""Models by name: their cost, and their name for people."""

catalogs: st.SearchStrategy[Described] = st.dictionaries(
    st.sampled_from("abcde"), st.tuples(st.integers(1, 2), st.sampled_from(["One", "Two"]))
)


def models_of(described: Described) -> dict[str, Model]:
    """Return models that have no object in common."""
    return {
        name: Model(name, "acme", display, prices=(Price(BEGINNING, rate_of(cost)),))
        for name, (cost, display) in described.items()
    }


def rate_of(cost: int) -> Rate:
    return Rate(*[cost * RATE_SCALE] * 3)


@given(catalogs, catalogs)
def test_shared_models_equal_the_given_ones_and_their_order(
    given: Described, before: Described
) -> None:
    models = models_of(given)
    found = Sharing(models_of(before)).models(models)
    assert [*found.items()] == [*models.items()]


@given(catalogs, catalogs)
def test_a_model_as_in_the_earlier_catalog_is_that_object(
    given: Described, before: Described
) -> None:
    earlier = models_of(before)
    found = Sharing(earlier).models(models_of(given))
    for name, model in found.items():
        assert (model is earlier.get(name)) == (given[name] == before.get(name))


@given(catalogs)
def test_equal_prices_of_models_that_are_read_are_one_object(given: Described) -> None:
    sharing, models = Sharing({}), models_of(given)
    read = {name: sharing.model(model) for name, model in models.items()}
    assert read == models
    prices = [one.prices for one in read.values()]
    assert len({id(one) for one in prices}) == len({*prices})


@given(catalogs, catalogs)
def test_a_price_of_the_earlier_catalog_is_that_object(given: Described, before: Described) -> None:
    earlier = models_of(before)
    sharing, known = Sharing(earlier), [one.prices for one in earlier.values()]
    for model in models_of(given).values():
        prices = sharing.model(model).prices
        assert any(prices is one for one in known) == (prices in known)


def test_a_model_with_another_source_is_another_model() -> None:
    earlier = models_of({"a": (1, "One")})
    changed = {"a": replace(earlier["a"], source="list.json")}
    assert Sharing(earlier).models(changed) == changed
