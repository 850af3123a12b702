"""The payment API for tests: documents, callers, a websocket, and the processes behind them."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from bench.postgres import free_port
from gateways.identity.jwt_verifier import issue_token
from server.app import BillingApp, create_app
from server.production import DEVELOPMENT_SECRET, SANDBOX_API_KEY
from server.settings import read_settings
from tests.support.clocks import Clock, TickingClock
from tests.support.payments.money import Json
from tests.support.payments.sandboxed import http_to
from tests.support.server.documents import ADVANCE
from tests.support.server.server_process import ROOT, environment, run_command
from tests.support.server.serving import serving
from tests.support.server.websocket import Socket, websocket

TIMEOUT_SECONDS = 180
TOKEN_SECONDS = 400 * 86_400
_keys = count(1)

PURCHASE = """{ id status quantity tokens refundedTokens createdAt paidAt
  pack { name } price { amount currency } }"""
SUBSCRIPTION = """{ id status plan { name } currentPeriodEnd cancelAtPeriodEnd graceUntil
  createdAt endedAt }"""
REFUSAL = "... on Refusal { code message }"
BUY = f"""mutation ($input: PurchasePackInput!) {{ purchasePack(input: $input) {{ __typename
  ... on PurchaseStarted {{ checkoutUrl replayed purchase {PURCHASE} }} {REFUSAL} }} }}"""
REFUND = f"""mutation ($input: RefundPurchaseInput!) {{ refundPurchase(input: $input) {{ __typename
  ... on PurchaseRefunded {{ replayed purchase {PURCHASE} balance {{ available debt }} }}
  {REFUSAL} }} }}"""
SUBSCRIBE = f"""mutation ($input: SubscribeInput!) {{ subscribe(input: $input) {{ __typename
  ... on SubscriptionStarted {{ checkoutUrl replayed subscription {SUBSCRIPTION} }}
  {REFUSAL} }} }}"""
CANCEL = f"""mutation ($input: CancelSubscriptionInput!) {{ cancelSubscription(input: $input) {{
  __typename ... on SubscriptionCanceled {{ subscription {SUBSCRIPTION} }} {REFUSAL} }} }}"""
RESUME = f"""mutation ($input: ResumeSubscriptionInput!) {{ resumeSubscription(input: $input) {{
  __typename ... on SubscriptionResumed {{ subscription {SUBSCRIPTION} }} {REFUSAL} }} }}"""
ACCOUNT = f"""query ($id: ID, $first: Int, $after: String) {{ account(id: $id) {{
  plan {{ name }} balance {{ available debt nextReset revision grants {{ source remaining }} }}
  subscription {SUBSCRIPTION}
  purchases(first: $first, after: $after) {{ edges {{ cursor node {{ id }} }} nodes {PURCHASE}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}
  ledger {{ nodes {{ kind tokens }} }} }} }}"""
LIVE = "subscription { balance { available debt nextReset revision } }"


@dataclass(frozen=True)
class Caller:
    """One caller of the API."""

    http: httpx.AsyncClient
    token: str | None

    async def execute(self, query: str, **variables: Any) -> Json:
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        body = {"query": query, "variables": variables}
        response = await self.http.post("/graphql", json=body, headers=headers)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    async def act(self, document: str, **given: Any) -> Json:
        """Return the result of a mutation with one input."""
        answer = await self.execute(document, input=given)
        assert "errors" not in answer, answer
        [result] = answer["data"].values()
        return dict(result)

    async def error(self, document: str, **given: Any) -> Json:
        """Return the extensions of the only error."""
        [error] = (await self.execute(document, input=given))["errors"]
        return dict(error["extensions"])

    async def account(self, **variables: Any) -> Json:
        answer = await self.execute(ACCOUNT, **variables)
        assert "errors" not in answer, answer
        account: Json = answer["data"]["account"]
        return account

    async def buy(self, **given: Any) -> Json:
        return await self.act(BUY, **{"pack": "starter", "idempotencyKey": key()} | given)

    async def subscribe(self, **given: Any) -> Json:
        return await self.act(SUBSCRIBE, **{"idempotencyKey": key()} | given)

    async def press(self, url: str, button: str = "pay") -> None:
        """Press a button on the page of a checkout."""
        response = await self.http.post(f"{url}/{button}")
        assert response.status_code in {200, 303}, response.text

    async def paid(self, **given: Any) -> Json:
        """Buy and pay a pack; return the purchase. It is credited a moment later."""
        started = await self.buy(**given)
        await self.press(started["checkoutUrl"])
        return dict(started["purchase"])

    async def until(self, holds: Callable[[Json], bool], **variables: Any) -> Json:
        """Wait until the caller's account, or the one with `id`, fulfils a condition; read it again
        and return it.

        One answer's parts are read one after the other, so the first may be older than the last.
        """
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not holds(await self.account(**variables)):
                await asyncio.sleep(0.02)
        return await self.account(**variables)


def key() -> str:
    return f"key-{next(_keys)}"


@dataclass(frozen=True)
class Api:
    http: httpx.AsyncClient
    address: str
    clock: Callable[[], datetime]
    app: BillingApp | None = None

    def user(self, account: str = "alice", scope: str | None = None) -> Caller:
        now = self.clock()
        token = issue_token(
            DEVELOPMENT_SECRET, account=account, scope=scope, ttl=TOKEN_SECONDS, now=now
        )
        return Caller(self.http, token)

    @property
    def admin(self) -> Caller:
        return self.user("root", "admin")

    @property
    def nobody(self) -> Caller:
        return Caller(self.http, None)

    async def advance(self, **period: float) -> Json:
        """Move the service's time by `days`, `hours` …; return the clock."""
        seconds = int(timedelta(**period).total_seconds())
        moved = await self.admin.act(ADVANCE, seconds=seconds, idempotencyKey=key())
        assert moved["__typename"] == "ClockAdvanced", moved
        clock: Json = moved["clock"]
        return clock

    async def control(self, command: str, **given: Any) -> Json:
        """Run a command of the sandbox's control."""
        response = await self.http.post(f"/sandbox/_control/{command}", json=given)
        assert response.status_code == 200, response.text
        told: Json = response.json()
        return told

    async def provider(self, path: str, **params: Any) -> Json:
        """Return an object of the provider."""
        headers = {"authorization": f"Bearer {SANDBOX_API_KEY}"}
        response = await self.http.get(f"/sandbox/v1/{path}", params=params, headers=headers)
        assert response.status_code == 200, response.text
        found: Json = response.json()
        return found

    async def webhook(self, payload: bytes, header: str | None) -> httpx.Response:
        headers = {"stripe-signature": header} if header else {}
        return await self.http.post("/webhooks/stripe", content=payload, headers=headers)


@asynccontextmanager
async def served(
    database_url: str, directory: Path, *, clock: Clock | None = None, **environ: str
) -> AsyncIterator[Api]:
    """Serve the application on a port in this process, with a sandbox and a clock to move."""
    clock = clock or TickingClock()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        known = {"DATABASE_URL": database_url, "SANDBOX_PATH": str(directory / "sandbox.db")}
        app = create_app(read_settings({**known, "PORT": port, **environ}), clock=clock)
        address = f"http://127.0.0.1:{port}"
        async with serving(app, listener, ws="websockets-sansio"), http_to(address) as http:
            yield Api(http, address, clock, app)


class Widget:
    """A websocket that follows the balance of its account."""

    def __init__(self, socket: Socket, operation: str) -> None:
        self._socket, self._operation = socket, operation

    async def until(self, **expected: Any) -> Json:
        """Return the first balance with these values."""
        while True:
            balance: Json = (await self._socket.next(self._operation))["balance"]
            if expected.items() <= balance.items():
                return balance


@asynccontextmanager
async def widget(api: Api, caller: Caller) -> AsyncIterator[Widget]:
    async with websocket(api.address, caller.token or "") as opened:
        yield Widget(opened, await opened.subscribe(LIVE))


class Program:
    """Runs `python -m server` with given settings. What still runs at the end is stopped."""

    def __init__(self, database_url: str, directory: Path, **settings: str) -> None:
        port = str(free_port())
        self.address = f"http://127.0.0.1:{port}"
        self._log = directory / "log"
        known = {"DATABASE_URL": database_url, "SANDBOX_PATH": str(directory / "sandbox.db")}
        self._environ = environment(**known, PORT=port, **settings)

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start the server in its own group of processes; yield it when it is ready."""
        command = [sys.executable, "-m", "server", "serve"]
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._wait(process)
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(TIMEOUT_SECONDS)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.address}/readyz", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.02)
        process.kill()
        raise AssertionError(self._log.read_text())

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_command(*arguments, **self._environ)

    @asynccontextmanager
    async def api(self) -> AsyncIterator[Api]:
        async with http_to(self.address) as http:
            yield Api(http, self.address, lambda: datetime.now(UTC))


def crash(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and its workers with SIGKILL."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(TIMEOUT_SECONDS)
