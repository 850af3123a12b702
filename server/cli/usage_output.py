"""What an import tells while it runs, and how it is interrupted."""

from __future__ import annotations

import csv
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from gateways.imports.usage_file import UsageFile
from gateways.imports.usage_lines import Record
from services.imports.usage import Tally

REJECTS_SHOWN = 100
ROWS_BETWEEN_UPDATES = 500

OnReject = Callable[[int, str], None]


class Watched:
    """The records of a file until `interrupted`; `cut` tells whether some were left out."""

    def __init__(
        self, usage: UsageFile, interrupted: Callable[[], bool], progress: Callable[[int], None]
    ) -> None:
        self._usage = usage
        self._interrupted = interrupted
        self._progress = progress
        self.cut = False

    def __iter__(self) -> Iterator[Record]:
        for number, record in enumerate(self._usage.records):
            if self._interrupted():
                self.cut = True
                return
            if number % ROWS_BETWEEN_UPDATES == 0:
                self._progress(self._usage.position)
            yield record
        self._progress(self._usage.position)


@contextmanager
def watched(usage: UsageFile) -> Iterator[Watched]:
    """With a progress bar by bytes on standard error where that is a terminal."""
    with interrupts() as interrupted:
        if not sys.stderr.isatty():
            yield Watched(usage, interrupted, lambda _: None)
            return
        with click.progressbar(length=usage.size, file=sys.stderr) as bar:
            yield Watched(usage, interrupted, lambda position: bar.update(position - bar.pos))


@contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed. A second one raises KeyboardInterrupt."""
    pressed = False

    def press(_signal: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def rejects_file(path: Path) -> Iterator[OnReject]:
    """Rejects as CSV. Raises OSError."""
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("line", "reason"))

        def reject(line: int, reason: str) -> None:
            rows.writerow((line, reason))

        yield reject


@contextmanager
def rejects_shown() -> Iterator[OnReject]:
    """The first rejects on standard error, at the end: they would tear the progress bar."""
    shown: list[str] = []
    more = 0

    def reject(line: int, reason: str) -> None:
        nonlocal more
        if len(shown) < REJECTS_SHOWN:
            shown.append(f"line {line}: {reason}")
        else:
            more += 1

    try:
        yield reject
    finally:
        for text in shown:
            click.echo(text, err=True)
        if more:
            click.echo(f"… and {more} more; --rejects FILE keeps them all", err=True)


def summary(tally: Tally, *, dry_run: bool) -> str:
    rejected = f"rejected {tally.rejected} of {tally.rows} rows"
    if dry_run:
        return f"dry run: would import {tally.imported}, {rejected}"
    return f"imported {tally.imported}, already there {tally.replayed}, {rejected}"
