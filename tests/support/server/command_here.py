"""Commands that run in this process."""

from __future__ import annotations

import sys
from typing import NamedTuple

import pytest

from server.cli.commands import main


class Result(NamedTuple):
    """The exit status of a command, and its output."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """Return the one line with the error."""
        assert (self.code, self.out) == (1, ""), self
        # Long commands name the database first.
        [line, *more] = [one for one in self.err.splitlines() if not one.startswith("database: ")]
        assert all(one.startswith("stopped: ") for one in more)
        assert line.startswith("Error: ")
        return line


def exit_status(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run a command, and return its exit status."""
    monkeypatch.setattr(sys, "argv", ["server", *map(str, arguments)])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0
