"""The list of mutations in `mutations.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("mutations.toml")


class Mutation(NamedTuple):
    """A mutation: in `file`, `old` becomes `new`. `tests` is a file or a folder.

    Paths are relative to the root.
    """

    file: str
    old: str
    new: str
    tests: str

    def apply(self, root: Path) -> None:
        """Change the file below `root`. Raises ValueError unless `old` is there exactly once."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file}: {text.count(self.old)} times there: {self.old}")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def mutations() -> list[Mutation]:
    """Return the whole list in its order."""
    with LIST.open("rb") as file:
        return [Mutation(**one) for one in tomllib.load(file)["mutation"]]
