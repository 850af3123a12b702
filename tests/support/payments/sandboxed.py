"""The payment provider's sandbox on its own port, and the actions of its users."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from gateways.payments.stripe_api import Payments
from sandbox import Sandbox
from tests.support.payments.money import SECRET, Json
from tests.support.server.serving import serving

API_KEY = "sk_test_of_a_test"
TIMEOUT_SECONDS = 180
NOBODY = "http://127.0.0.1:9"
"""An address at which nothing listens."""


@dataclass
class Provider:
    """The sandbox at `address`. It delivers nothing: tests fetch the events and deliver them."""

    http: httpx.AsyncClient
    address: str
    _seen: set[str] = field(default_factory=set)

    async def control(self, command: str, **given: Any) -> Json:
        response = await self.http.post(f"/_control/{command}", json=given)
        assert response.status_code == 200, response.text
        told: Json = response.json()
        return told

    async def get(self, path: str, **params: Any) -> Json:
        """Return an object as the API shows it."""
        headers = {"authorization": f"Bearer {API_KEY}"}
        response = await self.http.get(f"/v1/{path}", params=params, headers=headers)
        assert response.status_code == 200, response.text
        found: Json = response.json()
        return found

    async def post(self, path: str, **given: str) -> Json:
        """Send a request to the API, like somebody at the provider's dashboard."""
        headers = {"authorization": f"Bearer {API_KEY}"}
        response = await self.http.post(f"/v1/{path}", data=given, headers=headers)
        assert response.status_code == 200, response.text
        made: Json = response.json()
        return made

    async def all(self, path: str, **params: Any) -> list[Json]:
        """Return the objects of a list, the oldest first."""
        found: list[Json] = (await self.get(path, limit=100, **params))["data"]
        return found[::-1]

    async def press(self, checkout_url: str, button: str = "pay") -> None:
        """Press a button of a checkout, like a buyer in a browser."""
        response = await self.http.post(f"{checkout_url}/{button}")
        assert response.status_code in {200, 303}, response.text

    async def news(self) -> list[Json]:
        """Return the events since the last call, in the order of their creation."""
        fresh = [one for one in await self.all("events") if one["id"] not in self._seen]
        self._seen |= {one["id"] for one in fresh}
        return fresh

    @asynccontextmanager
    async def payments(self, *, base: str | None = None) -> AsyncIterator[Payments]:
        """Open the real client. `base` is another address for it."""
        made = Payments(api_key=API_KEY, api_base=base or self.address)
        try:
            yield made
        finally:
            await made.close()


@asynccontextmanager
async def sandboxed(directory: Path, clock: Callable[[], datetime]) -> AsyncIterator[Provider]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        sandbox = Sandbox(
            directory / "sandbox.db",
            webhook_url=f"{NOBODY}/webhooks/stripe",
            webhook_secret=SECRET,
            public_url=f"{address}/sandbox",
            api_key=API_KEY,
            clock=clock,
        )
        app = Starlette(routes=[Mount("/sandbox", sandbox.app)])
        try:
            async with (
                serving(app, listener, ws="websockets-sansio"),
                http_to(f"{address}/sandbox") as http,
            ):
                yield Provider(http, f"{address}/sandbox")
        finally:
            sandbox.close()


def http_to(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=address, timeout=TIMEOUT_SECONDS, trust_env=False, verify=False
    )
