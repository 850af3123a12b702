"""The form of a CSV file: its encoding and its delimiter.

Both are options. Otherwise they are detected from the file, if possible: by its byte order mark and
its bytes, and by the column names in its first line.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from gateways.imports.encodings import UTF_8, WINDOWS_1252, same_name

DELIMITERS = (",", ";", "\t", "|")
_MARKS = {
    codecs.BOM_UTF8: UTF_8,
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_HEADER_BYTES_MAX = 131_072
# The characters of Western European texts. Other bytes suggest damage, not Windows-1252.
_PLAUSIBLE = frozenset(
    bytes.fromhex(
        "80 82 84 85 8a 8c 8e 91 92 93 94 95 96 97 99 9a 9c 9e a0 a1 a7 a9 ab ae b0 b5 b7 bb bf"
    )
    + bytes({*range(0xC0, 0xDD), *range(0xDF, 0xFD)} - {0xD0, 0xD7, 0xF0, 0xF7})
)


class CsvForm(NamedTuple):
    """The form. `encoding` is a name that Python knows; `delimiter` is one character."""

    encoding: str = UTF_8
    delimiter: str = ","


def find_form(
    path: Path, columns: Collection[str], *, encoding: str | None, delimiter: str | None
) -> CsvForm:
    """Return the form of the file at `path`, with the given options. Raises OSError."""
    chosen = same_name(encoding) if encoding else _encoding_of(path)
    return CsvForm(chosen, delimiter or _delimiter_of(path, chosen, columns))


def _encoding_of(path: Path) -> str:
    """Return the encoding. It is UTF-8, unless a byte order mark says otherwise, or the lines that
    are not UTF-8 look like Windows-1252 and outnumber those that are. A few damaged lines do not
    change it."""
    with path.open("rb") as file:
        start = file.read(4)
        for mark, encoding in _MARKS.items():
            if start.startswith(mark):
                return encoding
        file.seek(0)
        right = wrong = 0
        for line in file:
            if line.isascii():
                continue
            if _is_utf_8(line):
                right += 1
            elif _is_plausible(line):
                wrong += 1
    return WINDOWS_1252 if wrong > right else UTF_8


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode(UTF_8)
    except UnicodeDecodeError:
        return False
    return True


def _is_plausible(line: bytes) -> bool:
    return all(byte < 0x80 or byte in _PLAUSIBLE for byte in line)


def _delimiter_of(path: Path, encoding: str, columns: Collection[str]) -> str:
    """Return the delimiter with which the first line names all columns; a comma if there is
    none."""
    with path.open("r", encoding=encoding, errors="replace", newline="") as file:
        header = file.readline(_HEADER_BYTES_MAX).lstrip("\ufeff")
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error:
            continue
        if set(columns) <= set(cells):
            return delimiter
    return DELIMITERS[0]
