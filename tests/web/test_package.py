"""The widget as a package: packed, installed into fresh folders, and used as its README says."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bench.postgres import free_port
from gateways.identity.jwt_verifier import issue_token
from server.production import DEVELOPMENT_SECRET
from tests.support.server.server_process import server_process
from tests.web.browser import MODULES, WEB, assert_scenario, missing

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


def checked(*command: str, where: Path, **environ: str) -> str:
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
    checked("npm", "run", "build:lib", where=folder)
    packed: list[dict[str, Any]] = json.loads(checked("npm", "pack", "--json", where=folder))
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
    checked("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", where=folder)
    return folder


@pytest.mark.parametrize("react", REACTS)
def test_it_renders_on_a_server_with_its_styles(react: str, tarball: Path, tmp_path: Path) -> None:
    folder = project("react", tmp_path, tarball, react)
    told = json.loads(checked("node", "render.mjs", where=folder))
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
    checked("npx", "tsc", "--project", f"tsconfig.{resolution}.json", where=folder)


async def test_a_page_of_nextjs_has_its_styles_before_scripts_and_is_live_after(
    tarball: Path, tmp_path: Path, sqlite_url: str
) -> None:
    folder = project("next", tmp_path, tarball, "19", next=NEXT, **{"@types/node": "20.19.43"})
    port = free_port()
    page = f"http://127.0.0.1:{port}"
    token = issue_token(DEVELOPMENT_SECRET, account="nora", ttl=3_600, now=datetime.now(UTC))
    with server_process(sqlite_url, ALLOWED_ORIGINS=page) as server:
        about = {"BILLING_ENDPOINT": f"{server.address}/graphql", "BILLING_TOKEN": token}
        await asyncio.to_thread(checked, "npx", "next", "build", where=folder, **about)
        async with next_server(folder, port):
            await assert_scenario("next", server.address, NEXT=page)


@asynccontextmanager
async def next_server(folder: Path, port: int) -> AsyncIterator[None]:
    """Serve the built page until the end."""
    command = ("node", "node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1")
    out = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, "-p", str(port), cwd=folder, stdout=out, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(SECONDS):
            while b"Ready" not in (line := await process.stdout.readline()):
                assert line, "next start ended"
        yield
    finally:
        process.terminate()
        await process.wait()
