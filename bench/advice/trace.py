"""Real requests from a trace, in their order."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

NAMES = (("ContextTokens", "GeneratedTokens"), ("input_length", "output_length"))
"""The names of the two sizes in the known forms: CSV with a header, and JSON lines."""


class Request(NamedTuple):
    """The tokens of a request."""

    input_tokens: int
    output_tokens: int

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


def read_trace(path: Path) -> list[Request]:
    """Return the requests. Raises ValueError if a row has no sizes."""
    with path.open(encoding="utf-8") as file:
        return [_request(row) for row in _rows(path, file)]


def _rows(path: Path, file: Any) -> Iterator[Mapping[str, Any]]:
    if path.suffix == ".jsonl":
        yield from (json.loads(line) for line in file)
    else:
        yield from csv.DictReader(file)


def _request(row: Mapping[str, Any]) -> Request:
    for names in NAMES:
        if row.keys() >= set(names):
            return Request(*(int(row[name]) for name in names))
    raise ValueError(f"a row has none of the sizes {NAMES}")
