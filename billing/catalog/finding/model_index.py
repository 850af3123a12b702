"""The models of a catalog by any of their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Generic, Protocol, TypeVar
from unicodedata import normalize

from billing.catalog.finding.names import Names
from billing.catalog.finding.nearest import Signature, nearest, signature

REMEMBERED_NAMES = 4_096
"""The names besides the catalog's own that an index remembers, because callers choose them."""
REMEMBERED_UNKNOWN = 256
"""The unknown names whose suggestions an index remembers: a gateway may ask for one model that is
missing a thousand times a second."""
NEAREST_MAX = 3
"""The models that the refusal of an unknown name suggests."""

ENDINGS_MAX = 4
"""The endings that are taken off an unknown name, one after the other, for a suggestion."""


class Named(Protocol):
    """A model, as far as its names are concerned."""

    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> tuple[str, ...]: ...

    @property
    def provider(self) -> str: ...

    @property
    def is_free(self) -> bool: ...


M = TypeVar("M", bound=Named)


def composed(name: str) -> str:
    """Return the form of a name in which letters and their marks are one character. Two forms of a
    name look alike, and programs change one into the other."""
    return normalize("NFC", name)


def _names_of(models: Mapping[str, M], form: Callable[[str], str]) -> Names:
    """Return the names of the models, each in that form."""
    return Names(
        own=frozenset(map(form, models)),
        aliases={form(alias): form(m.name) for m in models.values() for alias in m.aliases},
        owners={form(m.name): m.provider for m in models.values() if m.is_free},
    )


class ModelIndex(Generic[M]):
    """Finds models by their names; each name is resolved once."""

    def __init__(self, models: Mapping[str, M]) -> None:
        self._models = models
        self._known = dict(models)
        self._names = _names_of(models, str)
        is_ascii = all("".join((m.name, *m.aliases)).isascii() for m in models.values())
        self._composed = self._names if is_ascii else _names_of(models, composed)
        self._owns = {composed(name): name for name in models}
        self._signatures: dict[str, Signature] = {}
        self._suggested: dict[str, tuple[str, ...]] = {}

    def prepare(self) -> None:
        """Make what suggestions need, if it is not there yet."""
        if not self._signatures:
            named = ((m.name, *m.aliases) for m in self._models.values())
            self._signatures = {one: signature(one) for names in named for one in names}

    def find(self, name: str) -> M | None:
        """Return the model with this name, even if it can't be used yet."""
        return self._known.get(name) or self._resolved(name)

    def own_name(self, name: str) -> str:
        """Return the catalog's name of the model with this name; an unknown name unchanged."""
        model = self.find(name)
        return model.name if model else name

    def recorded_names(self, name: str) -> frozenset[str]:
        """Return the names under which uses of the model with this name are recorded: the
        catalog's, and the name itself, because it may be a model's own in an older catalog."""
        return frozenset((name, self.own_name(name)))

    def nearest(self, name: str) -> tuple[str, ...]:
        """Return the catalog's names of the models with the names most like `name`, the best first,
        without the model that has it."""
        known = self._suggested.get(name)
        if known is None:
            if len(self._suggested) >= REMEMBERED_UNKNOWN:
                self._suggested.pop(next(iter(self._suggested)))
            known = self._suggested[name] = self._suggestions(name)
        return known

    def _suggestions(self, name: str) -> tuple[str, ...]:
        self.prepare()
        alike = (*self._begun(name), *nearest(name, self._signatures))
        close = dict.fromkeys(map(self.own_name, alike))
        close.pop(self.own_name(name), None)
        return tuple(close)[:NEAREST_MAX]

    def _begun(self, name: str) -> Iterator[str]:
        """Yield the longest name with which an unknown one begins: `gpt-4o` of `gpt-4o-latest`. Its
        pairs of characters alone would be more like those of another `-latest`. One letter is no
        ending: `gpt-4-o` is rather `gpt-4o` than `gpt-4`."""
        most = len(name) - 2
        ends = [end for end, letter in enumerate(name) if letter in "-:@" and 0 < end < most]
        begun = (name[:end] for end in ends[: -ENDINGS_MAX - 1 : -1])
        yield from islice(filter(self.find, begun), 1)

    def _resolved(self, name: str) -> M | None:
        own = self._names.find(name)
        if own is None and not name.isascii():
            own = self._owns.get(self._composed.find(composed(name)) or "")
        if own is None:
            return None
        model = self._models[own]
        if len(self._known) < len(self._models) + REMEMBERED_NAMES:
            self._known[name] = model
        return model
