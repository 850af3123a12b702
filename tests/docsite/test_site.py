"""The site, built anew: it loads nothing from elsewhere, and leads to no missing page."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docsite.build import BUILT
from tests.support.snippets import ROOT

pytestmark = pytest.mark.slow
_ADDRESS = re.compile(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["']?(https?:)?//""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site. A broken link within it is an error."""
    directory = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "docsite", str(directory)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return directory


def contents(directory: Path) -> dict[str, bytes]:
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


def test_the_committed_site_is_that_of_its_sources(site: Path) -> None:
    built, committed = contents(site), contents(BUILT)
    stale = {
        name for name in built.keys() | committed.keys() if built.get(name) != committed.get(name)
    }
    assert stale == set(), "run make docs, and commit what it builds"


def test_it_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    assert len(pages) > 30
    assert [found for page in pages for found in _ADDRESS.findall(page)] == []


def test_what_is_not_in_the_site_is_text(site: Path) -> None:
    page = (site / "models" / "index.html").read_text(encoding="utf-8")
    assert "decision 0034" in page
    assert "decisions/0034" not in page
