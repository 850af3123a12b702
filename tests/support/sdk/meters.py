"""Metered calls of both clients under one face, and what a provider answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from yumi_billing import AsyncBilling, Billing, Settlement
from yumi_billing._sync_http import Pool
from yumi_billing._wire import Answer

MESSAGES = [{"role": "user", "content": "hello"}]
INPUT = 8
"""What is estimated for MESSAGES: five bytes, one message, and the answer's start."""
USAGE = {
    "prompt_tokens": 11,
    "completion_tokens": 7,
    "total_tokens": 18,
    "prompt_tokens_details": {"cached_tokens": 3},
}


def chunk(text: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a chunk of a chat completion."""
    choices = [] if text is None else [{"index": 0, "delta": {"content": text}}]
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": choices, **more}


END = {"index": 0, "delta": {}, "finish_reason": "stop"}
CHUNKS = [
    chunk("eight by"),
    chunk("tes,"),
    chunk(choices=[{**END, "delta": {"content": " end"}}]),
    chunk(usage=USAGE),
]
REPLY = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "choices": [{"message": {"content": "eight bytes, end"}, "finish_reason": "stop"}],
    "usage": USAGE,
}


@dataclass
class Called:
    """What a metered call left."""

    usage: Any = None
    most: int = 0
    seen: list[Any] = field(default_factory=list)


class Meter:
    """Meters calls with one of the clients."""

    def __init__(self, client: Billing | AsyncBilling, unsettled: list[Settlement]) -> None:
        self.client = client
        self.unsettled = unsettled
        self._hooks: dict[str, Callable[[], Any]] = {}
        self._failures = 0
        self._watch()

    @classmethod
    @asynccontextmanager
    async def open(cls, kind: str, url: str, token: str) -> AsyncIterator[Meter]:
        lost: list[Settlement] = []
        given = {"on_unsettled": lambda settlement, _: lost.append(settlement)}
        client = (AsyncBilling if kind == "async" else Billing)(url, token, **given)
        meter = cls(client, lost)
        try:
            yield meter
        finally:
            await meter._close()

    async def _close(self) -> None:
        if isinstance(self.client, AsyncBilling):
            await self.client.close()
        else:
            await asyncio.to_thread(self.client.close)

    async def flush(self) -> None:
        if isinstance(self.client, AsyncBilling):
            await self.client.flush()
        else:
            await asyncio.to_thread(self.client.flush)

    # What goes over the wire, and what is lost there.

    def on_request(self, operation: str, hook: Callable[[], Any]) -> None:
        """Call the hook after each answer to an operation."""
        self._hooks[operation] = hook

    @contextmanager
    def failing(self, times: int) -> Iterator[None]:
        """Lose so many requests that close a hold."""
        self._failures = times
        try:
            yield
        finally:
            self._failures = 0

    def _loses(self, body: bytes) -> bool:
        if self._failures and b"settleHold" in body:
            self._failures -= 1
            return True
        return False

    def _watch(self) -> None:
        self._patch(self.client._sender.pool)
        if isinstance(self.client, AsyncBilling):
            self._patch(self.client._pool)

    def _patch(self, pool: Any) -> None:
        post, lost = pool.post, Answer(503, None, b"")

        def told(body: bytes) -> None:
            for name, hook in self._hooks.items():
                if name.encode() in body:
                    hook()

        def sync_post(body: bytes, headers: dict[str, str]) -> Answer:
            if self._loses(body):
                return lost
            found: Answer = post(body, headers)
            told(body)
            return found

        async def async_post(body: bytes, headers: dict[str, str]) -> Answer:
            if self._loses(body):
                return lost
            found: Answer = await post(body, headers)
            told(body)
            return found

        pool.post = sync_post if isinstance(pool, Pool) else async_post

    # Calls.

    async def _run(self, body: Callable[[Any, Called], Any], **terms: Any) -> Called:
        """Run a body that is a generator function: it yields streams to go through."""
        given = {
            "account": "alice",
            "model": "gpt-4o",
            "messages": MESSAGES,
            "max_output_tokens": 50,
            "metadata": {"feature": "chat"},
            **terms,
        }
        called = Called()
        if isinstance(self.client, AsyncBilling):
            async with self.client.metered(**given) as call:
                called.most = call.max_output_tokens
                result = body(call, called)
                if asyncio.iscoroutine(result):
                    await result
            called.usage = call.usage
            return called
        client = self.client

        def use() -> None:
            with client.metered(**given) as sync_call:
                called.most = sync_call.max_output_tokens
                body(sync_call, called)
            called.usage = sync_call.usage

        await asyncio.to_thread(use)
        return called

    async def reply(self, reply: Any, **terms: Any) -> Called:
        return await self._run(lambda call, _: call.response(reply), **terms)

    async def replies(self, *replies: Any) -> Called:
        return await self._run(lambda call, _: [call.response(one) for one in replies])

    async def by_hand(self, **counts: Any) -> Called:
        return await self._run(lambda call, _: call.record(**counts))

    async def nothing(self, error: Exception | None) -> Called:
        def body(call: Any, called: Called) -> None:
            if error is not None:
                raise error

        return await self._run(body)

    async def stream(
        self, chunks: list[Any], leave_after: int = 0, error: Exception | None = None
    ) -> Called:
        """Go through a stream, in which an exception is raised at its place."""

        def see(one: Any, called: Called) -> bool:
            called.seen.append(one)
            if leave_after and len(called.seen) == leave_after:
                if error is not None:
                    raise error
                return True
            return False

        def body(call: Any, called: Called) -> None:
            for one in call.stream(_given(chunks)):
                if see(one, called):
                    return

        async def async_body(call: Any, called: Called) -> None:
            async for one in call.stream(_given_later(chunks)):
                if see(one, called):
                    return

        return await self._run(async_body if isinstance(self.client, AsyncBilling) else body)

    async def released_meanwhile(self, reply: Any, error: Exception | None = None) -> Called:
        def body(call: Any, called: Called) -> None:
            call.response(reply)
            with Billing(self.client._settings.url, self.client._settings.token) as other:
                other.release_hold(hold_id=call.hold.id)
            if error is not None:
                raise error

        async def async_body(call: Any, called: Called) -> None:
            call.response(reply)
            settings = self.client._settings
            async with AsyncBilling(settings.url, settings.token) as other:
                await other.release_hold(hold_id=call.hold.id)
            if error is not None:
                raise error

        return await self._run(async_body if isinstance(self.client, AsyncBilling) else body)

    async def waiting(self, reply: Any, event: threading.Event, **terms: Any) -> Called:
        def body(call: Any, called: Called) -> None:
            assert event.wait(30)
            call.response(reply)

        async def async_body(call: Any, called: Called) -> None:
            assert await asyncio.to_thread(event.wait, 30)
            call.response(reply)

        body_of = async_body if isinstance(self.client, AsyncBilling) else body
        return await self._run(body_of, **terms)


def _given(chunks: list[Any]) -> Iterator[Any]:
    for one in chunks:
        if isinstance(one, Exception):
            raise one
        yield one


async def _given_later(chunks: list[Any]) -> AsyncIterator[Any]:
    for one in chunks:
        if isinstance(one, Exception):
            raise one
        yield one
