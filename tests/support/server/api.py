"""The API for tests: the real application, called over HTTP without a network or on a port."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx

from gateways.identity.jwt_verifier import issue_token
from server.app import BillingApp, create_app
from server.process.protocols import HttpProtocol, WebSocketProtocol
from server.process.safe_headers import SAFE_HEADERS
from server.production import DEVELOPMENT_SECRET
from server.settings import read_settings
from tests.support.server.documents import ADJUST, ADVANCE, BALANCE, RECORD, RECORD_BATCH
from tests.support.server.serving import serving

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TIMEOUT_SECONDS = 180
PING_SECONDS = 600
"""How long a client of a test may leave a ping without an answer: as long as it does not read."""
SANDBOXES = TemporaryDirectory(prefix="billing-sandboxes-")
"""Deleted with the process of the tests."""

Json = dict[str, Any]
_keys = count(1)


def real_clock() -> datetime:
    return datetime.now(UTC)


def use(**changes: Any) -> Json:
    """Return a RecordUsageInput with a new key: 100 premium tokens of gpt-4o, unless changed."""
    return {
        "model": "gpt-4o",
        "inputTokens": 12,
        "outputTokens": 8,
        "idempotencyKey": f"key-{next(_keys)}",
        **changes,
    }


@dataclass(frozen=True)
class Client:
    """A caller of the API."""

    http: httpx.AsyncClient
    authorization: str | None = None

    @property
    def token(self) -> str:
        """Return the text after `Bearer`."""
        return (self.authorization or "").partition(" ")[2]

    async def post(self, content: Any, **headers: str) -> httpx.Response:
        """Send a value as JSON, or bytes unchanged."""
        shown = {"authorization": self.authorization} if self.authorization else {}
        given = {"content-type": "application/json"} | shown | headers
        # ASCII allows to send lone surrogates. NaN is sent too.
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return await self.http.post("/graphql", headers=given, content=body)

    async def execute(self, query: str, **variables: Any) -> Json:
        """Return the whole answer, which must be HTTP 200."""
        response = await self.post({"query": query, "variables": variables})
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    async def data(self, query: str, **variables: Any) -> Json:
        answer = await self.execute(query, **variables)
        assert "errors" not in answer, answer
        data: Json = answer["data"]
        return data

    async def error(self, query: str, **variables: Any) -> Json:
        """Return the only error of the answer."""
        answer = await self.execute(query, **variables)
        [error] = answer["errors"]
        return dict(error)

    async def record(self, **changes: Any) -> Json:
        """Record a use; return a member of RecordUsageResult."""
        result: Json = (await self.data(RECORD, input=use(**changes)))["recordUsage"]
        return result

    async def record_batch(self, *uses: Json) -> list[Json]:
        results: list[Json] = (await self.data(RECORD_BATCH, input=uses))["recordUsageBatch"]
        return results

    async def adjust(self, account: str, tokens: int, **changes: Any) -> Json:
        """Adjust a balance; return a member of AdjustBalanceResult."""
        given = {
            "accountId": account,
            "tokens": tokens,
            "reason": "a test",
            "idempotencyKey": f"key-{next(_keys)}",
        }
        result: Json = (await self.data(ADJUST, input=given | changes))["adjustBalance"]
        return result

    async def advance(self, seconds: float, **changes: Any) -> Json:
        """Move the service's clock; return a member of AdvanceClockResult."""
        given = {"seconds": int(seconds), "idempotencyKey": f"key-{next(_keys)}"}
        result: Json = (await self.data(ADVANCE, input=given | changes))["advanceClock"]
        return result

    async def balance(self, account: str | None = None) -> Json:
        balance: Json = (await self.data(BALANCE, id=account))["account"]["balance"]
        return balance


@dataclass(frozen=True)
class Api:
    """A running application, and the tokens that it accepts."""

    http: httpx.AsyncClient
    clock: Callable[[], datetime] = real_clock
    secret: str = DEVELOPMENT_SECRET
    address: str = "http://billing.test"
    app: BillingApp | None = field(default=None, compare=False)

    @property
    def anonymous(self) -> Client:
        return Client(self.http)

    def user(self, account: str = "alice", scope: str | None = None, ttl: int = 3600) -> Client:
        return self.bearing(
            issue_token(self.secret, account=account, scope=scope, ttl=ttl, now=self.clock())
        )

    @property
    def admin(self) -> Client:
        return self.user("root", "admin")

    def bearing(self, token: str) -> Client:
        return Client(self.http, f"Bearer {token}")

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)


@asynccontextmanager
async def running_app(
    database_url: str,
    *,
    clock: Callable[[], datetime] = real_clock,
    raise_errors: bool = True,
    **environ: str,
) -> AsyncIterator[Api]:
    """Run the application on a migrated database, without a network but with its lifespan."""
    app = make_app(database_url, clock=clock, **environ)
    transport = httpx.ASGITransport(app, raise_app_exceptions=raise_errors)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=transport, base_url="http://billing.test", verify=False
        ) as http,
    ):
        yield Api(http, clock, environ.get("JWT_SECRET", DEVELOPMENT_SECRET), app=app)


def _client(**given: Any) -> httpx.AsyncClient:
    """Return a client without certificates, which are slow to read and not needed here."""
    return httpx.AsyncClient(verify=False, **given)


def make_app(database_url: str, *, clock: Callable[[], datetime], **environ: str) -> BillingApp:
    known = {"DATABASE_URL": database_url, **sandbox_of(database_url)}
    return create_app(read_settings({**known, **environ}), clock=clock)


def sandbox_of(database_url: str) -> dict[str, str]:
    """Return the setting of a separate sandbox. With SQLite, this is the default."""
    if database_url.startswith("sqlite"):
        return {}
    name = database_url.rpartition("/")[2]
    return {"SANDBOX_PATH": str(Path(SANDBOXES.name) / f"{name}-{uuid4().hex}.sandbox.db")}


@asynccontextmanager
async def served_app(
    database_url: str, *, clock: Callable[[], datetime] = real_clock, **environ: str
) -> AsyncIterator[Api]:
    """Serve the application on its own port in this process, for websockets."""
    app = make_app(database_url, clock=clock, **environ)
    options = {
        "http": HttpProtocol,
        "ws": WebSocketProtocol,
        "headers": SAFE_HEADERS,
        "proxy_headers": False,
        # A client that does not read answers no ping either.
        "ws_ping_timeout": PING_SECONDS,
    }
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with (
            serving(app, listener, **options),
            httpx.AsyncClient(base_url=address, timeout=TIMEOUT_SECONDS, verify=False) as http,
        ):
            yield Api(http, clock, address=address, app=app)
