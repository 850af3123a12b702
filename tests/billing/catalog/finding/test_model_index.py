"""Models by any of their names, and the nearest ones to an unknown name."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import CatalogError
from billing.catalog.finding.model_index import (
    NEAREST_MAX,
    REMEMBERED_NAMES,
    REMEMBERED_UNKNOWN,
    ModelIndex,
)
from billing.catalog.finding.nearest import nearest, signature
from tests.support.clocks import NOW
from tests.support.ledger.factories import book, catalog, free_model, premium_model

PAID = replace(premium_model(name="gpt-4o"), aliases=("omni", "gpt-omni"))
MODELS = {"gpt-4o": PAID, "gift": free_model(name="gift"), "gpt-4": premium_model(name="gpt-4")}


def test_a_name_is_found_again_without_resolving_it(monkeypatch: pytest.MonkeyPatch) -> None:
    index = ModelIndex(MODELS)
    assert index.find("openai/omni-2025-01-01") is PAID
    monkeypatch.delattr("billing.catalog.finding.names.Names.find")
    assert index.find("openai/omni-2025-01-01") is PAID


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("gpt-4o-latest", "gpt-4o"),
        ("gpt-4-latest", "gpt-4"),
        ("hub/gpt-4o-mini-tts:free", "gpt-4o"),
        ("omni-pro", "gpt-4o"),
        ("gpt-sol-lates", "sol"),
    ],
)
def test_the_model_whose_name_is_the_beginning_comes_first(asked: str, first: str) -> None:
    other = replace(premium_model(name="sol"), aliases=("gpt-sol-latest",))
    assert ModelIndex({**MODELS, "sol": other}).nearest(asked)[0] == first


def test_callers_can_not_fill_the_memory_with_names() -> None:
    index = ModelIndex(MODELS)
    for number in range(REMEMBERED_NAMES + 10):
        assert index.find(f"p{number}/gpt-4o") is PAID
        assert index.find(f"unknown-{number}") is None
    assert len(index._known) == len(MODELS) + REMEMBERED_NAMES


def test_suggestions_for_an_unknown_name_are_found_once_and_few_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = ModelIndex(MODELS)
    for number in range(REMEMBERED_UNKNOWN + 10):
        index.nearest(f"unknown-{number}")
    found = index.nearest("gpt4o")
    assert len(index._suggested) == REMEMBERED_UNKNOWN
    monkeypatch.delattr("billing.catalog.finding.model_index.nearest")
    assert index.nearest("gpt4o") == found


def test_uses_of_an_older_model_with_the_name_are_of_it_too() -> None:
    assert ModelIndex(MODELS).recorded_names("omni") == {"omni", "gpt-4o"}
    assert ModelIndex(MODELS).recorded_names("gpt-4o") == {"gpt-4o"}
    assert ModelIndex(MODELS).recorded_names("nobody") == {"nobody"}


def test_a_price_book_finds_models_and_rates_under_every_name() -> None:
    known = book(models=MODELS.values())
    assert known.model("openai/gpt-omni", NOW) is PAID
    assert known.price("omni", NOW) == known.price("gpt-4o", NOW)


@pytest.mark.parametrize(
    ("asked", "first"),
    [("gpt4o", "gpt-4o"), ("GPT-4o", "gpt-4o"), ("gpt-4-o", "gpt-4o"), ("gfit", "gift")],
)
def test_the_nearest_names_come_first(asked: str, first: str) -> None:
    assert ModelIndex(MODELS).nearest(asked)[0] == first


def test_an_alias_that_is_near_names_its_model_once() -> None:
    assert ModelIndex(MODELS).nearest("omnii") == ("gpt-4o",)
    assert ModelIndex(MODELS).nearest("zzz") == ()
    assert "gift" not in ModelIndex(MODELS).nearest("gift")


names = st.text(max_size=300)


@given(asked=names, known=st.sets(names, max_size=12))
def test_what_is_suggested_is_known_and_alike(asked: str, known: set[str]) -> None:
    found = nearest(asked, {name: signature(name) for name in known})
    assert set(found) <= known
    assert len(found) == len(set(found))
    if asked in known:
        assert signature(found[0]) == signature(asked)


@given(asked=names)
def test_no_more_than_a_few_are_suggested(asked: str) -> None:
    many = {f"gpt-{number}": premium_model(name=f"gpt-{number}") for number in range(20)}
    assert len(ModelIndex(many).nearest(asked)) <= NEAREST_MAX


@pytest.mark.parametrize(
    ("aliases", "message"),
    [
        ({"a": ("x", "x")}, "an alias is there twice"),
        ({"a": ("x",), "b": ("x",)}, "an alias is there twice"),
        ({"a": ("b",)}, "an alias is the name of a model"),
        ({"a": ("a",)}, "an alias is the name of a model"),
    ],
)
def test_aliases_that_are_not_of_one_model_are_refused(
    aliases: dict[str, tuple[str, ...]], message: str
) -> None:
    models = [replace(premium_model(name=name), aliases=aliases.get(name, ())) for name in "ab"]
    with pytest.raises(CatalogError, match=message):
        catalog(models=models)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_in_each_of_its_forms(form: Literal["NFC", "NFD"]) -> None:
    own, alias = normalize(form, "modèle-é"), normalize(form, "größe")
    model = replace(premium_model(name=own), aliases=(alias,))
    index = ModelIndex({**MODELS, own: model})
    forms: list[Literal["NFC", "NFD"]] = ["NFC", "NFD"]
    for other in forms:
        assert index.find(normalize(other, "modèle-é")) is model
        assert index.find(normalize(other, "größe")) is model
        assert index.find(normalize(other, "a/größe-2024-08-06")) is model
        assert index.own_name(normalize(other, "größe")) == own
    assert index.find("modele-e") is None
    assert index.find(normalize("NFD", "öpenai/gpt-4o")) is PAID


def test_the_exact_form_of_a_name_comes_first() -> None:
    names = [normalize("NFC", "é"), normalize("NFD", "é")]
    both = {name: premium_model(name=name) for name in names}
    index = ModelIndex(both)
    assert [index.own_name(name) for name in names] == names
    alias = replace(premium_model(name="other"), aliases=(normalize("NFD", "ö"),))
    index = ModelIndex({"ö": premium_model(name="ö"), "other": alias})
    assert [index.own_name(normalize(form, "ö")) for form in ("NFC", "NFD")] == ["ö", "other"]
