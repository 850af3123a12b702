"""Scenarios in a real browser: scripts of web/e2e, each with its own server."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
from pathlib import Path

from tests.support.server.server_process import ROOT

WEB = ROOT / "web"
MODULES = WEB / "node_modules"
TIMEOUT_SECONDS = 900
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing() -> str | None:
    """Return the missing requirement of browser tests on this machine, or None."""
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
    """Return whether `web/e2e/chromium.mjs` has a browser for this kind of machine."""
    kind = (platform.system(), platform.machine())
    return kind == ("Linux", "x86_64") and (MODULES / "@sparticuz" / "chromium").exists()


def installed_browser() -> str | None:
    """Return the path of the Chromium that CHROMIUM names, or of one that the system has."""
    names = (os.environ.get("CHROMIUM"), *BROWSERS)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def browser_settings() -> dict[str, str]:
    """Return CHROMIUM for a scenario. Without it, the browser of the npm packages is used."""
    if has_own_browser() and "CHROMIUM" not in os.environ:
        return {}
    return {"CHROMIUM": str(installed_browser())}


async def assert_scenario(name: str, address: str, **settings: str) -> None:
    """Run `web/e2e/<name>.mjs`. Raises AssertionError with the output if it fails."""
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
