"""Scenarios of a real browser: scripts of web/e2e, each against a server of its own."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
from pathlib import Path

from tests.support.server.server_process import ROOT

WEB = ROOT / "web"
MODULES = WEB / "node_modules"
TIMEOUT_SECONDS = 180
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing() -> str | None:
    """What a browser test lacks on this machine; None: nothing."""
    if not shutil.which("node"):
        return "Node.js is missing (Debian: nodejs and npm)"
    if not (MODULES / "playwright-core").exists():
        return "the packages of web/ are missing: make test installs them, npm ci in web/ too"
    if not has_own_browser() and installed_browser() is None:
        return (
            "no Chromium comes for this kind of machine: install one, or set CHROMIUM to its path"
        )
    return None


def has_own_browser() -> bool:
    """Whether `web/e2e/chromium.mjs` finds one for this kind of machine."""
    kind = (platform.system(), platform.machine())
    return kind == ("Linux", "x86_64") and (MODULES / "@sparticuz" / "chromium").exists()


def installed_browser() -> str | None:
    """The path of the Chromium that CHROMIUM names, or else of one that the system has."""
    names = (os.environ.get("CHROMIUM"), *BROWSERS)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def browser_settings() -> dict[str, str]:
    """CHROMIUM for a scenario. Left out, the scenario takes the browser that the packages bring."""
    if has_own_browser() and "CHROMIUM" not in os.environ:
        return {}
    return {"CHROMIUM": str(installed_browser())}


async def run_scenario(name: str, address: str, **settings: str) -> None:
    """Runs `web/e2e/<name>.mjs`. AssertionError, with what it said, when it fails."""
    assert missing() is None, missing()
    known = {"ADDRESS": address, "API": address, "TZ": "UTC", **browser_settings()}
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
