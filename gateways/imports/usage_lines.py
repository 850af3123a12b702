"""The physical lines of a usage file, and the rows made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from io import TextIOWrapper
from typing import IO, AnyStr, BinaryIO, NamedTuple

from gateways.imports.encodings import INVALID, MARK_INVALID, UTF_8, same_name

ROW_LENGTH_MAX = 131_072
"""The limit in bytes of a line and characters of a row, newlines included. Metadata of the maximum
length fits, however it is escaped."""

TOO_LONG = f"longer than {ROW_LENGTH_MAX} bytes, or a quote is never closed"

_NUL = "contains a NUL character"
_BOM = b"\xef\xbb\xbf"


class Row(NamedTuple):
    """A row. `cells` are text in CSV, and any JSON value in JSON Lines."""

    line: int
    cells: Mapping[str, object]


class BadRow(NamedTuple):
    """A line that cannot be read as a row, with the reason."""

    line: int
    reason: str


Record = Row | BadRow


class Line(NamedTuple):
    """A physical line. `number` counts from 1. Invalid bytes are lone surrogates in `text`, so that
    the structure around them can be read. A line that is too long has no text."""

    number: int
    text: str
    fault: str | None = None


def read_lines(file: BinaryIO, encoding: str = UTF_8) -> Iterator[Line]:
    """Yield the lines of text, with or without a byte order mark."""
    if same_name(encoding) != UTF_8:
        yield from _read_encoded(file, encoding)
        return
    pieces = iter(partial(file.readline, ROW_LENGTH_MAX + 1), b"")
    for number, raw in enumerate(pieces, 1):
        if len(raw) > ROW_LENGTH_MAX:
            _skip_rest(file, raw)
            yield Line(number, "", TOO_LONG)
        else:
            yield _decoded(number, raw.removeprefix(_BOM) if number == 1 else raw)


def _read_encoded(file: BinaryIO, encoding: str) -> Iterator[Line]:
    text = TextIOWrapper(file, encoding, errors=MARK_INVALID, newline="\n")
    try:
        pieces = iter(partial(text.readline, ROW_LENGTH_MAX + 1), "")
        for number, piece in enumerate(pieces, 1):
            if len(piece) > ROW_LENGTH_MAX:
                _skip_rest(text, piece)
                yield Line(number, "", TOO_LONG)
            else:
                told = piece.removeprefix("\ufeff") if number == 1 else piece
                fault = f"not {encoding}" if INVALID in told else _fault_of(told)
                yield Line(number, told, fault)
    finally:
        # The caller that opened the file closes it, perhaps before the last line was read.
        if not file.closed:
            text.detach()


def _skip_rest(file: IO[AnyStr], piece: AnyStr) -> None:
    newline = b"\n" if isinstance(piece, bytes) else "\n"
    while piece and not piece.endswith(newline):
        piece = file.readline(ROW_LENGTH_MAX)


def _decoded(number: int, raw: bytes) -> Line:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return Line(number, raw.decode(errors="surrogateescape"), "not UTF-8")
    return Line(number, text, _fault_of(text))


def _fault_of(text: str) -> str | None:
    return _NUL if "\0" in text else None
