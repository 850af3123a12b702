"""How commands talk to whoever runs them: progress, interrupts, and text of others' making."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

EXIT_REJECTED = 3
"""An import ran to its end and left rows out."""
EXIT_INTERRUPTED = 130


def progress(*, length: int, label: str = "") -> ProgressBar[Any]:
    """A progress bar on standard error; it stays hidden where that is no terminal."""
    hidden = not sys.stderr.isatty()
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden)


@contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """Yields whether Ctrl-C was pressed. A second Ctrl-C raises KeyboardInterrupt."""
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


def exit_interrupted() -> NoReturn:
    """Ends an import that was interrupted and can go on later."""
    click.echo("interrupted; to go on, run it again", err=True)
    sys.exit(EXIT_INTERRUPTED)


def printable(text: str) -> str:
    """Text of others' making, without characters that would move a terminal's cursor."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
