"""What wrapped clients refuse, limit, or let through."""

from __future__ import annotations

import anthropic
import openai
import pytest
from yumi_billing import AsyncBilling, Billing, InsufficientTokens, Unmetered

from tests.support.sdk.ledger import Ledger
from tests.support.sdk.providers import Provider
from tests.support.sdk.wrapped import (
    INPUT,
    MESSAGES,
    User,
    surfaces,
)
from tests.support.server.api import Api


@surfaces
@pytest.mark.parametrize("stream", [False, True])
async def test_a_call_that_the_provider_refuses(
    user: User, models: Provider, ledger: Ledger, surface: str, stream: bool
) -> None:
    models.mode = "refuse"
    with pytest.raises((openai.InternalServerError, anthropic.InternalServerError)):
        await user.run(user.create(surface, stream=stream))
    assert await ledger.is_untouched()


async def test_what_is_not_metered_is_refused(user: User, models: Provider, ledger: Ledger) -> None:
    refused = [
        lambda: user.openai.images.generate(model="gpt-4o", prompt="a cat"),
        lambda: user.openai.responses.create(model="gpt-4o", input="x", background=True),
        lambda: user.openai.batches.create(
            completion_window="24h", endpoint="/v1/responses", input_file_id="f"
        ),
        lambda: user.anthropic.messages.batches.create(requests=[]),
    ]
    for call in refused:
        with pytest.raises(Unmetered):
            await user.run(call)
    for name in ("realtime", "beta"):
        with pytest.raises(Unmetered):
            part = getattr(user.openai, name)
            (part if name == "realtime" else part.realtime).connect(model="gpt-4o")
    assert models.bodies == []
    assert await ledger.is_untouched()


async def test_streaming_raw_responses_are_refused(user: User, models: Provider) -> None:
    create = user.openai.chat.completions.with_streaming_response.create

    async def later() -> None:
        async with create(model="gpt-4o", messages=MESSAGES):
            pass

    def now() -> None:
        with create(model="gpt-4o", messages=MESSAGES):
            pass

    with pytest.raises(Unmetered):
        await user.run(later if user.is_async else now)
    assert models.bodies == []


async def test_what_is_named_is_let_through(user: User, models: Provider, ledger: Ledger) -> None:
    free = User(user.billing, models.address, allow=["/images/generations"])
    models.mode = "unknown"
    await free.run(lambda: free.openai.images.generate(model="gpt-4o", prompt="a cat"))
    assert models.body["prompt"] == "a cat"
    assert await ledger.is_untouched()
    await free.close()


async def test_an_answer_that_is_not_known_is_told(
    user: User, models: Provider, ledger: Ledger
) -> None:
    models.mode = "unknown"
    with pytest.raises(Unmetered):
        await user.run(user.create("chat"))
    assert await ledger.is_untouched()


async def test_an_answer_is_limited_to_what_is_left(user: User, models: Provider) -> None:
    left = (10_000 - INPUT * 5) // 5
    await user.run(user.create("chat", max_tokens=1_000_000))
    assert models.body["max_tokens"] == left
    assert "max_completion_tokens" not in models.body
    await user.run(user.create("responses"))
    assert models.body["max_output_tokens"] < left
    await user.run(user.create("messages"))
    assert models.body["max_tokens"] == 50


async def test_nothing_is_called_when_nothing_is_left(
    user: User, models: Provider, api: Api
) -> None:
    await api.admin.adjust("alice", -10_000)
    with pytest.raises(InsufficientTokens):
        await user.run(user.create("chat"))
    assert models.bodies == []


def test_a_client_of_the_other_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="AsyncBilling"):
        Billing("http://127.0.0.1:1").wrap_openai(openai.AsyncOpenAI(api_key="x"))
    with pytest.raises(TypeError, match="needs Billing"):
        AsyncBilling("http://127.0.0.1:1").wrap_anthropic(anthropic.Anthropic(api_key="x"))
    with pytest.raises(TypeError, match="no client"):
        Billing("http://127.0.0.1:1").wrap_openai(object())
