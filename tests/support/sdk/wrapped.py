"""Programs that use wrapped clients of the real packages `openai` and `anthropic`, and what their
provider counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import anthropic
import openai
import pytest
from yumi_billing import AsyncBilling, Billing

from tests.support.sdk.providers import TEXTS

MESSAGES: Any = [{"role": "user", "content": "hello"}]

SURFACES = ("chat", "responses", "messages")

INPUT = 8

DELIVERED = 3
"""The first two texts are twelve bytes."""

WHOLE = (20, 9, 4)

COUNTED_BY_US = {"chat": (INPUT, 4, 0), "responses": (INPUT, 4, 0), "messages": (20, 4, 4)}

ABORTED = {
    "chat": (INPUT, DELIVERED, 0),
    "responses": (INPUT, DELIVERED, 0),
    # Its first event tells the input.
    "messages": (20, DELIVERED, 4),
}

surfaces = pytest.mark.parametrize("surface", SURFACES)


class User:
    """A program that uses wrapped clients, with asyncio or in a thread."""

    def __init__(self, billing: Billing | AsyncBilling, address: str, **wrapping: Any) -> None:
        self.billing = billing
        self.is_async = isinstance(billing, AsyncBilling)
        key = {"api_key": "x", "max_retries": 0}
        made = openai.AsyncOpenAI if self.is_async else openai.OpenAI
        other = anthropic.AsyncAnthropic if self.is_async else anthropic.Anthropic
        given = {"account": "alice", **wrapping}
        self.plain = made(base_url=f"{address}/v1", **key)
        self.openai: Any = billing.wrap_openai(self.plain, **given)
        self.anthropic: Any = billing.wrap_anthropic(other(base_url=address, **key), **given)

    def create(self, surface: str, **more: Any) -> Callable[[], Any]:
        given: dict[str, Any] = {"model": "gpt-4o", **more}
        if surface == "chat":
            return lambda: self.openai.chat.completions.create(messages=MESSAGES, **given)
        if surface == "responses":
            return lambda: self.openai.responses.create(input=MESSAGES, **given)
        most = {"max_tokens": 50, **given}
        return lambda: self.anthropic.messages.create(messages=MESSAGES, **most)

    async def run(self, call: Callable[[], Any]) -> Any:
        if self.is_async:
            return await call()
        return await asyncio.to_thread(call)

    async def stream(
        self, call: Callable[[], Any], leave_after: Callable[[Any], bool] = lambda _: False
    ) -> list[Any]:
        """Go through a stream until an item after which it is left."""
        seen: list[Any] = []
        if self.is_async:
            async with await call() as stream:
                async for one in stream:
                    seen.append(one)
                    if leave_after(one):
                        break
            return seen

        def through() -> None:
            with call() as stream:
                for one in stream:
                    seen.append(one)
                    if leave_after(one):
                        break

        await asyncio.to_thread(through)
        return seen

    async def flush(self) -> None:
        if isinstance(self.billing, AsyncBilling):
            await self.billing.flush()
        else:
            await asyncio.to_thread(self.billing.flush)

    async def close(self) -> None:
        for one in (self.plain, self.openai, self.anthropic):
            closing = one.close()
            if self.is_async:
                await closing


def is_second_text(one: Any) -> bool:
    return TEXTS[1] in one.model_dump_json()
