"""/metrics of several workers: each answers for all of them."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from server.observability.workers import Workers, merged
from tests.server.process.test_lifecycle import paused
from tests.support.server.server_process import ServerProcess, api_of, server_process


async def tell() -> bytes:
    return b"# HELP sockets Open.\n# TYPE sockets gauge\nsockets 3.0\n"


def test_samples_are_told_apart_and_each_family_is_whole() -> None:
    one = b'# HELP a Of a.\n# TYPE a counter\na_total{x="{ }"} 1.0\n# HELP b Of b.\nb 2.0\n'
    two = b'# HELP a Of a.\n# TYPE a counter\na_total{x="y"} 3.0\n'
    assert merged({"1": one, "2": two}).decode().splitlines() == [
        "# HELP a Of a.",
        "# TYPE a counter",
        'a_total{worker="1",x="{ }"} 1.0',
        'a_total{worker="2",x="y"} 3.0',
        "# HELP b Of b.",
        'b{worker="1"} 2.0',
    ]


async def test_the_socket_of_a_dead_worker_is_passed_by(tmp_path: Path) -> None:
    workers = Workers(tmp_path, tell)
    async with workers.open():
        (tmp_path / f"{os.getpid()}.sock").rename(tmp_path / "1.sock")
    (tmp_path / "2.sock").touch()
    async with workers.open():
        assert f'sockets{{worker="{os.getpid()}"}} 3.0' in (await workers.text()).decode()
        assert 'worker="2"' not in (await workers.text()).decode()


async def requests_by_worker(server: ServerProcess) -> dict[str, float]:
    async with httpx.AsyncClient(timeout=180) as http:
        text = (await http.get(f"{server.address}/metrics")).text
    return {
        sample.labels["worker"]: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "billing_requests_total" and sample.labels["operation"] == "account"
    }


async def test_any_worker_answers_for_all(postgres_url: str) -> None:
    with server_process(postgres_url, workers=2) as server:
        one, two = server.worker_pids
        for other in (one, two):
            with paused(other):
                async with api_of(server) as api:
                    await api.user().balance()
        for _ in range(5):
            assert await requests_by_worker(server) == {str(one): 1, str(two): 1}


async def test_a_worker_that_was_killed_is_replaced_in_the_answer(postgres_url: str) -> None:
    with server_process(postgres_url, workers=2) as server:
        gone = server.worker_pids[0]
        os.kill(gone, signal.SIGKILL)
        server.wait_for("Application startup complete", times=3)
        async with httpx.AsyncClient(timeout=180) as http:
            text = (await http.get(f"{server.address}/metrics")).text
        told = {
            sample.labels["worker"]
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
        assert told == {str(pid) for pid in server.worker_pids if pid != gone}
