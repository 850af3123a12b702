"""The committed files of web/dist match their sources. Needs no Node."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.server.server_process import ROOT

WEB = ROOT / "web"
SINGLE = (
    "../schema/schema.graphql",
    "admin.html",
    "index.html",
    "package-lock.json",
    "scripts/finish.mjs",
    "scripts/languages.mjs",
    "vite.graphiql.config.ts",
    "vite.page.config.ts",
    "vite.script.config.ts",
)
TESTS = re.compile(r"\.test\.tsx?$|^src/testing/")
ELSEWHERE = re.compile(
    r"https?://[\w.-]*(?:unpkg|jsdelivr|cdnjs|esm\.sh|googleapis|gstatic)[\w.-]*"
)


def written() -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = json.loads((WEB / "dist" / "sources.json").read_text())
    return told


def digests(paths: list[str]) -> dict[str, str]:
    return {path: sha256((WEB / path).read_bytes()).hexdigest() for path in paths}


def below(*folders: str) -> list[str]:
    found = (path for folder in folders for path in (WEB / folder).rglob("*") if path.is_file())
    return [path.relative_to(WEB).as_posix() for path in found]


def difference(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the names that were added, changed or removed."""
    return sorted(dict(before.items() ^ after.items()))


def test_the_built_files_are_not_older_than_their_sources() -> None:
    sources = [
        path for path in below("src", "page", "graphiql", "languages") if not TESTS.search(path)
    ]
    changed = difference(written()["sources"], digests([*SINGLE, *sources]))
    assert changed == [], "run make web, and commit what it builds"


def test_the_built_files_are_those_that_were_built() -> None:
    changed = difference(
        written()["built"], digests(below("dist/page", "dist/graphiql", "dist/element"))
    )
    assert changed == [], "run make web: built files are not edited"


@pytest.mark.parametrize("path", sorted((WEB / "dist").rglob("*.html")), ids=str)
def test_nothing_is_inline_in_a_page_and_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style| style=| on\w+=", text) == []
    addresses = re.findall(r'\b(?:src|href)="([^"]+)"', text)
    assert [a for a in addresses if not a.startswith(("/", "data:"))] == []


def test_no_file_of_the_page_names_a_content_delivery_network() -> None:
    for path in (WEB / "dist" / "page").rglob("*.[jc]s*"):
        if path.suffix in {".js", ".css"}:
            assert ELSEWHERE.findall(path.read_text()) == []


def test_the_lock_file_names_no_download_address() -> None:
    assert '"resolved"' not in (WEB / "package-lock.json").read_text()
