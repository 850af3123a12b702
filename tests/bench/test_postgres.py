"""The PostgreSQL of tests and benchmarks ends with its process, however that ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from tests.support.server.server_process import ROOT, environment
from tests.support.server.waiting import eventually

pytestmark = pytest.mark.slow

STARTS = """
import sys
from bench.postgres import postgres_server
with postgres_server() as url:
    print(url, flush=True)
    sys.stdin.read()
"""
TIMEOUT_SECONDS = 180


async def data_of(url: str) -> Path:
    connection = await asyncpg.connect(url)
    try:
        return Path(await connection.fetchval("SHOW data_directory"))
    finally:
        await connection.close()


@pytest.mark.parametrize("end", [None, signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_the_server_ends_with_its_process(end: signal.Signals | None) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTS],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        data = await data_of(process.stdout.readline().strip())
        server = Path("/proc") / (data / "postmaster.pid").read_text().split()[0]
        programs = (server / "exe").resolve().parents[3]
        assert programs.name.startswith("billing-postgres-")
        if end is not None:
            process.send_signal(end)
        process.communicate(timeout=TIMEOUT_SECONDS)
    await eventually(lambda: not server.exists())
    await eventually(lambda: not data.parent.exists() and not programs.exists())
