"""A running sandbox: real HTTP, the real SDK, and an endpoint that verifies events."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import stripe
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from sandbox import Sandbox
from tests.sandbox.shapes import faults
from tests.support.server.serving import serving

SECRET = "whsec_of_the_tests"
KEY = "sk_test_sandbox"
DAY = 86_400
Json = dict[str, Any]


def plain(made: Any) -> Json:
    """Return the SDK's objects as dicts."""
    found: Json = made.to_dict()
    return found


class HandClock:
    """A clock that only moves by hand. It starts now, because timestamps are verified."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def move(self, *, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @property
    def stamp(self) -> int:
        return int(self.now.timestamp())


class Endpoint:
    """Receives webhooks: refuses forged ones, stores the others, and returns the configured
    answer."""

    def __init__(self) -> None:
        self.events: list[Json] = []
        self.answers: deque[int] = deque()
        self.came = asyncio.Event()

    async def __call__(self, request: Request) -> Response:
        body = await request.body()
        signature = request.headers["stripe-signature"]
        stripe.Webhook.construct_event(body, signature, SECRET)
        self.events.append(json.loads(body))
        self.came.set()
        return Response(status_code=self.answers.popleft() if self.answers else 200)

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def of(self, kind: str) -> list[Json]:
        """Return the objects of all events of a type."""
        return [event["data"]["object"] for event in self.events if event["type"] == kind]

    def last(self, kind: str) -> Json:
        return [event for event in self.events if event["type"] == kind][-1]


class Stage:
    def __init__(self, path: Path, url: str, clock: HandClock) -> None:
        self.path, self.url, self.clock = path, url, clock
        self.ahead = 0
        self.endpoint = Endpoint()
        self.take: Callable[[Request], Awaitable[Response]] = self.endpoint
        self.sandbox = Sandbox(
            path,
            webhook_url=f"{url}/hook",
            webhook_secret=SECRET,
            public_url=f"{url}/sandbox",
            clock=clock,
            ahead=lambda: self.ahead,
        )
        self.web = httpx.AsyncClient(base_url=f"{url}/sandbox", timeout=180, verify=False)
        self._sdk_http = stripe.HTTPXClient(verify_ssl_certs=False)
        self.sdk = self.client()

    def client(self, key: str = KEY, **options: Any) -> stripe.StripeClient:
        addresses: Any = {"api": f"{self.url}/sandbox"}
        return stripe.StripeClient(
            key, base_addresses=addresses, http_client=self._sdk_http, **options
        )

    @property
    def app(self) -> Starlette:
        hook = Route("/hook", self._hook, methods=["POST"])
        return Starlette(routes=[Mount("/sandbox", self.sandbox.app), hook])

    async def _hook(self, request: Request) -> Response:
        return await self.take(request)

    async def control(self, name: str, **given: Any) -> Json:
        response = await self.web.post(f"/_control/{name}", json=given)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    async def flush(self, **given: Any) -> list[str]:
        """Deliver everything due; return the types of the delivered events."""
        before = len(self.endpoint.events)
        await self.control("flush", **given)
        return self.endpoint.types[before:]

    async def advance(self, *, days: float = 0, seconds: int = 0) -> None:
        await self.control("advance", seconds=int(days * DAY) + seconds)

    async def pack(self, *, cents: int = 500, quantity: int = 1, **more: Any) -> Any:
        """Create an open session that sells a pack."""
        data = {"currency": "usd", "unit_amount": cents, "product_data": {"name": "Pack"}}
        params = {
            "mode": "payment",
            "line_items": [{"quantity": quantity, "price_data": data}],
            "success_url": "https://shop.example/done?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://shop.example/back",
            **more,
        }
        return await self.sdk.v1.checkout.sessions.create_async(params)

    async def plan(self, *, cents: int = 1_000, interval: str = "month", **more: Any) -> Any:
        """Create an open session that sells a subscription."""
        data = {
            "currency": "usd",
            "unit_amount": cents,
            "product_data": {"name": "Plan"},
            "recurring": {"interval": interval},
        }
        lines = [{"quantity": 1, "price_data": data}]
        params = {"mode": "subscription", "line_items": lines, **more}
        params.setdefault("success_url", "https://shop.example/done")
        return await self.sdk.v1.checkout.sessions.create_async(params)

    async def click(self, session: Any, button: str) -> httpx.Response:
        return await self.web.post(f"/checkout/{session.id}/{button}")

    async def again(self, session: Any, *expand: str) -> Any:
        """Return the session's present state."""
        params: Any = {"expand": list(expand)}
        return await self.sdk.v1.checkout.sessions.retrieve_async(session.id, params)

    async def bought(self, **more: Any) -> Any:
        """Sell a pack; return its session with the payment intent."""
        session = await self.pack(**more)
        assert (await self.click(session, "pay")).status_code == 303
        return await self.again(session, "payment_intent")

    async def subscribed(self, **more: Any) -> Any:
        """Start a subscription."""
        session = await self.plan(**more)
        assert (await self.click(session, "pay")).status_code == 303
        return (await self.again(session, "subscription")).subscription

    async def subscription(self, name: str) -> Any:
        params: Any = {"expand": ["latest_invoice"]}
        return await self.sdk.v1.subscriptions.retrieve_async(name, params)

    def objects(self) -> list[Json]:
        """Return all objects in the file, as they would be sent."""
        with sqlite3.connect(self.path) as connection:
            rows = connection.execute("SELECT json FROM objects ORDER BY seq").fetchall()
        connection.close()
        found = [json.loads(row[0]) for row in rows]
        return [{name: made[name] for name in made if name[0] != "_"} for made in found]

    def check_shapes(self) -> None:
        """Check that the SDK knows everything that was ever created or sent."""
        wrong = {fault for made in self.objects() for fault in faults(made)}
        assert not wrong, "\n".join(sorted(wrong))


@asynccontextmanager
async def staged(path: Path, *, clock: HandClock | None = None) -> AsyncIterator[Stage]:
    """Serve a sandbox on its file during the block. Its background work is not started."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        stage = Stage(path, url, clock or HandClock())
        async with serving(stage.app, listener, lifespan="off", ws="none"):
            yield stage
            await stage.web.aclose()
            await stage._sdk_http.close_async()
        stage.sandbox.close()
    stage.check_shapes()


def period(subscription: Any) -> tuple[int, int]:
    """Return the current period."""
    item = subscription["items"].data[0]
    return item.current_period_start, item.current_period_end


def month_after(stamp: int) -> int:
    """Return the same day of the next month, or that month's last day."""
    at = datetime.fromtimestamp(stamp, UTC)
    for day in range(at.day, 0, -1):
        try:
            later = at.replace(year=at.year + at.month // 12, month=at.month % 12 + 1, day=day)
        except ValueError:
            continue
        return int(later.timestamp())
    raise AssertionError


async def to_the_end(stage: Stage, subscription: Any) -> int:
    """Advance to the end of the first period; return that instant."""
    start, end = period(subscription)
    await stage.flush()
    await stage.advance(seconds=end - start)
    return end
