"""The commands of the guides do what the guides say. Each guide is one session of a shell, beside a
server of its own. A block `json` after a block `sh` is the last line that it prints; "…" stands for
any text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.server.server_process import server_process
from tests.support.snippets import ROOT, Snippet, snippets

pytestmark = pytest.mark.slow

SERVE = "make serve\n"
TIMEOUT_SECONDS = 180
DONE = "--- done ---"


def guides() -> list[Path]:
    return [path for path in sorted((ROOT / "docs" / "guides").glob("*.md")) if _steps(path)]


def _steps(document: Path) -> list[Snippet]:
    """Return what a reader types, and what is answered. The server runs already."""
    found = [one for one in snippets(document, "sh", "json") if not one.left_out]
    return [one for one in found if one.text != SERVE]


def _script(steps: list[Snippet], address: str) -> str:
    """Return all commands as one script that marks the end of each block."""
    typed = (one.text for one in steps if one.language == "sh")
    text = f"\necho '{DONE}'\n".join(typed)
    return text.replace("http://127.0.0.1:8000", address).replace(
        ".venv/bin/python", sys.executable
    )


def _matches(told: Any, answered: Any) -> bool:
    """Return whether an answer is what the document tells."""
    if isinstance(told, str) and isinstance(answered, str):
        return re.fullmatch(".*".join(map(re.escape, told.split("…"))), answered) is not None
    if isinstance(told, dict) and isinstance(answered, dict):
        return told.keys() == answered.keys() and all(
            _matches(value, answered[key]) for key, value in told.items()
        )
    if isinstance(told, list) and isinstance(answered, list):
        return len(told) == len(answered) and all(map(_matches, told, answered))
    return bool(told == answered)


@pytest.mark.parametrize("guide", guides(), ids=lambda path: path.stem)
def test_the_commands_of_a_guide(guide: Path, sqlite_url: str) -> None:
    steps = _steps(guide)
    with server_process(sqlite_url) as server:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", _script(steps, server.address)],
            cwd=ROOT,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "DATABASE_URL": sqlite_url},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    printed = iter(done.stdout.split(f"{DONE}\n"))
    answer = ""
    for step in steps:
        if step.language == "sh":
            answer = next(printed).rstrip("\n").rpartition("\n")[2]
        else:
            told, answered = json.loads(step.text), json.loads(answer)
            assert _matches(told, answered), f"{step}: {answer}"


def test_every_guide_has_something_to_run() -> None:
    named = {path.stem for path in (ROOT / "docs" / "guides").glob("*.md")}
    silent = {
        name
        for name in named
        if not [
            one for one in snippets(ROOT / "docs" / "guides" / f"{name}.md") if not one.left_out
        ]
    }
    assert silent == set()


def test_what_differs_is_seen() -> None:
    assert _matches({"id": "alice:…", "at": "…"}, {"id": "alice:7", "at": "2026"})
    assert not _matches({"id": "alice:…"}, {"id": "bob:7"})
    assert not _matches({"id": "a"}, {"id": "a", "more": 1})
    assert not _matches([1], [1, 2])
    assert not _matches({"cost": 1000}, {"cost": 1001})
