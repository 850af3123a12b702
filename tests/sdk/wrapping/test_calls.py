"""Calls of wrapped clients that are no streams. The ledger is compared to the token."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from yumi_billing._metering.surfaces import plan
from yumi_billing.types import ServiceTier

from tests.support.sdk.clients import KINDS, either
from tests.support.sdk.ledger import Ledger
from tests.support.sdk.providers import Provider
from tests.support.sdk.wrapped import (
    COUNTED_BY_US,
    MESSAGES,
    WHOLE,
    User,
    surfaces,
)
from tests.support.server.api import Api


@surfaces
async def test_a_call_is_metered(
    user: User, models: Provider, ledger: Ledger, surface: str
) -> None:
    reply = await user.run(user.create(surface))
    assert "eight bytes, end" in reply.model_dump_json()
    assert await ledger.counts() == WHOLE
    use = await ledger.only()
    assert use["metadata"]["counted_by"] == "provider"
    assert use["metadata"]["feature"] == "chat"
    details = {one["unit"]: one["quantity"] for one in use["details"]}
    cache = {"CACHE_WRITE_TOKENS": 2, "CACHE_WRITE_1H_TOKENS": 4}
    assert details == (cache if surface == "messages" else {"REASONING_TOKENS": 2})


@surfaces
@pytest.mark.parametrize("stream", [False, True])
async def test_missing_usage_is_counted(
    user: User, models: Provider, ledger: Ledger, surface: str, stream: bool
) -> None:
    models.mode = "no-usage"
    call = user.create(surface, stream=stream)
    await (user.stream(call) if stream else user.run(call))
    expected = WHOLE if surface == "messages" and not stream else COUNTED_BY_US[surface]
    assert await ledger.counts() == expected
    assert "outcome_reason" not in (await ledger.only())["metadata"]


async def test_embeddings(user: User, ledger: Ledger) -> None:
    await user.run(lambda: user.openai.embeddings.create(model="gpt-4o", input=["hello", "you"]))
    assert await ledger.counts() == (6, 0, 0)


async def test_embeddings_of_tokens(user: User, models: Provider, ledger: Ledger) -> None:
    tokens = [[1, 2, 3], [4]]
    await user.run(lambda: user.openai.embeddings.create(model="gpt-4o", input=tokens))
    assert await ledger.counts() == (6, 0, 0)


@surfaces
async def test_raw_responses(user: User, ledger: Ledger, surface: str) -> None:
    given: dict[str, Any] = {"model": "gpt-4o"}
    calls = {
        "chat": lambda: user.openai.chat.completions.with_raw_response.create(
            messages=MESSAGES, **given
        ),
        "responses": lambda: user.openai.responses.with_raw_response.create(
            input=MESSAGES, **given
        ),
        "messages": lambda: user.anthropic.messages.with_raw_response.create(
            messages=MESSAGES, max_tokens=50, **given
        ),
    }
    raw = await user.run(calls[surface])
    assert raw.http_response.status_code == 200
    assert await ledger.counts() == WHOLE
    for parsed in (raw.parse(), raw.parse(to=dict[str, Any])):
        assert await parsed if inspect.isawaitable(parsed) else parsed


class Town(BaseModel):
    name: str


@surfaces
async def test_a_reply_of_another_form_than_wanted_was_delivered(
    user: User, ledger: Ledger, surface: str
) -> None:
    """`parse` of the packages refuses it, after the provider has made it."""
    calls = {
        "chat": lambda: user.openai.chat.completions.parse(
            model="gpt-4o", messages=MESSAGES, response_format=Town
        ),
        "responses": lambda: user.openai.responses.parse(
            model="gpt-4o", input=MESSAGES, text_format=Town
        ),
        "messages": lambda: user.anthropic.messages.parse(
            model="gpt-4o", messages=MESSAGES, max_tokens=50, output_format=Town
        ),
    }
    with pytest.raises(ValidationError):
        await user.run(calls[surface])
    assert await ledger.counts() == WHOLE


@surfaces
async def test_options_of_a_client_stay_metered(user: User, ledger: Ledger, surface: str) -> None:
    user.openai = user.openai.with_options(timeout=9)
    user.anthropic = user.anthropic.with_options(timeout=9)
    await user.run(user.create(surface))
    assert await ledger.counts() == WHOLE
    assert isinstance(user.openai, type(user.plain))


async def test_the_client_that_was_given_is_not_changed(user: User, ledger: Ledger) -> None:
    await user.run(
        lambda: user.plain.chat.completions.create(model="gpt-4o", messages=MESSAGES)  # type: ignore[return-value]
    )
    assert await ledger.is_untouched()


@pytest.mark.parametrize("kind", KINDS)
async def test_each_call_may_have_its_account_and_its_model(
    kind: str, api: Api, models: Provider, ledger: Ledger
) -> None:
    """A deployment has a name of its own, and the catalog another one for its model."""
    url, token = f"{api.address}/graphql", api.user("gate", "usage:write").token
    who = iter(["alice"])
    names = {"our-deployment": "gpt-4o"}
    async with either(kind, url, token) as opened:
        wrapping = {"account": lambda: next(who), "model": names.__getitem__}
        user = User(opened.client, models.address, **wrapping)
        await user.run(user.create("chat", model="our-deployment"))
        await user.close()
    assert models.body["model"] == "our-deployment"
    assert await ledger.counts() == WHOLE
    assert (await ledger.only())["model"] == {"name": "gpt-4o"}


def test_the_fast_mode_is_held_at_its_price() -> None:
    found = plan(
        "post", "/v1/messages", {"speed": "fast", "messages": MESSAGES}, stream=False, allow=()
    )
    assert found.terms()["service_tier"] is ServiceTier.PRIORITY
