"""The blocks of code in documents, for tests that execute them.

A line before a block may say what tests need to know: `<!-- test: left out: why -->`. A
block that is left out is not executed, for the reason that is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

_BLOCK = re.compile(
    r"^(?:<!-- test: (?P<mark>.*?) -->\n\n?)?(?P<indent> *)```(?P<language>[\w-]+)[^\n]*\n"
    r"(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A block of code. `line` is its number in the document, `mark` what a test is told."""

    document: Path
    line: int
    language: str
    text: str
    mark: str

    @property
    def left_out(self) -> bool:
        return self.mark.startswith("left out")

    def __str__(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}"


def snippets(document: Path, *languages: str) -> list[Snippet]:
    """Return the blocks of a document in these languages, or all, in order."""
    text = document.read_text(encoding="utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        if not languages or match["language"] in languages:
            line = text.count("\n", 0, match.start("text")) + 1
            lines = match["text"].splitlines(keepends=True)
            code = "".join(one.removeprefix(match["indent"]) for one in lines)
            found.append(Snippet(document, line, match["language"], code, match["mark"] or ""))
    return found
