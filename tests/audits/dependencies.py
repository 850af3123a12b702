"""Looks up the pinned packages of Python and of Node.js in the databases of known vulnerabilities.

A known vulnerability fails the build. A database that cannot be reached does not: it is said, and
the build goes on. `accepted.toml` has findings that do not concern us, each with a reason and a
date until which that holds.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.audits.outcome import Outcome

ROOT = Path(__file__).parents[2]
ACCEPTED = Path(__file__).with_name("accepted.toml")
SECONDS = 40
"""An answer takes some seconds. A network that drops everything must not stop the build."""
NOT_REACHED = "because the database of known vulnerabilities could not be reached"
ADVICE = (
    "Update the package (make lock, or npm in web/). If the finding does not concern us, add it to "
    f"tests/audits/{ACCEPTED.name}, with the reason and a date."
)


def accepted(path: Path, today: date) -> frozenset[str]:
    """Return the ids of findings that are accepted today. Raises ValueError without a reason."""
    if not path.exists():
        return frozenset()
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    if any(not str(one.get("reason", "")).strip() for one in entries):
        raise ValueError(f"{path.name}: each finding needs a reason")
    return frozenset(str(one["id"]) for one in entries if one["until"] >= today)


def audit_python(lock: Path, ignored: Collection[str], *options: str) -> Outcome:
    """Look up the packages of a lock file with pip-audit, which takes more `options`."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--no-deps"]
    command += ["--disable-pip", "--progress-spinner=off", "--format=json", "--timeout=10"]
    return python_outcome(_output([*command, *options]), ignored)


def python_outcome(output: str, ignored: Collection[str]) -> Outcome:
    """Return the outcome of pip-audit's JSON; of anything else, that nothing was reached."""
    name = "the packages of Python"
    packages: list[dict[str, Any]] = _json(output).get("dependencies", [])
    reached = [one for one in packages if "vulns" in one]
    if not reached:
        return Outcome(name, left_out=NOT_REACHED)
    notes = []
    if len(reached) < len(packages):
        notes.append(f"{len(packages) - len(reached)} of {len(packages)} were not found there")
    faults = []
    for one in reached:
        for vulnerability in one["vulns"]:
            names = {vulnerability["id"], *vulnerability.get("aliases", ())}
            if names.isdisjoint(ignored):
                fixed = ", ".join(vulnerability.get("fix_versions", ())) or "nothing yet"
                told = f"{one['name']} {one['version']}: {vulnerability['id']}, fixed by {fixed}"
                faults.append(told)
    return Outcome(name, tuple(faults), tuple(notes), ADVICE)


def audit_node(folder: Path, ignored: Collection[str], *options: str) -> Outcome:
    """Look up the packages of a folder's package-lock.json with npm, which takes more `options`."""
    npm, name = shutil.which("npm"), f"the packages of Node.js in {folder.name}/"
    if npm is None:
        return Outcome(name, left_out="because there is no npm")
    command = [npm, "audit", "--json", "--package-lock-only", "--fetch-retries=0"]
    return node_outcome(name, _output([*command, *options], folder), ignored)


def node_outcome(name: str, output: str, ignored: Collection[str]) -> Outcome:
    """Return the outcome of npm's JSON, under this name."""
    report = _json(output)
    if "vulnerabilities" not in report:
        return Outcome(name, left_out=NOT_REACHED)
    faults = {
        f"{via['name']} {via['range']}: {_advisory(via)}, {via['title']}"
        for one in report["vulnerabilities"].values()
        for via in one["via"]
        if isinstance(via, dict) and _advisory(via) not in ignored
    }
    return Outcome(name, tuple(sorted(faults)), (), ADVICE)


def _advisory(via: dict[str, Any]) -> str:
    return str(via.get("url", "")).rpartition("/")[2]


def audits() -> list[Outcome]:
    """Return the outcomes for all that the project pins."""
    ignored = accepted(ACCEPTED, datetime.now(UTC).date())
    return [
        audit_python(ROOT / "requirements-dev.lock", ignored),
        audit_node(ROOT / "web", ignored),
        audit_node(ROOT / "tests" / "clients", ignored),
        audit_node(ROOT / "sdk" / "typescript", ignored),
    ]


def _output(command: list[str], folder: Path = ROOT) -> str:
    try:
        ran = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return ""
    return ran.stdout


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
