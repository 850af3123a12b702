"""Both clients of the SDK, under one face: a test says once what both must do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

from yumi_billing import AsyncBilling, Billing

KINDS = ("sync", "async")


class Either:
    """A client whose methods are awaited, whether it is synchronous or not."""

    def __init__(self, client: Billing | AsyncBilling) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.client, name)

        async def call(*given: Any, **named: Any) -> Any:
            if isinstance(self.client, AsyncBilling):
                return await method(*given, **named)
            return await asyncio.to_thread(method, *given, **named)

        return call

    async def all(self, name: str, *given: Any, **named: Any) -> list[Any]:
        """Return all items of a method that yields them."""
        items = getattr(self.client, name)(*given, **named)
        if isinstance(self.client, AsyncBilling):
            return [one async for one in items]
        return await asyncio.to_thread(list, items)

    async def follow(self, name: str, *given: Any, **named: Any) -> AsyncGenerator[Any]:
        """Yield the items of a subscription."""
        items = getattr(self.client, name)(*given, **named)
        if isinstance(self.client, AsyncBilling):
            async with aclosing(items):
                async for one in items:
                    yield one
            return
        try:
            while True:
                yield await asyncio.to_thread(next, items)
        finally:
            await asyncio.to_thread(items.close)


@asynccontextmanager
async def either(kind: str, url: str, token: Any = None, **given: Any) -> AsyncIterator[Either]:
    """Open a client of this kind."""
    if kind == "async":
        async with AsyncBilling(url, token, **given) as client:
            yield Either(client)
        return
    with Billing(url, token, **given) as client:
        yield Either(client)
