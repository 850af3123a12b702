"""The output of an import of usage while it runs, and at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gateways.imports.usage_file import UsageFile
from gateways.imports.usage_lines import Record
from server.cli.output import interrupts, progress
from services.imports.usage import Tally

ROWS_BETWEEN_UPDATES = 500


class Watched:
    """The records of a file until `interrupted`. `cut` is True if the rest was left out."""

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
    """Yield the records with a progress bar, which counts bytes."""
    with interrupts() as interrupted, progress(length=usage.size) as bar:
        yield Watched(usage, interrupted, lambda position: bar.update(position - bar.pos))


def summary(tally: Tally, *, dry_run: bool) -> str:
    rejected = f"rejected {tally.rejected} of {tally.rows} rows"
    if dry_run:
        return f"dry run: would import {tally.imported}, {rejected}"
    return f"imported {tally.imported}, already there {tally.replayed}, {rejected}"
