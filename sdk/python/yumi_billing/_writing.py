"""Values of Python, as values of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final
from uuid import uuid4


class Unset(Enum):
    """Stands for what is left out, where None has a meaning: it takes something away."""

    UNSET = "UNSET"


UNSET: Final = Unset.UNSET


class Input:
    """An input object. Its dataclass tells its names in the API."""

    __slots__ = ()

    def _names(self) -> dict[str, str]:
        raise NotImplementedError

    def as_json(self) -> dict[str, Any]:
        return given({name: getattr(self, own) for own, name in self._names().items()})


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is given: None means left out."""
    return {name: value for name, value in values.items() if value is not None}


def new_key() -> str:
    """Return a new idempotency key."""
    return uuid4().hex


def encoded(value: Any) -> str:
    """Return the JSON of variables. A time without a zone is refused with ValueError."""
    return json.dumps(value, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Input):
        return value.as_json()
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time needs a time zone: datetime.now(UTC)")
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} is no value of the API")
