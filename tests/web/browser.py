"""Scenarios of a real browser: scripts of web/e2e, each against a server of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

from tests.support.server_process import ROOT

WEB = ROOT / "web"
TIMEOUT_SECONDS = 180
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing() -> str | None:
    """What a browser test lacks on this machine; None: nothing."""
    if not shutil.which("node"):
        return "Node.js is missing (Debian: nodejs and npm)"
    if not (WEB / "node_modules" / "playwright-core").exists():
        return "the packages of web/ are missing: make test installs them, npm ci in web/ too"
    if browser() is None:
        return "Chromium is missing (Debian: chromium), or set CHROMIUM to its path"
    return None


def browser() -> str | None:
    names = (os.environ.get("CHROMIUM"), *BROWSERS)
    return next((path for name in names if name and (path := shutil.which(name))), None)


async def run_scenario(name: str, address: str, **settings: str) -> None:
    """Runs `web/e2e/<name>.mjs`. AssertionError, with what it said, when it fails."""
    assert missing() is None, missing()
    known = {"ADDRESS": address, "API": address, "CHROMIUM": str(browser()), "TZ": "UTC"}
    inherited = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    process = await asyncio.create_subprocess_exec(
        "node",
        str(Path("e2e") / f"{name}.mjs"),
        cwd=WEB,
        env=inherited | known | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, output.decode(errors="replace")
