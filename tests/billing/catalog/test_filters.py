"""Pages of models, and the search, against plain sentences of Python."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Capability, Model, ModelTier
from billing.catalog.filters import SEARCH_LENGTH_MAX, ModelFilter
from billing.catalog.price_book import PriceBook
from billing.errors import BadInput
from tests.support.clocks import NOW
from tests.support.ledger.factories import book, free_model, premium_model

OMNI = replace(
    premium_model(name="gpt-4o"),
    aliases=("chatgpt-4o-latest", "文心"),
    display_name="GPT-4o Straße",
    capabilities=(Capability.VISION,),
)
SHORT = st.text(alphabet="abÄß文:@/-. ", min_size=1, max_size=4)


def found(models: list[Model], search: str) -> list[str]:
    known = book(models=models)
    return [one.name for one in ModelFilter(search=search).in_force(known, NOW)]


@pytest.mark.parametrize(
    "search",
    [
        "gpt-4o",
        "GPT 4O",
        "  4o\tgpt ",
        "ChatGPT",
        "文",
        "STRASSE",
        "straße",
        "\N{FULLWIDTH LATIN CAPITAL LETTER G}pt",
        "vision",
        "openai/gpt-4o",
        "openrouter/OpenAI/GPT-4o-2024-08-06",
        "gpt-4o@20240806",
    ],
)
def test_a_model_is_found_by_its_names_in_any_case(search: str) -> None:
    others = [free_model(name="gift"), premium_model(name="gpt-4")]
    assert "gpt-4o" in found([*others, OMNI], search)
    assert "gift" not in found([*others, OMNI], search)


def test_a_blank_search_finds_all_and_an_unknown_word_none() -> None:
    models = [OMNI, free_model(name="gift")]
    assert found(models, "") == found(models, " \n") == ["gpt-4o", "gift"]
    assert found(models, "gpt zzz") == found(models, "\ud800") == []


def test_a_long_search_is_refused() -> None:
    ModelFilter(search="x" * SEARCH_LENGTH_MAX)
    with pytest.raises(BadInput, match="search"):
        ModelFilter(search="x" * (SEARCH_LENGTH_MAX + 1))


def test_a_page_after_an_unknown_model_is_refused() -> None:
    for after in ("gone", "chatgpt-4o-latest", ""):
        with pytest.raises(BadInput, match="after"):
            list(ModelFilter().in_force(book(models=[OMNI]), NOW, after))


@st.composite
def catalogs(draw: st.DrawFn) -> PriceBook:
    names = draw(st.lists(SHORT, min_size=1, max_size=8, unique_by=lambda name: name))
    models = []
    for name in names:
        make = free_model if draw(st.booleans()) else premium_model
        shown = draw(SHORT)
        abilities = tuple(draw(st.sets(st.sampled_from(Capability))))
        models.append(replace(make(name=name), display_name=shown, capabilities=abilities))
    return book(models=models)


FILTERS = st.builds(
    ModelFilter,
    tier=st.none() | st.sampled_from(ModelTier),
    capability=st.none() | st.sampled_from(Capability),
    search=st.none() | SHORT,
)


@given(catalogs(), FILTERS, st.integers(1, 4))
def test_pages_together_are_the_whole_list(
    known: PriceBook, wanted: ModelFilter, size: int
) -> None:
    pages: list[Model] = []
    after = None
    while True:
        page = list(wanted.in_force(known, NOW, after))[:size]
        pages += page
        if len(page) < size:
            break
        after = page[-1].name
    assert pages == list(wanted.in_force(known, NOW))
    assert len(pages) == wanted.count(known, NOW)


@given(catalogs(), FILTERS)
def test_each_filter_keeps_what_has_it(known: PriceBook, wanted: ModelFilter) -> None:
    chosen = list(wanted.in_force(known, NOW))
    words = (wanted.search or "").casefold().split()
    for model in known.catalog.models.values():
        text = f"{model.name}\n{model.display_name}\n{model.provider}".casefold()
        fits = wanted.tier in {None, model.tier}
        fits &= wanted.capability is None or wanted.capability in model.capabilities
        if model in chosen:
            assert fits
        elif fits:
            assert not all(word in text for word in words)
