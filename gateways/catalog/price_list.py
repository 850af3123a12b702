"""Public price lists: JSON with an entry for each model, in money per unit.

Numbers are read as exact decimals. A file that is not JSON is refused. An entry with a fault is
left out as a whole, and the fault is told with its line, because half a price would be a wrong one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from billing.catalog.catalog import CatalogError
from billing.catalog.price_lists.entries import RANGES, SEARCH, is_price
from gateways.catalog.json_fields import Fields
from gateways.catalog.list_entries import Bad, Entry, entries
from gateways.catalog.text_file import read_text

SIZE_MAX = 16_000_000
"""The most bytes of a list: five times those of the largest one that is known."""
SAMPLE = "sample_spec"
"""The entry that explains the fields."""
ALIAS = "alias_of"
ALIASES_MAX = 16
"""How many entries an alias may lead through."""
_PRICE_MAX = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class ListEntry:
    """An entry: `fields` include those of the entry that it is an alias of."""

    name: str
    line: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ListFault:
    """The fault of the entry `name`; `line` counts from 1."""

    name: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.name}: {self.reason}"


@dataclass(frozen=True, slots=True)
class PriceList:
    """The good entries by name, in the order of the file, and the faults of all others."""

    entries: Mapping[str, ListEntry]
    faults: tuple[ListFault, ...]


def read_price_list(path: Path) -> PriceList:
    """Return the list of a file. Raises OSError, and CatalogError with the file's name and the
    line."""
    text = read_text(path, path.name, SIZE_MAX)
    try:
        return parse_price_list(text)
    except CatalogError as error:
        raise CatalogError(f"{path.name} {error}", error.line) from error


def parse_price_list(text: str) -> PriceList:
    """Return the list. Raises CatalogError "line …: …" as `entries` does."""
    faults: list[ListFault] = []
    good: dict[str, Entry] = {}
    lines: dict[str, int] = {}
    for raw in entries(text):
        if raw.name in lines:
            good.pop(raw.name, None)
            faults.append(_at(raw, f"there twice, first on line {lines[raw.name]}"))
            continue
        lines[raw.name] = raw.line
        if raw.name != SAMPLE:
            fault = _fault(raw)
            if fault is None:
                good[raw.name] = raw
            else:
                faults.append(fault)
    found: dict[str, ListEntry] = {}
    for name, raw in good.items():
        try:
            found[name] = ListEntry(name, raw.line, _with_alias(raw, good))
        except LookupError as error:
            faults.append(_at(raw, str(error.args[0]), ALIAS))
    return PriceList(found, tuple(sorted(faults, key=lambda fault: fault.line)))


def _with_alias(raw: Entry, known: Mapping[str, Entry]) -> Mapping[str, Any]:
    """Return the fields, completed by those of the entry that it is an alias of, and so on. Raises
    LookupError."""
    fields: dict[str, Any] = {}
    seen: list[str] = []
    while True:
        seen.append(raw.name)
        fields = {**raw.value, **fields}
        target = raw.value.get(ALIAS)
        if target is None:
            return fields
        if len(seen) > ALIASES_MAX:
            raise LookupError(f"leads through more than {ALIASES_MAX} aliases")
        if target in seen:
            raise LookupError(f"is an alias of itself: {' → '.join([*seen, target])}")
        if target not in known:
            raise LookupError(f"is an alias of {target!r}, which has no good entry")
        raw = known[target]


def _fault(raw: Entry) -> ListFault | None:
    """Return the first fault of an entry."""
    if not isinstance(raw.value, Fields):
        return _at(raw, "not an object")
    if raw.value.repeated is not None:
        return _at(raw, f"{raw.value.repeated} is there twice", raw.value.repeated, second=True)
    if not isinstance(raw.value.get(ALIAS, ""), str):
        return _at(raw, f"{ALIAS} is not a name", ALIAS)
    for field, value in _prices(raw.value):
        reason = _bad_price(value)
        if reason is not None:
            return _at(raw, f"{field}: {reason}", field)
    return None


def _at(raw: Entry, reason: str, field: str | None = None, *, second: bool = False) -> ListFault:
    line = raw.line if field is None else raw.line_of(field, second=second)
    return ListFault(raw.name, line, reason)


def _prices(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields that must be prices, also those inside of other fields."""
    for field, value in fields.items():
        if is_price(field):
            yield field, value
        elif field == SEARCH and isinstance(value, Mapping):
            yield from value.items()
        elif field == RANGES:
            for one in _list(value):
                if isinstance(one, Fields):
                    yield from _prices(one)
                    bounds = one.get("range")
                    yield from (("range", low) for low in _list(bounds)[:1])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _bad_price(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Bad):
        return value.reason
    if not isinstance(value, Decimal):
        return f"{json.dumps(value, default=str)[:40]} is not a number"
    if value < 0:
        return f"{value} is below 0"
    return f"{value} is too large" if value > _PRICE_MAX else None
