"""Files of recorded usage, CSV or JSON Lines, read row by row in bounded memory.

A row that cannot be read is a BadRow among the others. Lines count from 1, as physical lines. The
line of a row is the one where it starts, even if its quoted cells contain newlines.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from gateways.imports.encodings import UTF_8
from gateways.imports.usage_csv import Cells, read_cells, row_of
from gateways.imports.usage_lines import BadRow, Line, Record, Row, read_lines


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


class UsageFileError(ValueError):
    """The file as a whole cannot be read with these options. No row was returned."""


@dataclass(frozen=True, slots=True)
class UsageFile:
    """An open file. `size` is in bytes. Its records can be read once."""

    size: int
    records: Iterator[Record]
    _file: BinaryIO

    @property
    def position(self) -> int:
        """The number of bytes read so far."""
        return self._file.tell()


@contextmanager
def open_usage_file(
    path: Path,
    *,
    file_format: Format,
    columns: Collection[str],
    delimiter: str = ",",
    encoding: str = UTF_8,
) -> Iterator[UsageFile]:
    """Open a file. Raises OSError, or UsageFileError if one of `columns` is not in the file.

    A JSON Lines file has a column if any of its rows has it. `delimiter` is for CSV.
    """
    if not path.is_file():
        raise UsageFileError(f"{path.name} is not a regular file, which could be imported again")
    with path.open("rb") as file:
        if file_format is Format.CSV:
            records = _csv_records(read_cells(file, delimiter, encoding), path.name, columns)
        else:
            records = _json_records(file, path.name, columns, encoding)
        yield UsageFile(path.stat().st_size, records, file)


def _csv_records(
    rows: Iterator[Cells | BadRow], name: str, columns: Collection[str]
) -> Iterator[Record]:
    header = next(rows, None)
    if header is None:
        raise UsageFileError(f"{name} is empty: a CSV file begins with the names of its columns")
    if isinstance(header, BadRow):
        raise UsageFileError(f"{name} line {header.line}: {header.reason}")
    if missing := [column for column in columns if column not in header.cells]:
        raise _no_column(name, missing[0], header.cells)
    for column in columns:
        if header.cells.count(column) > 1:
            raise UsageFileError(f"{name} has two columns named {column!r}")
    return (row_of(header.cells, row) for row in rows)


def _json_records(
    file: BinaryIO, name: str, columns: Collection[str], encoding: str
) -> Iterator[Record]:
    _require_keys(_json_rows(file, encoding), name, columns)
    file.seek(0)
    return _json_rows(file, encoding)


def _require_keys(records: Iterator[Record], name: str, columns: Collection[str]) -> None:
    """Read until every column was seen: usually one row."""
    missing = list(columns)
    first: Row | None = None
    for record in records:
        if isinstance(record, Row):
            first = first or record
            missing = [column for column in missing if column not in record.cells]
            if not missing:
                return
    # If no row can be read at all, the faults of the rows are more helpful.
    if first is not None and missing:
        raise _no_column(name, missing[0], first.cells)


def _no_column(name: str, column: str, present: Collection[str]) -> UsageFileError:
    known = ", ".join(map(repr, present))
    return UsageFileError(f"{name} has no column {column!r}; it has {known[:500] or 'none'}")


def _json_rows(file: BinaryIO, encoding: str) -> Iterator[Record]:
    return (
        _json_row(line) for line in read_lines(file, encoding) if line.fault or line.text.strip()
    )


def _json_row(line: Line) -> Record:
    if line.fault:
        return BadRow(line.number, line.fault)
    try:
        value = json.loads(line.text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        return BadRow(line.number, f"not JSON: {error.msg} at character {error.pos + 1}")
    except (ValueError, RecursionError) as error:
        return BadRow(line.number, f"not JSON: {error}")
    if not isinstance(value, dict):
        return BadRow(line.number, "not a JSON object")
    return Row(line.number, value)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number")
