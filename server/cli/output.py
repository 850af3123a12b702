"""The output of commands: progress bars, interrupts, and text from untrusted sources."""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

EXIT_REJECTED = 3
"""The exit status of an import that is complete but rejected rows."""
EXIT_INTERRUPTED = 130


def progress(*, length: int, label: str = "") -> ProgressBar[Any]:
    """Return a progress bar on standard error. It is hidden if that is not a terminal."""
    hidden = not sys.stderr.isatty()
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden)


@contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """Yield a function that tells whether Ctrl-C was pressed. A second one raises
    KeyboardInterrupt."""
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
    """Exit from an import that was interrupted and can be continued later."""
    click.echo("interrupted; run it again to continue", err=True)
    sys.exit(EXIT_INTERRUPTED)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def printable(text: str) -> str:
    """Return untrusted text without characters that would control the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def delimiter_in(text: str) -> str:
    """Return the delimiter that an option names. Raises UsageError."""
    character = "\t" if text in {"tab", "\\t"} else text
    if len(character) != 1 or character in '" \r\n\0':
        raise click.UsageError(f"--delimiter must be one character, or tab, not {text!r}")
    return character


def replace_file(path: Path, text: str) -> None:
    """Write a file at once, as `replacing` does."""
    with replacing(path) as file:
        file.write(text)


@contextmanager
def replacing(path: Path, *, newline: str | None = None) -> Iterator[TextIO]:
    """Yield a file that becomes `path` at the end, at once: after an error, a crash or on a full
    disk, that has its old content or the new one.

    It keeps its permissions, and a link stays one. What is no regular file is written directly.
    `newline` is as in `open`. Raises OSError.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline=newline) as file:
            yield file
        return
    path = path.resolve()
    made = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with made.open("x", encoding="utf-8", newline=newline) as file:
            if path.exists():
                made.chmod(stat.S_IMODE(path.stat().st_mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
