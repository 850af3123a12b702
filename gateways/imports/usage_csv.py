"""Usage as CSV: a header with the column names, then one row per use.

Quoting follows RFC 4180: a cell in double quotes may contain newlines, and quotes written twice.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from gateways.imports.encodings import UTF_8
from gateways.imports.usage_lines import (
    ROW_LENGTH_MAX,
    TOO_LONG,
    BadRow,
    Line,
    Record,
    Row,
    read_lines,
)


class Cells(NamedTuple):
    line: int
    cells: list[str]


def read_cells(file: BinaryIO, delimiter: str, encoding: str = UTF_8) -> Iterator[Cells | BadRow]:
    """Yield the rows, including the header, without empty lines."""
    lines = _RowLines(read_lines(file, encoding))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield lines.refuse(error)
        else:
            if fault := lines.fault:
                yield BadRow(lines.first, fault)
            elif cells:
                yield Cells(lines.first, cells)


def row_of(header: list[str], found: Cells | BadRow) -> Record:
    if isinstance(found, BadRow):
        return found
    line, cells = found
    if len(cells) != len(header):
        return BadRow(line, f"has {len(cells)} cells where the header has {len(header)}")
    return Row(line, dict(zip(header, cells, strict=True)))


class _RowLines:
    """Passes the lines of one row to csv.reader, and takes them back if they are not a row.

    Otherwise an unclosed quote would make one row of all following rows.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._taken: list[Line] = []
        self._room = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._taken.append(line)
        self._room -= len(line.text)
        if self._room < 0 or line.fault == TOO_LONG:
            raise csv.Error(TOO_LONG)
        return line.text

    @property
    def first(self) -> int:
        return self._taken[0].number

    @property
    def fault(self) -> str | None:
        return next((line.fault for line in self._taken if line.fault), None)

    def begin(self) -> None:
        self._taken = []
        self._room = ROW_LENGTH_MAX

    def refuse(self, error: csv.Error) -> BadRow:
        """Drop only the first line. The next row begins after it."""
        self._again.extendleft(reversed(self._taken[1:]))
        return BadRow(self.first, f"not CSV: {error}")
