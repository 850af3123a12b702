"""An environment with LiteLLM and its proxy, made from `litellm.lock`. It is apart from that of the
tests, because LiteLLM wants other versions of packages that both have."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
LOCK = Path(__file__).with_name("litellm.lock")
FOLDER = ROOT / "tests" / "clients" / "litellm"


@cache
def litellm_python() -> str:
    """Return the interpreter of the environment. Make it, if it is not there or the lock has
    changed."""
    with (FOLDER.parent / ".litellm.lock").open("w") as lock:
        # Several processes of the tests may want it at once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _made()


def _made() -> str:
    python, stamp = FOLDER / "bin" / "python", FOLDER / ".lock"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=True)
        given = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([str(python), "-m", "pip", "install", *given, "-r", str(LOCK)], check=True)
        stamp.write_text(wanted)
    return str(python)
