"""The models that can be used at a time, kept until the next one can be used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar

END = datetime.max.replace(tzinfo=UTC)


class Starting(Protocol):
    """A model, as far as the time is concerned from which it can be used."""

    @property
    def offered_from(self) -> datetime: ...


M = TypeVar("M", bound=Starting)


class Offered(Generic[M]):
    """The models of a catalog by time. A model that can be used stays so."""

    def __init__(self, models: Iterable[M]) -> None:
        self._models = tuple(models)
        self._known: tuple[M, ...] = ()
        self._from = self._until = END

    def at(self, now: datetime) -> tuple[M, ...]:
        """Return the models that can be used at the time, in the catalog's order."""
        if not self._from <= now < self._until:
            starts = {model.offered_from for model in self._models}
            self._known = tuple(one for one in self._models if one.offered_from <= now)
            self._from = max((start for start in starts if start <= now), default=now)
            self._until = min((start for start in starts if start > now), default=END)
        return self._known
