"""Run `python -m server …` as if some packages were not installed:

python -m tests.support.server.without asyncpg,stripe serve
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


class Absent:
    """An import hook: the packages with these names are not found."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] in self._names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


if __name__ == "__main__":
    names = sys.argv.pop(1).split(",")
    sys.meta_path.insert(0, Absent(names))
    from server.cli.commands import main

    main()
