"""The widget as a package: packed, installed into fresh folders, and used as its README says."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.web.browser import MODULES, WEB, missing

REQUIRED = os.environ.get("BROWSER_TESTS") == "required"
pytestmark = [
    pytest.mark.skipif(not REQUIRED and missing() is not None, reason=str(missing())),
    # They install packages of others, and build with them.
    pytest.mark.heavy,
]

PROJECTS = Path(__file__).parent / "package"
TYPESCRIPT = "6.0.3"
REACTS = {
    "18": {"react": "18.3.1", "@types/react": "18.3.32", "@types/react-dom": "18.3.7"},
    "19": {"react": "19.3.1", "@types/react": "19.3.0", "@types/react-dom": "19.3.0"},
}
NEXT = "16.4.6"
SECONDS = 600


def run(*command: str, where: Path, **environ: str) -> str:
    """Return what the command prints. Raises AssertionError with everything if it fails."""
    ran = subprocess.run(
        command,
        cwd=where,
        env=os.environ | {"CI": "1", "NEXT_TELEMETRY_DISABLED": "1"} | environ,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build and pack the package, in a copy of the sources: nothing else uses its `lib`."""
    folder = tmp_path_factory.mktemp("web") / "web"
    leave = shutil.ignore_patterns("node_modules", "dist", "lib", "page", "e2e")
    shutil.copytree(WEB, folder, ignore=leave)
    (folder / "node_modules").symlink_to(MODULES)
    run("npm", "run", "build:lib", where=folder)
    packed: list[dict[str, Any]] = json.loads(run("npm", "pack", "--json", where=folder))
    return folder / packed[0]["filename"]


def project(name: str, folder: Path, tarball: Path, react: str, **more: str) -> Path:
    """Copy a project of `package` into the folder, and install the package beside React."""
    shutil.copytree(PROJECTS / name, folder, dirs_exist_ok=True)
    versions = REACTS[react]
    wanted = {
        **versions,
        "react-dom": versions["react"],
        "typescript": TYPESCRIPT,
        **more,
        "@yumi/billing-status": f"file:{tarball}",
    }
    content = {"private": True, "type": "module", "dependencies": wanted}
    (folder / "package.json").write_text(json.dumps(content))
    run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", where=folder)
    return folder


@pytest.mark.parametrize("react", REACTS)
def test_it_renders_on_a_server_with_its_styles(react: str, tarball: Path, tmp_path: Path) -> None:
    folder = project("react", tmp_path, tarball, react)
    told = json.loads(run("node", "render.mjs", where=folder))
    assert told == {
        "react": int(react),
        "element": "function",
        "styles": 1,
        "nonce": True,
        "escaped": False,
        "root": True,
        "arabic": True,
        "german": "",
        "hebrew": True,
        "loading": True,
    }


@pytest.mark.parametrize("react", REACTS)
@pytest.mark.parametrize("resolution", ["nodenext", "bundler"])
def test_its_types_are_complete(resolution: str, react: str, tarball: Path, tmp_path: Path) -> None:
    folder = project("types", tmp_path, tarball, react)
    run("npx", "tsc", "--project", f"tsconfig.{resolution}.json", where=folder)


async def test_a_page_of_nextjs_has_it_with_its_styles_before_any_script_runs(
    tarball: Path, tmp_path: Path
) -> None:
    folder = project("next", tmp_path, tarball, "19", next=NEXT, **{"@types/node": "20.19.43"})
    await asyncio.to_thread(run, "npx", "next", "build", where=folder)
    html = (folder / ".next" / "server" / "app" / "index.html").read_text()
    assert ".yb-root{" in html
    assert "Loading your billing status" in html
