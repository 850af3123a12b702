"""Wrapped clients of the real packages `openai` and `anthropic`, against a server that speaks their
protocols. The ledger is compared to the token."""

from __future__ import annotations

import asyncio
import gc
import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any

import anthropic
import openai
import pytest
from pydantic import BaseModel, ValidationError
from yumi_billing import AsyncBilling, Billing, InsufficientTokens, Unmetered
from yumi_billing._metering.surfaces import plan
from yumi_billing.types import ServiceTier

from tests.support.sdk.clients import KINDS, either
from tests.support.sdk.ledger import Ledger
from tests.support.sdk.providers import TEXTS, Provider, provider
from tests.support.server.api import Api, served_app

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


@pytest.fixture
async def api(sqlite_url: str) -> AsyncIterator[Api]:
    async with served_app(sqlite_url) as running:
        await running.user("alice").balance()
        yield running


@pytest.fixture
def ledger(api: Api) -> Ledger:
    return Ledger(api.admin)


@pytest.fixture
async def models() -> AsyncIterator[Provider]:
    async with provider() as running:
        yield running


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


@pytest.fixture(params=KINDS)
async def user(request: pytest.FixtureRequest, api: Api, models: Provider) -> AsyncIterator[User]:
    url, token = f"{api.address}/graphql", api.user("gate", "usage:write").token
    billing = AsyncBilling(url, token) if request.param == "async" else Billing(url, token)
    one = User(billing, models.address, metadata={"feature": "chat"})
    yield one
    await one.close()
    if isinstance(billing, AsyncBilling):
        await billing.close()
    else:
        await asyncio.to_thread(billing.close)


def is_second_text(one: Any) -> bool:
    return TEXTS[1] in one.model_dump_json()


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
@pytest.mark.parametrize("stream", [False, True])
async def test_a_call_that_the_provider_refuses(
    user: User, models: Provider, ledger: Ledger, surface: str, stream: bool
) -> None:
    models.mode = "refuse"
    with pytest.raises((openai.InternalServerError, anthropic.InternalServerError)):
        await user.run(user.create(surface, stream=stream))
    assert await ledger.is_untouched()


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
    async with asyncio.timeout(30):
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


def test_a_client_of_the_other_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="AsyncBilling"):
        Billing("http://127.0.0.1:1").wrap_openai(openai.AsyncOpenAI(api_key="x"))
    with pytest.raises(TypeError, match="needs Billing"):
        AsyncBilling("http://127.0.0.1:1").wrap_anthropic(anthropic.Anthropic(api_key="x"))
    with pytest.raises(TypeError, match="no client"):
        Billing("http://127.0.0.1:1").wrap_openai(object())
