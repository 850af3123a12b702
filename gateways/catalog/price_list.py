"""Public price lists: JSON with an entry for each model, in money per unit.

Numbers are read as exact decimals. A file that is not JSON is refused. An entry with a fault is
left out as a whole, and the fault is told with its line, because half a price would be a wrong one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from billing.catalog.catalog import CatalogError
from billing.catalog.price_lists.entries import RANGES, SEARCH, is_price
from gateways.catalog.json_fields import Fields, fields_of

SIZE_MAX = 64_000_000
SAMPLE = "sample_spec"
"""The entry that explains the fields."""
ALIAS = "alias_of"
_DIGITS_MAX = 60
_PRICE_MAX = Decimal(10) ** 9
_SPACE = re.compile(r"[ \t\r\n]*")


class PriceListError(CatalogError):
    """A file that is no price list. The message has the line."""


class Bad(str):
    """A number that is none: NaN, an infinity, or one with too many digits."""


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


@dataclass(frozen=True, slots=True)
class _Raw:
    name: str
    line: int
    text: str
    value: Any

    def fault(self, reason: str, field: str | None = None, *, second: bool = False) -> ListFault:
        """Return a fault in the line of a field, or of the second field of that name."""
        line = self.line
        if field is not None:
            places = [*re.finditer(re.escape(json.dumps(field)) + r"\s*:", self.text)]
            place = places[min(second, len(places) - 1)].start() if places else 0
            line += self.text.count("\n", 0, place)
        return ListFault(self.name, line, reason)


def read_price_list(path: Path) -> PriceList:
    """Return the list of a file. Raises OSError and PriceListError."""
    with path.open("rb") as file:
        content = file.read(SIZE_MAX + 1)
    if len(content) > SIZE_MAX:
        raise PriceListError(f"larger than {SIZE_MAX // 1_000_000} MB")
    try:
        return parse_price_list(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PriceListError(f"line {line}: not UTF-8") from error


def parse_price_list(text: str) -> PriceList:
    """Return the list. Raises PriceListError for a text that is not JSON, or no object."""
    faults: list[ListFault] = []
    good: dict[str, _Raw] = {}
    lines: dict[str, int] = {}
    for raw in _entries(text):
        if raw.name in lines:
            good.pop(raw.name, None)
            faults.append(raw.fault(f"there twice, first on line {lines[raw.name]}"))
            continue
        lines[raw.name] = raw.line
        if raw.name != SAMPLE:
            fault = _fault(raw)
            if fault is None:
                good[raw.name] = raw
            else:
                faults.append(fault)
    entries: dict[str, ListEntry] = {}
    for name, raw in good.items():
        try:
            entries[name] = ListEntry(name, raw.line, _with_alias(raw, good))
        except LookupError as error:
            faults.append(raw.fault(str(error.args[0]), ALIAS))
    return PriceList(entries, tuple(sorted(faults, key=lambda fault: fault.line)))


def _with_alias(raw: _Raw, known: Mapping[str, _Raw]) -> Mapping[str, Any]:
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
        if target in seen:
            raise LookupError(f"is an alias of itself: {' → '.join([*seen, target])}")
        if target not in known:
            raise LookupError(f"is an alias of {target!r}, which has no good entry")
        raw = known[target]


def _fault(raw: _Raw) -> ListFault | None:
    """Return the first fault of an entry."""
    if not isinstance(raw.value, Fields):
        return raw.fault("not an object")
    if raw.value.repeated is not None:
        return raw.fault(f"{raw.value.repeated} is there twice", raw.value.repeated, second=True)
    if not isinstance(raw.value.get(ALIAS, ""), str):
        return raw.fault(f"{ALIAS} is not a name", ALIAS)
    for field, value in _prices(raw.value):
        reason = _bad_price(value)
        if reason is not None:
            return raw.fault(f"{field}: {reason}", field)
    return None


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
    if isinstance(value, Bad) or not isinstance(value, Decimal):
        shown = value if isinstance(value, Bad) else json.dumps(value, default=str)
        return f"{str(shown)[:40]} is not a number"
    if value < 0:
        return f"{value} is below 0"
    return f"{value} is too large" if value > _PRICE_MAX else None


def _entries(text: str) -> Iterator[_Raw]:
    """Yield the members of the outermost object. Raises PriceListError."""
    place, line, counted = _after(text, 0, "{"), 1, 0
    while not text.startswith("}", place):
        start = place
        name, place = _decoded(text, place)
        if not isinstance(name, str) or not text.startswith('"', start):
            raise _not_json(text, start)
        value, end = _decoded(text, _after(text, place, ":"))
        line, counted = line + text.count("\n", counted, start), start
        yield _Raw(name, line, text[start:end], value)
        place = _SPACE.match(text, end).end()  # type: ignore[union-attr]  # it matches anything
        if text.startswith(",", place):
            place = _after(text, place, ",")
            if text.startswith("}", place):
                raise _not_json(text, place)
        elif not text.startswith("}", place):
            raise _not_json(text, place)
    end = _after(text, place, "}")
    if end != len(text):
        raise _not_json(text, end)


def _after(text: str, place: int, mark: str) -> int:
    """Return the place after a mark and the blanks around it."""
    place = _SPACE.match(text, place).end()  # type: ignore[union-attr]  # it matches anything
    if not text.startswith(mark, place):
        raise _not_json(text, place)
    return _SPACE.match(text, place + 1).end()  # type: ignore[union-attr]  # it matches anything


def _decoded(text: str, place: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, place)
    except json.JSONDecodeError as error:
        raise _not_json(text, error.pos) from error
    except RecursionError as error:
        raise PriceListError("nested too deeply") from error


def _not_json(text: str, place: int) -> PriceListError:
    line = text.count("\n", 0, place) + 1
    return PriceListError(f"line {line}: not a JSON object with an entry for each model")


def _number(text: str) -> Decimal | Bad:
    try:
        number = Decimal(text) if len(text) <= _DIGITS_MAX else None
    except InvalidOperation:
        return Bad(text)
    # The exponent is limited, so that no sum with the number needs a million digits.
    if number is None or abs(number.adjusted()) > _DIGITS_MAX:
        return Bad(text)
    return number


_DECODER = json.JSONDecoder(
    parse_float=_number, parse_int=_number, parse_constant=Bad, object_pairs_hook=fields_of
)
