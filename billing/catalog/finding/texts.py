"""The texts in which a search for models looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from unicodedata import normalize


class Described(Protocol):
    """A model, as far as its texts are concerned."""

    @property
    def name(self) -> str: ...

    @property
    def provider(self) -> str: ...

    @property
    def display_name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def aliases(self) -> tuple[str, ...]: ...

    @property
    def capabilities(self) -> Sequence[str]: ...


class Displayed(Protocol):
    """A provider, as far as its name for people is concerned."""

    @property
    def display_name(self) -> str: ...


class ModelTexts:
    """The text of each model: all its names, its description, its provider and its capabilities.
    They are made at the first search."""

    def __init__(self, models: Mapping[str, Described], providers: Mapping[str, Displayed]) -> None:
        self._models = models
        self._providers = providers
        self._texts: dict[str, str] = {}

    def prepare(self) -> None:
        """Make the texts, if they are not there yet."""
        if not self._texts:
            self._texts = {one.name: self._text(one) for one in self._models.values()}

    def having(self, words: Sequence[str], names: Iterable[str]) -> list[str]:
        """Return those of the catalog's names whose models' texts have each of the words."""
        self.prepare()
        texts, found = self._texts, list(names)
        for word in words:
            found = [name for name in found if word in texts[name]]
        return found

    def _text(self, model: Described) -> str:
        names = (model.name, model.display_name, *model.aliases)
        of_provider = (model.provider, self._providers[model.provider].display_name)
        return folded("\n".join((*names, model.description, *of_provider, *model.capabilities)))


def folded(text: str) -> str:
    """Return the text without the difference between upper and lower case, and with one form for
    each character, so that full-width letters equal plain ones."""
    if text.isascii():
        return text.lower()
    return normalize("NFKC", normalize("NFKC", text).casefold())


def words_of(search: str) -> tuple[str, ...]:
    """Return the different words of a search, folded."""
    return tuple(dict.fromkeys(folded(search).split()))
