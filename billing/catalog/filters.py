"""The models that pass a caller's filters, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile, islice

from billing.catalog.catalog import Capability, Model, ModelTier
from billing.catalog.finding.texts import words_of
from billing.catalog.price_book import PriceBook
from billing.errors import BadInput

SEARCH_LENGTH_MAX = 100
"""The most characters of a search: each of its words is looked for in the texts of all models."""


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """The wanted models. None means all.

    `search` finds models whose texts have each of its words, without regard to upper and lower
    case, and the model that has the whole search as one of its names. Raises BadInput if it is too
    long.
    """

    provider: str | None = None
    tier: ModelTier | None = None
    capability: Capability | None = None
    search: str | None = None

    def __post_init__(self) -> None:
        if self.search is not None and len(self.search) > SEARCH_LENGTH_MAX:
            raise BadInput("search", f"must be at most {SEARCH_LENGTH_MAX} characters long")

    def in_force(self, book: PriceBook, now: datetime, after: str | None = None) -> Iterator[Model]:
        """Yield the models that pass and can be used now, in the catalog's order. Raises BadInput
        as `known` does."""
        return (one for one in self.known(book, after) if one.price_at(now) is not None)

    def count(self, book: PriceBook, now: datetime) -> int:
        """Return the number of models that `in_force` yields without `after`."""
        if self == EVERYTHING:
            return len(book.catalog.in_force(now))
        return sum(1 for _ in self.in_force(book, now))

    def known(self, book: PriceBook, after: str | None = None) -> Iterator[Model]:
        """Yield the models of the present catalog that pass, in its order: those after the one with
        the catalog's name `after`. Raises BadInput if there is no such model, as in an earlier
        catalog."""
        names, models = self._searched(book, _following(book, after)), book.catalog.models
        for model in map(models.__getitem__, names):
            if self.provider not in {None, model.provider} or self.tier not in {None, model.tier}:
                continue
            if self.capability is None or self.capability in model.capabilities:
                yield model

    def _searched(self, book: PriceBook, names: Iterable[str]) -> Iterable[str]:
        words = words_of(self.search or "")
        if not words:
            return names
        possible = list(names)
        found = book.texts.having(words, possible)
        named = _named(book, self.search)
        if named is None or named in found or named not in possible:
            return found
        both = {named, *found}
        return [name for name in possible if name in both]


EVERYTHING = ModelFilter()


def _following(book: PriceBook, after: str | None) -> Iterable[str]:
    models = book.catalog.models
    if after is None:
        return models
    if after not in models:
        raise BadInput("after", "is not the name of a model of the present catalog")
    return islice(dropwhile(lambda name: name != after, models), 1, None)


def _named(book: PriceBook, search: str | None) -> str | None:
    """Return the catalog's name of the model that has the whole search as one of its names."""
    name = (search or "").strip()
    model = book.names.find(name) or book.names.find(name.lower())
    return model.name if model else None
