"""Who may read /metrics: everybody in development; in production only its own port or a token."""

from __future__ import annotations

import httpx
import pytest

from bench.postgres import free_port
from server.settings import SettingsError, read_settings
from tests.support.server.api import running_app
from tests.support.server.server_process import ServerProcess, server_process

SECRET = "an-unguessable-secret-of-the-tests-4711-8822"
TOKEN = "a-token-of-the-scraper-0815-7326"
PRODUCTION = {"ENVIRONMENT": "production", "JWT_SECRET": SECRET}


async def status(url: str, token: str | None = None, *, database_url: str, **given: str) -> int:
    async with running_app(database_url, **given) as api:
        headers = {} if token is None else {"authorization": token.encode("latin-1")}
        return (await api.http.get(url, headers=headers)).status_code


@pytest.mark.parametrize(
    ("given", "token", "expected"),
    [
        ({}, None, 200),
        ({"METRICS_TOKEN": TOKEN}, None, 401),
        ({"METRICS_TOKEN": TOKEN}, f"Bearer {TOKEN}", 200),
        (PRODUCTION, None, 404),
        (PRODUCTION, f"Bearer {TOKEN}", 404),
        ({**PRODUCTION, "METRICS_TOKEN": TOKEN}, None, 401),
        ({**PRODUCTION, "METRICS_TOKEN": TOKEN}, f"Bearer {TOKEN}x", 401),
        ({**PRODUCTION, "METRICS_TOKEN": TOKEN}, TOKEN, 401),
        ({**PRODUCTION, "METRICS_TOKEN": TOKEN}, f"Basic {TOKEN}", 401),
        ({**PRODUCTION, "METRICS_TOKEN": TOKEN}, f"bearer  {TOKEN}", 200),
        ({**PRODUCTION, "METRICS_TOKEN": TOKEN}, "Bearer \xfc", 401),
        ({**PRODUCTION, "METRICS_TOKEN": TOKEN}, f"Bearer {TOKEN}", 200),
        ({**PRODUCTION, "METRICS_PORT": "9"}, None, 404),
        ({**PRODUCTION, "METRICS_PORT": "9", "METRICS_TOKEN": TOKEN}, f"Bearer {TOKEN}", 404),
        ({"METRICS_PORT": "9"}, None, 404),
    ],
)
async def test_beside_the_api(
    sqlite_url: str, given: dict[str, str], token: str | None, expected: int
) -> None:
    assert await status("/metrics", token, database_url=sqlite_url, **given) == expected
    assert await status("/healthz", database_url=sqlite_url, **given) == 200


@pytest.mark.parametrize("workers", [1, 2])
async def test_the_own_port_has_the_metrics_of_all_workers_and_nothing_else(
    postgres_url: str, workers: int
) -> None:
    port = free_port()
    settings = {**PRODUCTION, "METRICS_PORT": str(port)}
    with server_process(postgres_url, workers=workers, **settings) as server:
        async with httpx.AsyncClient(timeout=180) as http:
            own, public = f"http://127.0.0.1:{port}", server.address
            assert (await http.get(f"{public}/metrics")).status_code == 404
            answer = await http.get(f"{own}/metrics")
            assert answer.status_code == 200
            assert "billing_requests" in answer.text
            if workers > 1:
                assert all(f'worker="{pid}"' in answer.text for pid in server.worker_pids)
            for path in ("/healthz", "/readyz"):
                assert (await http.get(f"{own}{path}")).status_code == 200
            for path in ("/", "/graphql", "/metrics/", "/page.json"):
                assert (await http.get(f"{own}{path}")).status_code == 404
            asked = await http.post(f"{own}/graphql", json={"query": "{ __typename }"})
            assert asked.status_code == 404
            assert asked.headers["x-content-type-options"] == "nosniff"
        assert f"the metrics are on port {port}" in server.output


async def test_a_token_guards_the_own_port_too(sqlite_url: str) -> None:
    port = free_port()
    settings = {**PRODUCTION, "METRICS_PORT": str(port), "METRICS_TOKEN": TOKEN}
    with server_process(sqlite_url, **settings):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=180) as http:
            given = {"authorization": f"Bearer {TOKEN}"}
            assert (await http.get("/metrics")).status_code == 401
            assert (await http.get("/metrics", headers=given)).status_code == 200


async def test_the_log_says_how_to_get_them(sqlite_url: str) -> None:
    with server_process(sqlite_url, **PRODUCTION) as server:
        hint = "the metrics are not served: set METRICS_PORT or METRICS_TOKEN"
        server.wait_for(hint)
        assert server.output.count(hint) == 1


def test_a_port_in_use_is_named(sqlite_url: str) -> None:
    with server_process(sqlite_url) as other:
        second = ServerProcess(sqlite_url, METRICS_PORT=str(other.port))
        assert second.process.wait(30) != 0
        second.wait_for("METRICS_PORT: can't listen on 127.0.0.1")


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"METRICS_PORT": "8000"}, "METRICS_PORT must differ from PORT"),
        ({"METRICS_PORT": "high"}, "METRICS_PORT must be a whole number"),
        ({**PRODUCTION, "METRICS_TOKEN": "short"}, "METRICS_TOKEN must have at least 16"),
        ({**PRODUCTION, "METRICS_TOKEN": "a" * 40}, "METRICS_TOKEN repeats itself"),
    ],
)
def test_a_bad_setting_is_refused(given: dict[str, str], fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        read_settings(given)
