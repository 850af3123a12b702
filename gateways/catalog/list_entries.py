"""The entries of a price list: the members of a JSON object, with their lines. Numbers are exact
decimals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from billing.catalog.catalog import CatalogError
from gateways.catalog.json_fields import fields_of

ENTRIES_MAX = 50_000
"""The most entries: ten times those of the largest list that is known, and more models than a
catalog can have."""
_DIGITS_MAX = 60
_SPACE = re.compile(r"[ \t\r\n]*")


class Bad(str):
    """A number that is none: NaN, an infinity, or one with too many digits."""

    @property
    def reason(self) -> str:
        shown = self if len(self) <= _SHOWN_MAX else f"{self[:_SHOWN_MAX]}…"
        return f"{shown} {'has too many digits' if self[-1:].isdigit() else 'is not a number'}"


_SHOWN_MAX = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of the list: its name, the line of its name, and its value, also as text."""

    name: str
    line: int
    text: str
    value: Any

    def line_of(self, field: str, *, second: bool = False) -> int:
        """Return the line of a field, or of the second field of that name."""
        places = [*re.finditer(re.escape(json.dumps(field)) + r"\s*:", self.text)]
        place = places[min(second, len(places) - 1)].start() if places else 0
        return self.line + self.text.count("\n", 0, place)


def entries(text: str) -> Iterator[Entry]:
    """Yield the members of the outermost object, also those with the same name. Raises CatalogError
    "line …: …" for a text that is not JSON, or no object, and for too many entries."""
    place, line, counted, number = _after(text, 0, "{"), 1, 0, 0
    while not text.startswith("}", place):
        start, number = place, number + 1
        if number > ENTRIES_MAX:
            raise _fault(text, start, f"more than {ENTRIES_MAX:,} entries")
        name, place = _decoded(text, place)
        if not isinstance(name, str) or not text.startswith('"', start):
            raise _not_json(text, start)
        value, end = _decoded(text, _after(text, place, ":"))
        line, counted = line + text.count("\n", counted, start), start
        yield Entry(name, line, text[start:end], value)
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
        raise _fault(text, place, "nested too deeply") from error


def _not_json(text: str, place: int) -> CatalogError:
    return _fault(text, place, "not a JSON object with an entry for each model")


def _fault(text: str, place: int, reason: str) -> CatalogError:
    line = text.count("\n", 0, place) + 1
    return CatalogError(f"line {line}: {reason}", line)


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
