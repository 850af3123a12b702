"""A payment provider at whose door something happens before or after it has acted."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import Sandbox
from tests.support.payments.money import SECRET
from tests.support.payments.sandboxed import API_KEY, Provider, http_to
from tests.support.server.serving import serving

API_PATH = "/v1/"


class Moment(StrEnum):
    """The moment of a request to the provider at which something happens: the provider does not
    know the request yet, or it has done what was asked and its answer is on the way."""

    BEFORE = "before"
    AFTER = "after"


@dataclass
class Door:
    """Every request to the provider's API passes here. `calls` are those since `watch`.

    The request with the number `at` (from 0) waits for `act` at the given moment. If `act` returns
    False, it is never answered, as when the service died.
    """

    app: ASGIApp
    calls: list[str] = field(default_factory=list)
    at: int | None = None
    moment: Moment = Moment.BEFORE
    act: Callable[[], Awaitable[bool]] | None = None

    def watch(
        self,
        at: int | None = None,
        moment: Moment = Moment.BEFORE,
        act: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self.calls, self.at, self.moment, self.act = [], at, moment, act

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if API_PATH not in scope.get("path", ""):
            await self.app(scope, receive, send)
            return
        number = len(self.calls)
        self.calls.append(f"{scope['method']} {scope['path']}")
        if number != self.at or self.act is None:
            await self.app(scope, receive, send)
            return
        if self.moment is Moment.BEFORE:
            if await self.act():
                await self.app(scope, receive, send)
            return
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self.app(scope, receive, keep)
        if await self.act():
            for message in answer:
                await send(message)


@asynccontextmanager
async def provider_with_door(
    directory: Path, webhook_port: int
) -> AsyncIterator[tuple[Provider, Door]]:
    """Serve the sandbox behind a door. Its events go to the service on `webhook_port`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/sandbox"
        sandbox = Sandbox(
            directory / "provider.db",
            webhook_url=f"http://127.0.0.1:{webhook_port}/webhooks/stripe",
            webhook_secret=SECRET,
            public_url=address,
            api_key=API_KEY,
            clock=lambda: datetime.now(UTC),
        )
        door = Door(sandbox.app)
        courier = asyncio.create_task(sandbox.run())
        try:
            app = Starlette(routes=[Mount("/sandbox", door)])
            async with (
                serving(app, listener, ws="websockets-sansio"),
                http_to(address) as http,
            ):
                yield Provider(http, address), door
        finally:
            courier.cancel()
            await asyncio.gather(courier, return_exceptions=True)
            sandbox.close()
