"""Reads single cells of an older system's rows, with any content. A bad cell raises Rejection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import floor
from typing import Any, NamedTuple

from billing.checks import check_text
from billing.errors import BadInput
from billing.tokens import MAX_TOKENS
from gateways.imports.legacy_csv import UnreadableCell
from gateways.imports.legacy_numbers import number_in
from gateways.imports.legacy_source import RawRow, counted
from services.imports.legacy_dates import Dates

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TRUE = {"1", "t", "true", "yes"}
_FALSE = {"", "0", "f", "false", "no"}


class Rejection(Exception):
    """A row is not imported. Reports count by `code`; the list of rejected rows shows `detail`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


def instant(what: str, cell: Any, now: datetime | None, dates: Dates) -> datetime:
    """Return a time in UTC. ISO 8601 without an offset is read as UTC; other dates by `dates`.

    A number is a Unix time in seconds, milliseconds or microseconds. Raises Rejection for other
    cells, and for a time after `now`.
    """
    try:
        found = _instant(cell, dates)
    except (ValueError, OverflowError, TypeError) as error:
        raise Rejection(f"bad {what}", repr(cell)) from error
    if found < OLDEST:
        raise Rejection(f"bad {what}", f"{cell!r} is before {OLDEST.year}")
    if now is not None and found > now:
        raise Rejection(f"bad {what}", f"{cell!r} is in the future")
    return found


def _instant(cell: Any, dates: Dates) -> datetime:
    if isinstance(cell, str):
        text = cell.strip()
        if text[4:5] != "-" and (written := dates.read(text)) is not None:
            return written
        if not text.isdigit() or len(text) < 9:
            found = datetime.fromisoformat(text)
            if found.tzinfo is UTC:
                return found
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        cell = int(text)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise TypeError(cell)
    # Seconds have at most 11 digits until the year 5138.
    unit = 1_000_000 if abs(cell) < 10**11 else 1_000 if abs(cell) < 10**14 else 1
    return _EPOCH + timedelta(microseconds=round(cell * unit))


def require_readable(row: RawRow) -> None:
    if isinstance(row[1], UnreadableCell):
        raise Rejection("unreadable row", str(row[1]))


def text_in(what: str, cell: Any, length_max: int = 255) -> str:
    if type(cell) is int:
        return str(cell)
    if not isinstance(cell, str):
        raise Rejection(f"bad {what}", f"{cell!r} is no text")
    try:
        check_text(what, cell, length_max)
    except BadInput as mistake:
        raise Rejection(f"bad {what}", f"{cell[:80]!r} {mistake.message}") from mistake
    return cell


def optional_text(what: str, cell: Any) -> str | None:
    return None if cell is None or cell == "" else text_in(what, cell)


class OldBalance(NamedTuple):
    """A balance. `tokens` can be imported; `flaw` describes the part that cannot."""

    tokens: int
    flaw: Rejection | None = None


def balance_in(cell: Any) -> OldBalance:
    """Return the balance of a cell. An empty cell is 0; a fraction of a token is left out."""
    if cell is None or cell == "":
        return OldBalance(0)
    number = number_in(cell)
    if number is not None and number < 0:
        return OldBalance(0, Rejection("negative balance", repr(cell)))
    if number is None or number > MAX_TOKENS:
        return OldBalance(0, no_count(cell, MAX_TOKENS))
    if number.denominator != 1:
        return OldBalance(floor(number), Rejection("fraction of a token", repr(cell)))
    return OldBalance(int(number))


def price_in(cell: Any, default: int) -> int:
    amount = default if cell is None else counted(cell)
    if amount is None:
        raise Rejection("bad amount", repr(cell))
    return amount


def currency_in(cell: Any, default: str) -> str:
    code = default if cell is None else str(cell).strip().upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise Rejection("bad currency", repr(cell))
    return code


def no_count(cell: Any, most: int) -> Rejection:
    return Rejection("bad tokens", f"{cell!r} is no whole number from 0 to {most}")


def flag_in(cell: Any) -> bool:
    word = str(cell if cell is not None else "").strip().lower()
    if word not in _TRUE | _FALSE:
        raise Rejection("bad cancel_at_period_end", repr(cell))
    return word in _TRUE
