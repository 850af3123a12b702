"""Each documented combination of extras, really installed: it starts, and does what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns

import pytest

from bench.sizes import COMBINATIONS, WHOLE, install, kilobytes, title
from tests.support.live.redis_server import redis_server
from tests.support.server.api import Api
from tests.support.server.server_process import ROOT, api_of, server_process

pytestmark = pytest.mark.heavy

FOLDERS = "billing db gateways resolvers sandbox schema server services"
FILES = "catalog.generated.yaml catalog.yaml"
BUY = """mutation { purchasePack(input: {pack: "starter", idempotencyKey: "first"}) {
    __typename ... on PurchaseStarted { checkoutUrl } } }"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The service without the files of the page."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in FOLDERS.split():
        copytree(ROOT / name, folder / name, ignore=ignore_patterns("__pycache__"))
    for name in FILES.split():
        copyfile(ROOT / name, folder / name)
    return folder


@pytest.fixture
def redis_url() -> Iterator[str]:
    with redis_server() as server:
        yield server.url


@pytest.mark.parametrize("extras", COMBINATIONS, ids=title)
async def test_a_combination_starts_and_serves(
    extras: tuple[str, ...], tmp_path: Path, checkout: Path, postgres_url: str, redis_url: str
) -> None:
    python = install(tmp_path / "environment", extras)
    has_postgres = "postgres" in extras
    database = postgres_url if has_postgres else f"sqlite://{tmp_path}/billing.db"
    settings = {"REDIS_URL": redis_url} if "redis" in extras else {}
    if "jwks" in extras and extras != WHOLE:
        settings |= {"JWT_JWKS_URL": "http://127.0.0.1:1/keys", "JWT_SECRET": SECRET}
    if "otel" in extras:
        settings |= {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}
    program = (str(python), "-m", "server")
    given = {"program": program, "root": checkout, "from_scratch": True}
    with server_process(database, **given, **settings) as server:
        async with api_of(server) as api:
            await _serves(api, extras)
        assert ("there are no traces" in server.output) is False
        assert ("there are no payments" in server.output) is ("payments" not in extras)


SECRET = "a secret of the tests with more than 32 characters"


async def _serves(api: Api, extras: tuple[str, ...]) -> None:
    """Assert that the service counts, and that it has the parts which are installed."""
    api = Api(api.http, address=api.address, secret=SECRET) if extras == ("jwks",) else api
    recorded = await api.user("alice").record(inputTokens=10, outputTokens=0)
    assert recorded["usage"]["cost"] == 50
    bought = await api.user("alice").data(BUY)
    is_started = bought["purchasePack"]["__typename"] == "PurchaseStarted"
    assert is_started is ("payments" in extras)
    assert ((await api.get("/metrics")).status_code == 200) is ("metrics" in extras)
    assert "web/dist" in (await api.get("/")).text


def test_the_core_takes_at_most_30_percent_of_the_whole(tmp_path: Path) -> None:
    sizes = []
    for name, extras in (("core", ()), ("whole", WHOLE)):
        install(tmp_path / name, extras)
        sizes.append(kilobytes(tmp_path / name))
    core, whole = sizes
    assert core <= 0.3 * whole
