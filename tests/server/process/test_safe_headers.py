"""Headers of every answer, and addresses that never come from the request's Host."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from server.page.page import BUILT
from tests.support.server.api import Api, served_app
from tests.support.server.documents import BALANCE
from tests.support.server.server_process import api_of, server_process
from tests.support.server.wire import Wire

SECRET = "an-unguessable-secret-of-the-tests-4711-8822"
PRODUCTION = {"ENVIRONMENT": "production", "JWT_SECRET": SECRET}
HOST = "evil.example"
HSTS = "strict-transport-security"
ASSET = next((BUILT / "page" / "assets").glob("*.js")).name

GET = [
    "/",
    "/admin",
    "/admin/",
    "/favicon.svg",
    f"/assets/{ASSET}",
    "/assets/missing.js",
    "/page.json",
    "/graphiql",
    "/graphiql/",
    "/graphql",
    "/graphql?query={packs{name}}",
    "/graphql/",
    "/export/usage.csv",
    "/export/usage.csv/",
    "/export/nothing",
    "/healthz",
    "/readyz/",
    "/metrics",
    "/webhooks/stripe",
    "/sandbox",
    "/sandbox/",
    "/sandbox/v1/customers",
    "/sandbox/checkout/none",
    "/sandbox/_control/state/",
    "//evil.example/",
    "/nothing/../graphql/",
    "/%2e%2e/graphql/",
]
"""Paths of every kind: of each route, of none, and with a slash too many."""
POST = ["/graphql", "/graphql/", "/webhooks/stripe", "/development/token", "/", "/nothing/"]


def request(method: str, path: str, *headers: str, body: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"host: {HOST}", "connection: close", *headers]
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", body]).encode()


UPGRADE = (
    f"GET {{path}} HTTP/1.1\r\nhost: {HOST}\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    "sec-websocket-version: {version}\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "sec-websocket-protocol: {protocol}\r\n{more}\r\n"
)


def upgrade(
    path: str = "/graphql",
    *,
    version: int = 13,
    protocol: str = "graphql-transport-ws",
    more: str = "",
) -> bytes:
    return UPGRADE.format(path=path, version=version, protocol=protocol, more=more).encode()


EARLY = {
    "no request at all": b"nonsense\r\n\r\n",
    "too many headers": request("GET", "/", *(f"x-{number}: 1" for number in range(200))),
    "headers that are too long": request("GET", "/", f"x: {'x' * 40_000}"),
    "a body that is too long": request("POST", "/graphql", body="x").replace(
        b"content-length: 1", b"content-length: 9000000"
    )
    + b"x" * 9_000_000,
    "a websocket of another version": upgrade(version=12),
    "a websocket elsewhere": upgrade("/elsewhere"),
    "a websocket of another origin": upgrade(more="origin: https://else.example\r\n"),
    "a websocket": upgrade(),
    "a websocket of another protocol": upgrade(protocol="soap"),
}
"""Requests that the protocols answer themselves, and upgrades that are refused."""


@pytest.fixture
async def served(sqlite_url: str) -> AsyncIterator[Api]:
    async with served_app(sqlite_url, TRUSTED_PROXIES="127.0.0.2") as api:
        yield api


async def told(api: Api, data: bytes, source: str = "127.0.0.1") -> tuple[str, str]:
    """Return the head and the body of the answer."""
    return await asyncio.to_thread(_told, api, data, source)


def _told(api: Api, data: bytes, source: str) -> tuple[str, str]:
    with Wire(int(api.address.rpartition(":")[2]), source) as wire:
        wire.send(data)
        head = wire.until(b"\r\n\r\n")
        rest = b"" if b" 101 " in head[:20] else wire.rest()
    head, _, body = (head + rest).partition(b"\r\n\r\n")
    return head.decode("latin-1").lower(), body.decode("latin-1")


def assert_safe(head: str, body: str) -> None:
    assert re.findall(r"x-content-type-options: (\w+)", head) == ["nosniff"], head
    assert HOST not in head + body
    assert "\nlocation:" not in head
    assert HSTS not in head


async def test_no_endpoint_forgets_a_header_or_believes_the_host(served: Api) -> None:
    for method, paths in (("GET", GET), ("POST", POST), ("HEAD", GET), ("DELETE", POST)):
        for path in paths:
            assert_safe(*await told(served, request(method, path)))


@pytest.mark.parametrize("data", EARLY.values(), ids=EARLY)
async def test_what_the_protocols_refuse_is_no_exception(served: Api, data: bytes) -> None:
    assert_safe(*await told(served, data))


async def test_production_has_the_same_headers(sqlite_url: str) -> None:
    async with served_app(sqlite_url, **PRODUCTION) as served:
        for path in GET:
            assert_safe(*await told(served, request("GET", path)))


async def test_a_checkout_returns_to_the_public_address_only(sqlite_url: str) -> None:
    buy = (
        'mutation { purchasePack(input: {pack: "starter", idempotencyKey: "p"}) '
        "{ ... on PurchaseStarted { checkoutUrl } } }"
    )
    with server_process(sqlite_url, PUBLIC_URL="https://billing.example") as server:
        async with api_of(server) as api:
            answer = await api.user().post({"query": buy}, host=HOST)
            url = answer.json()["data"]["purchasePack"]["checkoutUrl"]
            assert url.startswith(f"{server.address}/")
            page = await api.http.get(url, headers={"host": HOST})
    assert page.status_code == 200
    assert "https://billing.example" in page.text + str(page.headers)
    assert HOST not in page.text + str(page.headers)


class TestStrictTransportSecurity:
    async def test_only_a_trusted_proxy_is_believed(self, served: Api) -> None:
        asked = request("GET", "/healthz", "x-forwarded-proto: https")
        assert f"{HSTS}: max-age=31536000" in (await told(served, asked, "127.0.0.2"))[0]
        assert HSTS not in (await told(served, asked, "127.0.0.1"))[0]

    @pytest.mark.parametrize("way", ["http", "http, https", "", "HTTP"])
    async def test_an_answer_by_http_does_not_have_it(self, served: Api, way: str) -> None:
        asked = request("GET", "/healthz", f"x-forwarded-proto: {way}")
        assert HSTS not in (await told(served, asked, "127.0.0.2"))[0]

    async def test_operations_and_errors_have_it_too(self, served: Api) -> None:
        for method, path in (("POST", "/graphql"), ("GET", "/nothing"), ("GET", "/")):
            asked = request(method, path, "x-forwarded-proto: https, http")
            head = (await told(served, asked, "127.0.0.2"))[0]
            assert head.count(HSTS) == 1

    async def test_it_can_be_turned_off(self, sqlite_url: str) -> None:
        settings = {"TRUSTED_PROXIES": "127.0.0.2", "HSTS_SECONDS": "0"}
        async with served_app(sqlite_url, **settings) as served:
            asked = request("GET", "/healthz", "x-forwarded-proto: https")
            assert HSTS not in (await told(served, asked, "127.0.0.2"))[0]

    async def test_answers_without_it_stay_as_they_were(self, served: Api) -> None:
        """The headers are shared by all requests of a process, so one must not change them."""
        asked = request("GET", "/healthz", "x-forwarded-proto: https")
        await told(served, asked, "127.0.0.2")
        assert (await served.user().data(BALANCE))["account"]
        assert_safe(*await told(served, request("GET", "/healthz")))
