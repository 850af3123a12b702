"""A service that runs elsewhere is loaded through its API alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.remote import REMOTE, NoTarget, chosen, target_at
from bench.scenarios import NAMES
from bench.servers import UNLIMITED
from tests.support.server.server_process import ROOT, server_process

TIMEOUT_SECONDS = 180


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )


@pytest.mark.slow
def test_a_running_service_is_loaded(sqlite_url: str) -> None:
    with server_process(sqlite_url, **UNLIMITED) as server:
        done = bench(
            f"--target={server.address}", "--only=batch-100,push", "--rounds=1", "--seconds=0.2"
        )
    assert done.returncode == 0, done.stderr
    [row] = [line for line in done.stdout.splitlines() if "batches of 100" in line]
    _, _, per_second, p50, p99, cpu, _ = (cell.strip() for cell in row.split("|"))
    assert per_second.endswith(" uses")
    assert 0 < float(p50) <= float(p99)
    assert float(cpu) > 0


@pytest.mark.parametrize(
    "url", ["https://10.0.0.5:8000", "10.0.0.5:8000", "http://", "http://10.0.0.5:8000/graphql"]
)
def test_an_address_is_that_of_a_service(url: str) -> None:
    with pytest.raises(NoTarget, match="is not an address"):
        target_at(url, use="", open_accounts="")


def test_what_needs_more_than_the_api_is_left_out() -> None:
    assert set(NAMES) > REMOTE
    assert {one.name for one in chosen(NAMES)} == REMOTE
    assert chosen(["push", "team"]) == []


@pytest.mark.slow
def test_a_target_without_a_scenario_or_an_answer_is_told() -> None:
    done = bench("--target=http://127.0.0.1:1", "--only=push")
    assert (done.returncode, "can be loaded by" in done.stderr) == (2, True)
    done = bench("--target=http://127.0.0.1:1", "--only=hot")
    assert (done.returncode, "opening" in done.stderr) == (1, True)
