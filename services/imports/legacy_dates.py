"""Reads times in the formats of older systems, and finds the order of day and month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

from billing.errors import BadInput
from gateways.imports.legacy_mapping import LegacyMapping, LegacyTable
from gateways.imports.legacy_source import BATCH, LegacySource, LegacySourceError, chunks

DAY_FIRST = "dd/mm/yyyy"
MONTH_FIRST = "mm/dd/yyyy"
_PARTS = {"dd": r"(?P<d>\d{1,2})", "mm": r"(?P<m>\d{1,2})", "yyyy": r"(?P<y>\d{4})"}
_DIRECTIVES = {"%d": "dd", "%m": "mm", "%Y": "yyyy"}
_TIME = (
    r"(?:[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,6})\d*)?)?)?"
)
_TOLD_TIME = re.compile(r"[ T]+(?:hh|%H)\S*$", re.IGNORECASE)
_TWO_ORDERS = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{4}(?!\d)")
# Formats that can be read in one way only.
_CLEAR = ("dd.mm.yyyy", "yyyy/mm/dd", "yyyy.mm.dd")


class Dates:
    """Reads dates, with or without a time, in `pattern` and in all unambiguous formats.

    A pattern consists of dd, mm and yyyy (or %d, %m and %Y), as in dd.mm.yyyy.
    """

    def __init__(self, pattern: str | None = None) -> None:
        """Raises BadInput (`--date-format`)."""
        given = [] if pattern is None else [_compiled(pattern)]
        if pattern in {DAY_FIRST, MONTH_FIRST}:
            given.append(_compiled(pattern.replace("/", "-")))
        self._forms = [*given, *map(_compiled, _CLEAR)]

    def read(self, text: str) -> datetime | None:
        """Return the time in UTC; None for another format. Raises ValueError for an impossible
        date."""
        for form in self._forms:
            found = form.fullmatch(text)
            if found is not None:
                return _time(found)
        return None


def order_of(cells: Iterable[object]) -> str | None:
    """Return DAY_FIRST or MONTH_FIRST, from the first unambiguous date with slashes or dashes.
    Return None if there are no such dates. Raises Undecided if all of them are ambiguous."""
    seen: str | None = None
    for cell in cells:
        found = _TWO_ORDERS.match(cell.strip()) if isinstance(cell, str) else None
        if found is None:
            continue
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second:
            return DAY_FIRST
        if second > 12 >= first:
            return MONTH_FIRST
        seen = seen or found[0]
    if seen is not None:
        raise Undecided(seen)
    return None


async def with_dates(source: LegacySource, mapping: LegacyMapping) -> LegacyMapping:
    """Return the mapping with the order of day and month, which is detected if it was not given.

    Reads the first rows of each table, and more only if dates are ambiguous or a column is empty so
    far. Raises LegacySourceError if all dates are ambiguous.
    """
    if mapping.date_format is not None:
        return mapping
    for table, fields in ((mapping.users, ("created", "period_end")), (mapping.usage, ("time",))):
        if table is None:
            continue
        await source.check(table)
        try:
            order = await _order_in(source, table, fields)
        except Undecided as error:
            raise LegacySourceError(f"{table.name}: {error}") from error
        if order is not None:
            return replace(mapping, date_format=order)
    return mapping


async def _order_in(source: LegacySource, table: LegacyTable, fields: Iterable[str]) -> str | None:
    """Return the order in some columns of a table, as `order_of` does. Raises Undecided."""
    places = [1 + table.fields.index(name) for name in fields if table.columns[name] is not None]
    empty = set(places)
    undecided: Undecided | None = None
    async with aclosing(chunks(source.batches(table, None), BATCH)) as batches:
        async for rows in batches:
            empty -= {place for place in empty if any(row[place] for row in rows)}
            try:
                order = order_of(row[place] for row in rows for place in places)
            except Undecided as error:
                undecided = undecided or error
                continue
            if order is not None:
                return order
            if undecided is None and not empty:
                return None
    if undecided is not None:
        raise undecided
    return None


class Undecided(ValueError):
    """All dates are ambiguous: the day or the month may come first."""

    def __init__(self, example: str) -> None:
        super().__init__(
            f"dates such as {example!r} may have the day or the month first: "
            f"use --date-format {DAY_FIRST} or {MONTH_FIRST}"
        )


def _compiled(pattern: str) -> re.Pattern[str]:
    plain = _TOLD_TIME.sub("", pattern.strip())
    for directive, part in _DIRECTIVES.items():
        plain = plain.replace(directive, part)
    pieces = re.split(r"(dd|mm|yyyy)", plain, flags=re.IGNORECASE)
    named = [piece.lower() for piece in pieces[1::2]]
    if sorted(named) != ["dd", "mm", "yyyy"]:
        raise BadInput("--date-format", "must consist of dd, mm and yyyy, such as dd.mm.yyyy")
    parts = [_PARTS.get(piece.lower(), re.escape(piece)) for piece in pieces]
    return re.compile("".join(parts) + _TIME)


def _time(found: re.Match[str]) -> datetime:
    given = {name: int(text) for name, text in found.groupdict().items() if text is not None}
    fraction = found["fraction"]
    return datetime(
        given["y"],
        given["m"],
        given["d"],
        given.get("hour", 0),
        given.get("minute", 0),
        given.get("second", 0),
        0 if fraction is None else int(fraction.ljust(6, "0")),
        tzinfo=UTC,
    )
