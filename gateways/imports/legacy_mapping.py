"""The tables and columns of an older system's accounts: TOML, on top of a shipped default."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from billing.payments.subscription import SubscriptionStatus

DEFAULT = Path(__file__).with_name("legacy_default.toml")
NO_SUBSCRIPTION = "NONE"

_REQUIRED = {
    "users": ("table", "id", "tokens"),
    "usage": ("user", "model", "tokens", "time"),
    "plans": (),
    "statuses": (),
}
_WORDS = {"plans", "statuses"}


class MappingError(ValueError):
    """The mapping cannot be used. The message names the line."""


@dataclass(frozen=True, slots=True)
class LegacyTable:
    """A table. `path` is its name, after its schema's name if there is one. `columns` are the older
    system's names by ours; None if it has no such column. `key` is one of our names: rows are read
    in its order."""

    path: tuple[str, ...]
    columns: Mapping[str, str | None]
    key: str = "id"

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.columns)


@dataclass(frozen=True, slots=True)
class LegacyMapping:
    """The mapping. `usage` is None if there is no history. Names of `plans` and `statuses` are in
    lower case. The status None means that there is no subscription."""

    users: LegacyTable
    usage: LegacyTable | None
    plans: Mapping[str, str]
    statuses: Mapping[str, SubscriptionStatus | None]
    digest: str
    date_format: str | None = None


def read_mapping(path: Path | None = None, **form: str | None) -> LegacyMapping:
    """Return the default mapping, changed by the file. Raises OSError and MappingError.

    `form` are options that change how the source is read. An import continues only with the same
    options.
    """
    given = _parsed(DEFAULT)
    if path is not None:
        for section, values in _parsed(path).items():
            _merge(given, section, values)
    told = {name: text for name, text in form.items() if text is not None}
    usage = _table(given, "usage") if given["usage"]["table"] else None
    return LegacyMapping(
        users=_table(given, "users"),
        usage=usage,
        plans={name.lower(): plan for name, plan in given["plans"].items()},
        statuses={name.lower(): _status(word) for name, word in given["statuses"].items()},
        digest=sha256(repr(given | told if told else given).encode()).hexdigest()[:16],
        date_format=form.get("date_format"),
    )


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path.name}: {error}") from error


def _merge(given: dict[str, Any], section: str, values: Any) -> None:
    if section not in given or not isinstance(values, dict):
        raise MappingError(f"[{section}] is not one of {', '.join(given)}")
    for name, value in values.items():
        if section not in _WORDS and name not in given[section]:
            known = ", ".join(given[section])
            raise MappingError(f"{section}.{name} is not one of {known}")
        names = name == "table" and section not in _WORDS and isinstance(value, list)
        if not (isinstance(value, str) or names):
            raise MappingError(f"{section}.{name} must be text")
        given[section][name] = value


def _table(given: Mapping[str, Any], section: str) -> LegacyTable:
    values = dict(given[section])
    for name in _REQUIRED[section]:
        if not values[name]:
            raise MappingError(f"{section}.{name} can't be left out")
    named = values.pop("table")
    path = (named,) if isinstance(named, str) else tuple(named) if isinstance(named, list) else ()
    if not path or not all(isinstance(part, str) and part for part in path):
        raise MappingError(f"{section}.table must be a name, or a list of names")
    if any("\0" in text for text in (*path, *values.values())):
        raise MappingError(f"[{section}] contains a NUL character")
    return LegacyTable(path, {name: column or None for name, column in values.items()})


def _status(word: str) -> SubscriptionStatus | None:
    if word == NO_SUBSCRIPTION:
        return None
    try:
        return SubscriptionStatus(word)
    except ValueError:
        known = ", ".join((NO_SUBSCRIPTION, *SubscriptionStatus))
        raise MappingError(f"status {word!r} is not one of {known}") from None
