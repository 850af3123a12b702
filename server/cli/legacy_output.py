"""What an import from an older system tells: rejected rows, and the report at its end."""

from __future__ import annotations

import csv
import fcntl
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from services.imports.legacy_reconcile import Line
from services.imports.legacy_users import Reject

REJECTS_SHOWN = 100
_REASON = "reason "
_HEADER = ("table", "key", "reason")


class RejectsFileError(ValueError):
    """The file can't list rejects; nothing in it was changed."""


class RejectsFile:
    """CSV of table, key and reason. It goes on behind the part that an earlier run of the same
    import has made for sure: a row that is read again is not listed again."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._rows = csv.writer(file)

    @property
    def position(self) -> int:
        return self._file.tell()

    def rewind(self, position: int) -> None:
        self._file.seek(min(position, self._file.seek(0, os.SEEK_END)))
        self._file.truncate()
        if self._file.tell() == 0:
            self._rows.writerow(_HEADER)

    def write(self, rejects: Iterable[Reject]) -> None:
        self._rows.writerows(rejects)
        self._file.flush()


class RejectsShown:
    """The first ones, on standard error at the end: they would tear the progress bar.

    Its position is what it was told last, so that a later run finds its place in a file.
    """

    def __init__(self) -> None:
        self._all: list[Reject] = []
        self._more = 0
        self.position = 0

    def rewind(self, position: int) -> None:
        self.position = position

    def write(self, rejects: Iterable[Reject]) -> None:
        for reject in rejects:
            # A chunk that is taken again brings them again.
            if reject in self._all:
                continue
            if len(self._all) < REJECTS_SHOWN:
                self._all.append(reject)
            else:
                self._more += 1

    def show(self) -> None:
        for table, key, reason in self._all:
            click.echo(printable(f"{table} {key}: {reason}"), err=True)
        if self._more:
            click.echo(f"… and {self._more} more; --rejects FILE keeps them all", err=True)


@contextmanager
def rejects_listed(path: Path | None) -> Iterator[RejectsFile | RejectsShown]:
    """In the file, or on standard error. Raises OSError, and RejectsFileError where the file is
    something else, or another import's at this moment."""
    if path is None:
        shown = RejectsShown()
        try:
            yield shown
        finally:
            shown.show()
        return
    path.touch()
    with path.open("r+", encoding="utf-8", errors="backslashreplace", newline="") as file:
        _take(file, path)
        yield RejectsFile(file)


def _take(file: TextIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RejectsFileError(f"another import lists its rejects in {path.name}") from None
    header = ",".join(_HEADER)
    if file.read(len(header)) not in {"", header}:
        raise RejectsFileError(f"{path.name} is no list of rejects: it would be overwritten")
    file.seek(0)


def report(counts: Counter[str], lines: Sequence[Line], *, dry_run: bool) -> list[str]:
    """Lines of text: the reconciliation, what else is worth knowing, and the reasons of rejects."""
    told = [_line(line, dry_run=dry_run) for line in lines]
    if counts["users here before"]:
        told.append(f"{counts['users here before']} users had an account here before")
    reasons = {what: n for what, n in counts.items() if what.startswith(_REASON)}
    for what, number in sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0])):
        told.append(f"rejected {number:,}: {what.removeprefix(_REASON)}")
    return [printable(text) for text in told]


def _line(line: Line, *, dry_run: bool) -> str:
    parts = {
        "would import" if dry_run else "imported": line.imported,
        "there before": line.known,
        "over": line.over,
        "rejected": line.rejected,
    }
    made = " + ".join(f"{number:,} {word}" for word, number in parts.items() if number)
    here = "" if line.here is None else f"; the database has {line.here:,}"
    if line.here != line.expected:
        here += f", and should have {line.expected:,}"
    verdict = "ok" if line.balances else "MISMATCH"
    return f"{verdict}: {line.what}: {line.old:,} = {made or 0}{here}"


def printable(text: str) -> str:
    """What the older system holds may move a terminal's cursor."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
