"""Streams of wrapped clients, however they end. The ledger is compared to the token."""

from __future__ import annotations

import asyncio
import gc

import anthropic
import openai
import pytest
from yumi_billing import AsyncBilling

from tests.support.sdk.ledger import Ledger
from tests.support.sdk.providers import TEXTS, Provider
from tests.support.sdk.wrapped import (
    ABORTED,
    INPUT,
    MESSAGES,
    WHOLE,
    User,
    is_second_text,
    surfaces,
)
from tests.support.server.api import Api


@surfaces
async def test_a_stream_is_metered_and_looks_as_before(
    user: User, models: Provider, ledger: Ledger, surface: str
) -> None:
    seen = await user.stream(user.create(surface, stream=True))
    assert await ledger.counts() == WHOLE
    if surface == "chat":
        assert len(seen) == 5
        assert all(one.choices for one in seen), "the usage was not asked for"


async def test_usage_that_was_asked_for_is_seen(user: User, ledger: Ledger) -> None:
    asked = {"stream": True, "stream_options": {"include_usage": True}}
    seen = await user.stream(user.create("chat", **asked))
    assert seen[-1].usage.prompt_tokens == 20
    assert await ledger.counts() == WHOLE


@surfaces
async def test_a_stream_that_is_left(user: User, ledger: Ledger, surface: str) -> None:
    await user.stream(user.create(surface, stream=True), is_second_text)
    await user.flush()
    assert await ledger.counts() == ABORTED[surface]
    assert (await ledger.only())["metadata"]["outcome_reason"] == "abort"


@surfaces
async def test_a_stream_that_breaks(
    user: User, models: Provider, ledger: Ledger, surface: str
) -> None:
    models.mode = "cut"
    with pytest.raises(Exception, match=r"incomplete|closed|Connection"):
        await user.stream(user.create(surface, stream=True))
    assert await ledger.counts() == ABORTED[surface]


@surfaces
async def test_a_stream_in_which_the_provider_fails(
    user: User, models: Provider, ledger: Ledger, surface: str
) -> None:
    models.mode = "fail"
    if surface == "responses":
        await user.stream(user.create(surface, stream=True))
    else:
        with pytest.raises((openai.APIError, anthropic.APIError)):
            await user.stream(user.create(surface, stream=True))
    assert await ledger.is_untouched()


@surfaces
async def test_a_stream_that_is_closed_unread(user: User, ledger: Ledger, surface: str) -> None:
    """The provider has read the input."""
    stream = await user.run(user.create(surface, stream=True))
    if user.is_async:
        await stream.close()
    else:
        await asyncio.to_thread(stream.close)
    assert await ledger.counts() == (INPUT, 0, 0)


async def test_helpers_that_stream(user: User, ledger: Ledger) -> None:
    """`messages.stream` and `chat.completions.stream` iterate the same stream inside."""
    if user.is_async:
        async with user.anthropic.messages.stream(
            model="gpt-4o", max_tokens=50, messages=MESSAGES
        ) as stream:
            assert "".join([one async for one in stream.text_stream]) == "".join(TEXTS)
    else:

        def through() -> None:
            with user.anthropic.messages.stream(
                model="gpt-4o", max_tokens=50, messages=MESSAGES
            ) as stream:
                assert "".join(stream.text_stream) == "".join(TEXTS)

        await asyncio.to_thread(through)
    assert await ledger.counts() == WHOLE


async def test_helpers_of_chat_that_stream(user: User, ledger: Ledger) -> None:
    if user.is_async:
        async with user.openai.chat.completions.stream(model="gpt-4o", messages=MESSAGES) as stream:
            async for _ in stream:
                pass
            assert (await stream.get_final_completion()).choices[0].message.content
    else:

        def through() -> None:
            with user.openai.chat.completions.stream(model="gpt-4o", messages=MESSAGES) as stream:
                for _ in stream:
                    pass
                assert stream.get_final_completion().choices[0].message.content

        await asyncio.to_thread(through)
    assert await ledger.counts() == WHOLE


@surfaces
async def test_a_stream_that_is_dropped(user: User, ledger: Ledger, surface: str) -> None:
    """It is neither closed nor read to its end."""
    if user.is_async:
        stream = await user.create(surface, stream=True)()
        async for one in stream:
            if is_second_text(one):
                break
        del stream, one
    else:

        def drop() -> None:
            for one in user.create(surface, stream=True)():
                if is_second_text(one):
                    break

        await asyncio.to_thread(drop)
    async with asyncio.timeout(180):
        # The stream of `openai` refers to itself. The loop closes what was collected.
        while not (await ledger.read())["usage"]["nodes"]:
            gc.collect()
            await user.flush()
    assert await ledger.counts() == ABORTED[surface]


@surfaces
async def test_a_task_that_is_cancelled(
    api: Api, models: Provider, ledger: Ledger, surface: str
) -> None:
    models.mode = "slow"
    url, token = f"{api.address}/graphql", api.user("gate", "usage:write").token
    async with AsyncBilling(url, token) as billing:
        user = User(billing, models.address)
        arrived = asyncio.Event()

        async def use() -> None:
            async for one in await user.create(surface, stream=True)():
                if is_second_text(one):
                    arrived.set()

        task = asyncio.create_task(use())
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await billing.flush()
        assert await ledger.counts() == ABORTED[surface]
        await user.close()
