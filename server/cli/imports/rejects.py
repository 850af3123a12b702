"""The rejected rows of an import: listed in a file, or the first ones printed at the end."""

from __future__ import annotations

import csv
import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

import click

REJECTS_SHOWN = 100

Reject = Sequence[Any]
"""The position of a rejected row, in one value or several, and the reason."""


class RejectsFileError(ValueError):
    """The file cannot list rejects. It was not changed."""


class RejectsFile:
    """A CSV file of rejects with a `header`.

    It continues after the part that an earlier run of the same import completed, so that a row that
    is read again is not listed again.
    """

    def __init__(self, file: IO[str], header: Sequence[str]) -> None:
        self._file = file
        self._header = header
        self._rows = csv.writer(file)

    @property
    def position(self) -> int:
        return self._file.tell()

    def rewind(self, position: int) -> None:
        self._file.seek(min(position, self._file.seek(0, os.SEEK_END)))
        self._file.truncate()
        if self._file.tell() == 0:
            self._rows.writerow(self._header)

    def write(self, rejects: Iterable[Reject]) -> None:
        self._rows.writerows(rejects)
        self._file.flush()


class RejectsShown:
    """Prints the first rejects on standard error, at the end so that the progress bar stays intact.

    `position` is the last position that it got, so that a later run finds its place in a file.
    """

    def __init__(self, text: Callable[[Reject], str]) -> None:
        self._text = text
        self._all: list[Reject] = []
        self._more = 0
        self.position = 0

    def rewind(self, position: int) -> None:
        self.position = position

    def write(self, rejects: Iterable[Reject]) -> None:
        for reject in rejects:
            # A chunk that is read again lists them again.
            if reject in self._all:
                continue
            if len(self._all) < REJECTS_SHOWN:
                self._all.append(reject)
            else:
                self._more += 1

    def show(self) -> None:
        for reject in self._all:
            click.echo(self._text(reject), err=True)
        if self._more:
            click.echo(f"… and {self._more} more; --rejects FILE keeps them all", err=True)


class Listing(NamedTuple):
    """The format of an import's list of rejects: the `header` of the file, and the `text` of a
    printed one.

    An import that continues an earlier run (`goes_on`) accepts only a file that lists rejects
    already.
    """

    header: Sequence[str]
    text: Callable[[Reject], str]
    goes_on: bool


@contextmanager
def rejects_listed(path: Path | None, listing: Listing) -> Iterator[RejectsFile | RejectsShown]:
    """List rejects in the file, or on standard error. Raises OSError, and RejectsFileError if
    the file has other content or another import is using it."""
    if path is None:
        shown = RejectsShown(listing.text)
        try:
            yield shown
        finally:
            shown.show()
        return
    path.touch()
    mode = "r+" if listing.goes_on else "w"
    with path.open(mode, encoding="utf-8", errors="backslashreplace", newline="") as file:
        listed = RejectsFile(file, listing.header)
        if listing.goes_on:
            _take(file, path, ",".join(listing.header))
        else:
            listed.rewind(0)
        yield listed


def _take(file: IO[str], path: Path, header: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RejectsFileError(f"another import lists its rejects in {path.name}") from None
    if file.read(len(header)) not in {"", header}:
        raise RejectsFileError(f"{path.name} is not a list of rejects, and would be overwritten")
    file.seek(0)
