"""The package of TypeScript knows only GraphQL; its lock file fits everywhere. Needs no Node."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.support.server.server_process import ROOT

PACKAGE = ROOT / "sdk" / "typescript"
IMPORTED = re.compile(r"(?:from|import\()\s*(?:/\*.*?\*/\s*)*\"([^\"]+)\"")


def imported(path: Path) -> list[str]:
    return IMPORTED.findall(path.read_text())


def test_the_sources_import_only_each_other_and_declared_packages() -> None:
    described = json.loads((PACKAGE / "package.json").read_text())
    declared = described["dependencies"].keys() | described["peerDependencies"].keys()
    source = PACKAGE / "src"
    found = [(path, name) for path in source.rglob("*.ts") for name in imported(path)]
    assert len(found) > 50
    for path, name in found:
        if name.startswith("."):
            target = (path.parent / name).with_suffix(".ts").resolve()
            assert target.is_relative_to(source), path
            assert target.exists(), path
        else:
            assert name.split("/")[0] in declared, path


def test_what_is_required_is_small() -> None:
    described = json.loads((PACKAGE / "package.json").read_text())
    assert set(described["dependencies"]) == {"graphql-ws"}
    assert described["peerDependenciesMeta"] == {
        name: {"optional": True} for name in described["peerDependencies"]
    }


def test_the_lock_file_names_no_download_address() -> None:
    assert '"resolved"' not in (PACKAGE / "package-lock.json").read_text()
