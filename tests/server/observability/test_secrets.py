"""Secrets never reach the log, the metrics or an answer, whoever sends or sets them.

A real server runs at LOG_LEVEL=debug. Each secret is a text that occurs nowhere else, so a search
in everything that the server wrote finds it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import asyncpg
import pytest
from websockets.exceptions import ConnectionClosed

from bench.postgres import free_port
from gateways.identity.jwt_verifier import issue_token
from server.known_secrets import known_secrets
from server.settings import read_settings
from tests.support.server.api import Api, use
from tests.support.server.documents import BALANCE, RECORD
from tests.support.server.server_process import (
    ROOT,
    ServerProcess,
    api_of,
    environment,
    run_command,
    server_process,
)
from tests.support.server.websocket import raw_socket, websocket
from tests.support.server.wire import HANDSHAKE, Wire

PASSWORD = "p@ss/word-Zq81kd93"
"""It is percent-encoded in a URL, and must not appear in either form."""


BUY = (
    'mutation { purchasePack(input: {pack: "starter", idempotencyKey: "p"}) '
    "{ __typename ... on Refusal { message } } }"
)


@dataclass
class Secrets:
    """The secrets of one run. `texts` are the parts to search for."""

    texts: set[str] = field(default_factory=set)

    def new(self, name: str, prefix: str = "", suffix: str = "") -> str:
        marker = f"Marker{name}7Hq2Lr9Xw4Tb6Vn3Pd5Ks8"
        self.texts.add(marker)
        return f"{prefix}{marker}{suffix}"

    def found_in(self, text: str) -> set[str]:
        wanted = {*self.texts, PASSWORD, quote(PASSWORD, safe="")}
        return {one for one in wanted if one in text}


@pytest.fixture
def secrets() -> Secrets:
    return Secrets()


def settings_of(secrets: Secrets) -> dict[str, str]:
    """Return settings with a secret in each that has one. Neither the provider nor Redis is
    there, so that what they are asked fails."""
    away = f"127.0.0.1:{free_port()}"
    return {
        "LOG_LEVEL": "debug",
        "JWT_SECRET": secrets.new("JwtSecret"),
        "JWT_JWKS_URL": f"https://user:{secrets.new('JwksPassword')}@{away}/keys",
        "STRIPE_API_KEY": secrets.new("StripeKey", "sk_live_"),
        "STRIPE_API_BASE": f"http://user:{secrets.new('BasePassword')}@{away}",
        "STRIPE_WEBHOOK_SECRET": f"{secrets.new('Hook', 'whsec_')},{secrets.new('Hook2')}",
        "REDIS_URL": f"redis://user:{quote(PASSWORD, safe='')}@{away}/0",
        "METRICS_TOKEN": secrets.new("MetricsToken"),
    }


@pytest.mark.parametrize("form", ["text", "json"])
async def test_a_server_writes_none(postgres_url: str, secrets: Secrets, form: str) -> None:
    settings = settings_of(secrets)
    seen = []
    secrets.texts.add(str(urlsplit(postgres_url).password))
    with server_process(postgres_url, LOG_FORMAT=form, **settings) as server:
        async with api_of(server, secret=settings["JWT_SECRET"]) as api:
            seen += await by_http(api, secrets)
            await by_raw_http(server, secrets)
            seen += await by_websocket(api, secrets)
            seen.append(str(await api.user().execute(BUY)))
            await break_tables(postgres_url)
            seen += await fail(api, secrets)
            metrics = await api.http.get(
                "/metrics", headers={"authorization": f"Bearer {settings['METRICS_TOKEN']}"}
            )
            assert metrics.status_code == 200
            seen.append(metrics.text)
    assert "internal error" in server.output
    assert "Redis is not available" in server.output
    assert "the payment provider is not available" in server.output
    assert secrets.found_in(server.output) == set()
    assert secrets.found_in("\n".join(seen)) == set()


async def by_http(api: Api, secrets: Secrets) -> list[str]:
    """Send secrets in every place of a request. Return the answers."""
    seen = []
    basic = base64.b64encode(secrets.new("Basic").encode()).decode()
    secrets.texts.add(basic)
    jwt = issue_token(
        secrets.new("OtherSigner"), account="alice", scope=None, ttl=60, now=api.clock()
    )
    secrets.texts.add(jwt)
    headers: list[dict[str, str]] = [
        {"authorization": secrets.new("Bearer", "Bearer ")},
        {"authorization": secrets.new("Bare")},
        {"authorization": f"Basic {basic}"},
        {"authorization": f"Bearer {jwt}"},
        {"authorization": secrets.new("Key", "Bearer yk_0123456789abcdef_")},
        {"x-api-key": secrets.new("ApiKey")},
        {"cookie": secrets.new("Cookie", "session=")},
        {"stripe-signature": secrets.new("Signature", "t=1,v1=")},
        # The log names the origin of a refused page, but nothing that is beside an origin.
        {"origin": f"https://a:{secrets.new('Origin')}@app.example/{secrets.new('Origin')}"},
    ]
    valid = api.user()
    secrets.texts.add(valid.token)
    headers.append({"authorization": f"Bearer {valid.token}"})
    for given in headers:
        for path in ("/graphql", "/webhooks/stripe", "/nothing", "/development/token"):
            answer = await api.http.post(
                f"{path}?token={secrets.new('Query')}",
                content=b'{"query": "{ account { id } viewer { nothing } }"}',
                headers={"content-type": "application/json", **given},
            )
            seen.append(answer.text)
        for path in ("/export/usage.csv", "/metrics", "/graphql", "/"):
            query = f"accessToken={secrets.new('Access')}" if path != "/export/usage.csv" else ""
            seen.append((await api.http.get(f"{path}?{query}", headers=given)).text)
    for body in (
        f'{{"password": "{secrets.new("Body")}"',
        json.dumps({"query": "{ account { id } }", "token": secrets.new("Member")}),
        json.dumps({"query": "{ packs { name } }", "extensions": {"k": secrets.new("Extension")}}),
        json.dumps([secrets.new("List")]),
    ):
        for path in ("/graphql", "/webhooks/stripe"):
            seen.append((await api.http.post(path, content=body, headers=headers[0])).text)
            json_type = {"content-type": "application/json"}
            seen.append((await api.http.post(path, content=body, headers=json_type)).text)
    return seen


async def by_raw_http(server: ServerProcess, secrets: Secrets) -> None:
    def send() -> None:
        for data in (
            f"GET / HTTP/1.1\r\nauthorization Bearer {secrets.new('Malformed')}\r\n\r\n",
            f"{secrets.new('Nonsense')}\r\n\r\n",
            f"GET /{secrets.new('Path')} HTTP/9.9\r\n\r\n",
            f"GET / HTTP/1.1\r\nhost: x\r\nx: {secrets.new('Long')}{'x' * 40_000}\r\n\r\n",
            f"GET /{secrets.new('Upgrade')} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n"
            "connection: upgrade\r\n\r\n",
        ):
            with Wire(server.port) as wire:
                wire.send(data.encode())
                wire.shut()
                wire.rest()
        for path in ("/graphql", "/elsewhere"):
            opening = (HANDSHAKE % b"").replace(
                b"/graphql", f"{path}?token={secrets.new('Address')}".encode()
            )
            with Wire(server.port) as wire:
                wire.send(opening)
                assert wire.until(b"\r\n\r\n")

    await asyncio.to_thread(send)


async def by_websocket(api: Api, secrets: Secrets) -> list[str]:
    seen = []
    token = secrets.new("SocketToken")
    payloads: list[object] = [
        {"authorization": f"Bearer {token}"},
        {"authorization": token},
        {"authorization": {"token": token}},
        {"headers": {"Authorization": f"Bearer {token}"}, "authorization": "other"},
        {"apiKey": token},
        [token],
    ]
    messages: list[object] = [
        *({"type": "connection_init", "payload": payload} for payload in payloads),
        {"type": secrets.new("Type")},
        {"type": "subscribe", "id": "1", "payload": {"query": token}},
        f"not JSON {token}",
        f"bytes {token}".encode(),
    ]
    for message in messages:
        async with raw_socket(api.address) as socket:
            await socket.send(message)
            with suppress(ConnectionClosed):
                seen.append(json.dumps(await socket.receive()))
    async with websocket(api.address, api.user().token) as socket:
        seen.append(json.dumps(await socket.execute("{ account { id } viewer { nothing } }")))
    return seen


async def break_tables(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ALTER TABLE account RENAME TO elsewhere")
    finally:
        await connection.close()


async def fail(api: Api, secrets: Secrets) -> list[str]:
    """Ask for what fails inside, because a table is away. Return the answers."""
    user = api.user("bob")
    seen = [str(await user.execute(query)) for query in (BALANCE, "{ account { id } }")]
    metadata = {"password": secrets.new("Metadata")}
    seen.append(str(await user.execute(RECORD, input=use(metadata=metadata))))
    async with websocket(api.address, user.token) as socket:
        seen.append(str(await socket.execute(BALANCE)))
        seen.append(str(await socket.execute(RECORD, input=use(metadata=metadata))))
    return seen


REFUSED = [
    {"DATABASE_URL": "postgres://user:{}@127.0.0.1:no-port/billing"},
    {"DATABASE_URL": "postgres://user:{}@127.0.0.1:1/billing"},
    {"DATABASE_URL": "postgres://user:{}@127.0.0.1:1/billing?sslmode={}"},
    {"DATABASE_URL": "mysql://user:{}@127.0.0.1:1/billing"},
    {"DATABASE_URL": "postgres://user:{}@[half/billing"},
    {"REDIS_URL": "http://user:{}@127.0.0.1"},
    {"REDIS_URL": "redis://user:{}@[half"},
    {"JWT_JWKS_URL": "ftp://user:{}@127.0.0.1"},
    {"STRIPE_API_BASE": "https://user:{}@[half"},
    {"PUBLIC_URL": "user:{}@127.0.0.1"},
    {"ENVIRONMENT": "production", "JWT_SECRET": "{}", "METRICS_TOKEN": "short"},
    {"ENVIRONMENT": "production", "METRICS_TOKEN": "{}" * 2},
    {"ENVIRONMENT": "production", "STRIPE_WEBHOOK_SECRET": "{}" * 2},
    {"JWT_SECRET": "{}", "JWT_AUDIENCE": "a", "PORT": "none"},
    {"JWT_SECRET": "{}", "CATALOG": "/nowhere/catalog.yaml"},
]
"""Settings with which the server does not start. `{}` is the secret."""


@pytest.mark.parametrize("given", REFUSED, ids=lambda given: "-".join(given.values())[:60])
def test_a_server_that_cannot_start_writes_none(
    empty_sqlite_url: str, secrets: Secrets, given: dict[str, str]
) -> None:
    marker = secrets.new("Start")
    known = {"DATABASE_URL": empty_sqlite_url, "PORT": str(free_port()), "LOG_LEVEL": "debug"}
    settings = known | {name: text.replace("{}", marker) for name, text in given.items()}
    if given.get("REDIS_URL", "").startswith("redis:"):
        assert "Error" not in run_command("token", "--account", "a", **settings).stderr
        return
    ran = run_command("serve", **settings)
    assert ran.returncode != 0
    assert ran.stderr
    assert secrets.found_in(ran.stdout + ran.stderr) == set()


@pytest.mark.parametrize("command", [("migrate",), ("audit",), ("key", "list"), ("inbox", "list")])
def test_a_command_without_its_database_writes_none(
    secrets: Secrets, command: tuple[str, ...]
) -> None:
    settings = {**settings_of(secrets), "LOG_LEVEL": "debug"}
    url = f"postgres://user:{quote(PASSWORD, safe='')}@127.0.0.1:{free_port()}/billing"
    ran = run_command(*command, **settings, DATABASE_URL=url)
    assert ran.returncode != 0
    assert secrets.found_in(ran.stdout + ran.stderr) == set()


CRASH = """
import threading
from server.observability.logs import configure_logging
configure_logging("debug", {form!r}, secrets=[{secret!r}])
def fail():
    raise ValueError("cannot use {secret} or Bearer {secret}x")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_output_of_a_crash_has_none(secrets: Secrets, form: str) -> None:
    code = CRASH.format(form=form, secret=secrets.new("Crash"))
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert ran.stderr.count("ValueError: cannot use *** or Bearer ***") == 2
    assert secrets.found_in(ran.stdout + ran.stderr) == set()


def test_every_secret_of_the_settings_is_known(secrets: Secrets) -> None:
    given = {**settings_of(secrets), "DATABASE_URL": f"postgres://u:{quote(PASSWORD, safe='')}@h/b"}
    given["OTEL_EXPORTER_OTLP_ENDPOINT"] = f"https://u:{secrets.new('Otel')}@h"
    known = known_secrets(read_settings(given))
    assert not [one for one in secrets.texts if not any(one in text for text in known)]
    assert {PASSWORD, quote(PASSWORD, safe="")} <= known


def test_a_secret_of_one_letter_does_not_hide_the_log() -> None:
    assert "a" not in known_secrets(read_settings({"DATABASE_URL": "postgres://u:a@h/b"}))
