"""The documents name only files that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docsite.reference import TITLES

ROOT = Path(__file__).parents[1]
FLOORS = ("billing", "db", "gateways", "schema", "services", "resolvers", "server")
APART = ("bench", "docs", "docsite", "sandbox", "sdk", "tests", "web")
DECISION_LINES_MAX = 50
MADE = {ROOT / "docs" / "api" / f"{name}.md" for name in (*TITLES, "changes")}
"""Pages of the site that are made while it is built."""

_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_PATH = re.compile(rf"`((?:{'|'.join((*FLOORS, *APART))})/[\w./-]*)`")


def documents() -> list[Path]:
    patterns = ("*.md", "*/README.md", "*/*/README.md", "docs/**/*.md")
    found = {path.relative_to(ROOT) for pattern in patterns for path in ROOT.glob(pattern)}
    # Caches have such files too.
    return sorted(ROOT / path for path in found if not path.parts[0].startswith("."))


def links(text: str) -> list[str]:
    """Return the targets of relative links, without their anchors."""
    return [target for target in _LINK.findall(text) if "://" not in target]


def paths(text: str) -> list[str]:
    """Return the files and folders in backticks, from the root: `billing/ledger`, `server/app`."""
    return _PATH.findall(text)


def exists(path: Path) -> bool:
    """Return whether the path exists, also as a module without its ending."""
    return path.exists() or path.with_name(f"{path.name}.py").exists()


def matrix(text: str) -> Iterator[Path]:
    """Yield the files and rooms in ARCHITECTURE.md's table of capabilities and floors."""
    _, _, after = text.partition("| capability |")
    head, _, *rows = after.partition("\n\n")[0].splitlines()
    floors = re.findall(r"`(\w+)`", head)
    for row in rows:
        cells = row.strip("|").split("|")[1:]
        for floor, cell in zip(floors, cells, strict=True):
            yield from (ROOT / floor / name for name in re.findall(r"`([^`]+)`", cell))


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_what_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = [(document.parent / one).resolve() for one in links(text)]
    assert [path for path in named if not path.exists() and path not in MADE] == []
    assert [one for one in paths(text) if not exists(ROOT / one)] == []


def test_the_matrix_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = list(matrix(text))
    assert [str(path) for path in named if not exists(path)] == []
    rooms = {path.parent for name in FLOORS for path in (ROOT / name).glob("*/__init__.py")}
    shared = text.partition("serve all capabilities:")[2].partition("\n\n\n")[0]
    unnamed = {room for room in rooms - set(named) if f"`{room.name}/`" not in shared}
    assert {str(room.relative_to(ROOT)) for room in unnamed} == set()


@pytest.mark.parametrize(
    "decision", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.name[:4]
)
def test_a_decision_is_short(decision: Path) -> None:
    assert len(decision.read_text(encoding="utf-8").splitlines()) <= DECISION_LINES_MAX


def test_what_is_missing_is_seen() -> None:
    text = "[here](docs/none.md#top), [there](https://a.example/b) and `db/none` beside `db`"
    assert links(text) == ["docs/none.md"]
    assert paths(text) == ["db/none"]


def test_each_decision_has_its_own_number() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))
