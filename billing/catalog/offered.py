"""The models that can be used at a time, kept until the next one can be used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar

from billing.catalog.price import BEGINNING, Price

END = datetime.max.replace(tzinfo=UTC)


class Priced(Protocol):
    """A model, as far as its prices are concerned, which are in the order of time."""

    @property
    def is_free(self) -> bool: ...

    @property
    def prices(self) -> tuple[Price, ...]: ...


M = TypeVar("M", bound=Priced)


class Offered(Generic[M]):
    """The models of a catalog by time. A model that can be used stays so."""

    def __init__(self, models: Iterable[M]) -> None:
        self._models = tuple(models)
        self._known: tuple[M, ...] = ()
        self._from = self._until = END

    def at(self, now: datetime) -> tuple[M, ...]:
        """Return the models that can be used at the time, in the catalog's order."""
        if not self._from <= now < self._until:
            starts = {_start(model) for model in self._models}
            self._known = tuple(one for one in self._models if _start(one) <= now)
            self._from = max((start for start in starts if start <= now), default=now)
            self._until = min((start for start in starts if start > now), default=END)
        return self._known


def _start(model: Priced) -> datetime:
    """Return the time from which the model can be used: that of its first price."""
    if model.is_free:
        return BEGINNING
    return model.prices[0].effective_at if model.prices else END
