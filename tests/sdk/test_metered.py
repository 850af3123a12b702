"""Metered calls: the hold is closed in every way in which a call can end."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from yumi_billing import (
    AsyncBilling,
    BadInput,
    Billing,
    BillingError,
    HoldClosed,
    InsufficientTokens,
    Settlement,
    Unmetered,
    Unsettled,
)
from yumi_billing._metering import keeper
from yumi_billing.types import ServiceTier, UsageDetailInput, UsageUnit

from tests.support.sdk.clients import KINDS
from tests.support.sdk.ledger import Ledger
from tests.support.sdk.meters import CHUNKS, MESSAGES, REPLY, Meter, chunk
from tests.support.sdk.scripted import DROP, answer, scripted
from tests.support.server.api import Api, served_app

kinds = pytest.mark.parametrize("kind", KINDS)
INPUT = 8
"""What is estimated for MESSAGES: five bytes, one message, and the answer's start."""


@pytest.fixture
async def api(sqlite_url: str) -> AsyncIterator[Api]:
    async with served_app(sqlite_url) as running:
        await running.user("alice").balance()
        yield running


@pytest.fixture
def ledger(api: Api) -> Ledger:
    return Ledger(api.admin)


@pytest.fixture(params=KINDS)
async def meter(request: pytest.FixtureRequest, api: Api) -> AsyncIterator[Meter]:
    token = api.user("gate", "usage:write").token
    async with Meter.open(request.param, f"{api.address}/graphql", token) as opened:
        yield opened


async def test_a_whole_reply_is_settled(meter: Meter, ledger: Ledger) -> None:
    call = await meter.reply(REPLY)
    assert call.usage.cost == (11 + 7) * 5
    assert await ledger.counts() == (11, 7, 3)
    use = await ledger.only()
    assert use["metadata"] == {
        "feature": "chat",
        "counted_by": "provider",
        "provider_request_id": "chatcmpl-1",
    }


async def test_a_stream_is_settled(meter: Meter, ledger: Ledger) -> None:
    call = await meter.stream(CHUNKS)
    assert call.seen == CHUNKS
    assert call.usage.cost == (11 + 7) * 5
    assert await ledger.counts() == (11, 7, 3)


async def test_a_break_charges_what_was_delivered(meter: Meter, ledger: Ledger) -> None:
    call = await meter.stream(CHUNKS, leave_after=2)
    assert await ledger.counts() == (INPUT, 3, 0)
    assert call.usage.metadata["counted_by"] == "estimate"
    assert call.usage.metadata["estimate"] == "utf8-bytes/4"
    assert call.usage.metadata["outcome_reason"] == "abort"


async def test_an_exception_of_the_caller_charges_what_was_delivered(
    meter: Meter, ledger: Ledger
) -> None:
    with pytest.raises(ZeroDivisionError):
        await meter.stream(CHUNKS, leave_after=2, error=ZeroDivisionError())
    assert await ledger.counts() == (INPUT, 3, 0)


async def test_usage_that_arrived_counts_even_if_the_caller_fails_later(
    meter: Meter, ledger: Ledger
) -> None:
    with pytest.raises(ZeroDivisionError):
        await meter.stream(CHUNKS, leave_after=len(CHUNKS), error=ZeroDivisionError())
    assert await ledger.counts() == (11, 7, 3)
    assert "outcome_reason" not in (await ledger.only())["metadata"]


@pytest.mark.parametrize("after", [0, 2])
async def test_a_failure_of_the_provider_costs_nothing(
    meter: Meter, ledger: Ledger, after: int
) -> None:
    with pytest.raises(LookupError):
        await meter.stream([*CHUNKS[:after], LookupError("the provider failed")])
    assert await ledger.is_untouched()


@pytest.mark.parametrize("after", [0, 1, 2])
async def test_an_event_of_a_failure_costs_nothing(
    meter: Meter, ledger: Ledger, after: int
) -> None:
    """The events of OpenAI's responses tell a failure without an exception."""
    begun = [{"type": "response.created"}, {"type": "response.output_text.delta", "delta": "hi"}]
    await meter.stream([*begun[:after], {"type": "error", "message": "it broke"}])
    assert await ledger.is_untouched()


async def test_a_call_that_never_reached_the_provider_costs_nothing(
    meter: Meter, ledger: Ledger
) -> None:
    with pytest.raises(ZeroDivisionError):
        await meter.nothing(ZeroDivisionError())
    assert await ledger.is_untouched()


async def test_a_lost_connection_leaves_what_was_delivered(meter: Meter, ledger: Ledger) -> None:
    with pytest.raises(ConnectionResetError):
        await meter.stream([*CHUNKS[:2], ConnectionResetError()])
    assert await ledger.counts() == (INPUT, 3, 0)


async def test_a_stream_that_is_cut_is_an_abort(meter: Meter, ledger: Ledger) -> None:
    call = await meter.stream(CHUNKS[:2])
    assert call.usage.metadata["outcome_reason"] == "abort"
    assert await ledger.counts() == (INPUT, 3, 0)


async def test_a_stream_without_usage_is_counted_by_us(meter: Meter, ledger: Ledger) -> None:
    call = await meter.stream(CHUNKS[:3])
    assert await ledger.counts() == (INPUT, 4, 0)
    assert "outcome_reason" not in call.usage.metadata


NO_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
EMPTY = {"input_tokens": 0, "output_tokens": 0}


@pytest.mark.parametrize(
    "events",
    [
        [chunk("eight by", usage=NO_USAGE), chunk("tes,", usage=NO_USAGE)],
        [
            {"type": "message_start", "message": {"id": "msg_1", "usage": EMPTY}},
            {"type": "content_block_delta", "delta": {"text": "eight bytes,"}},
        ],
    ],
)
async def test_a_usage_of_nothing_is_none(
    meter: Meter, ledger: Ledger, events: list[dict[str, Any]]
) -> None:
    """Some services that speak the protocols of others send zeros before they know more."""
    await meter.stream(events)
    assert await ledger.counts() == (8, 3, 0)
    assert (await ledger.only())["metadata"]["outcome_reason"] == "abort"


async def test_silence_is_told(meter: Meter, ledger: Ledger) -> None:
    with pytest.raises(Unmetered, match="nothing was told"):
        await meter.nothing(None)
    assert await ledger.is_untouched()
    with pytest.raises(Unmetered, match="record"):
        await meter.reply({"unknown": 1})
    with pytest.raises(Unmetered, match="record"):
        await meter.stream([{"unknown": 1}])
    assert await ledger.is_untouched()


async def test_usage_may_be_told_by_hand(meter: Meter, ledger: Ledger) -> None:
    await meter.by_hand(
        input_tokens=100,
        output_tokens=20,
        cached_input_tokens=50,
        details=[UsageDetailInput(unit=UsageUnit.REASONING_TOKENS, quantity=5)],
        service_tier=ServiceTier.FLEX,
    )
    assert await ledger.counts() == (100, 20, 50)
    use = await ledger.only()
    assert use["metadata"]["counted_by"] == "caller"
    assert use["details"] == [{"unit": "REASONING_TOKENS", "quantity": 5}]
    assert use["serviceTier"] == "FLEX"


GEMINI = [
    {
        "responseId": "g-1",
        "candidates": [{"content": {"parts": [{"text": "eight by"}]}}],
        "usageMetadata": {"promptTokenCount": 5, "candidatesTokenCount": 2},
    },
    {
        "candidates": [{"content": {"parts": [{"text": "tes"}]}, "finishReason": "STOP"}],
        "usageMetadata": {
            "promptTokenCount": 5,
            "candidatesTokenCount": 3,
            "thoughtsTokenCount": 4,
            "cachedContentTokenCount": 1,
        },
    },
]


@pytest.mark.parametrize(("leave_after", "counts"), [(0, (5, 7, 1)), (1, (5, 2, 0))])
async def test_a_stream_of_gemini(
    meter: Meter, ledger: Ledger, leave_after: int, counts: tuple[int, int, int]
) -> None:
    await meter.stream(GEMINI, leave_after=leave_after)
    assert await ledger.counts() == counts


async def test_thoughts_of_gemini_count_although_they_are_not_delivered(
    meter: Meter, ledger: Ledger
) -> None:
    usage = {"promptTokenCount": 5, "candidatesTokenCount": 1, "thoughtsTokenCount": 90}
    await meter.stream([{**GEMINI[0], "usageMetadata": usage}, GEMINI[1]], leave_after=1)
    assert await ledger.counts() == (5, 91, 0)


def chat_delta(**delta: Any) -> dict[str, Any]:
    return chunk(choices=[{"index": 0, "delta": delta}])


CALLED = {"name": "eight", "arguments": "bytes.."}
OUTPUTS = [
    [chat_delta(reasoning="eight bytes,")],
    [chat_delta(reasoning_content="eight bytes,", reasoning="eight bytes,")],
    [chat_delta(function_call=CALLED)],
    [chat_delta(tool_calls=[{"index": 0, "function": CALLED}])],
    [chat_delta(audio={"data": "A" * 900, "transcript": "eight bytes,"})],
    [
        {"type": "response.output_audio.delta", "delta": "A" * 900},
        {"type": "response.output_audio_transcript.delta", "delta": "eight bytes,"},
    ],
    [{"candidates": [{"content": {"parts": [{"functionCall": {"name": "eight", "args": {}}}]}}]}],
]


@pytest.mark.parametrize("events", OUTPUTS, ids=range(len(OUTPUTS)))
async def test_output_of_all_kinds_is_counted_if_a_stream_is_left(
    meter: Meter, ledger: Ledger, events: list[dict[str, Any]]
) -> None:
    """Twelve bytes of it: thoughts, calls of tools, what is spoken. The sound itself is no text.
    Gemini's call is counted as JSON."""
    await meter.stream(events)
    assert await ledger.counts() == (8, 8 if "candidates" in events[0] else 3, 0)


async def test_several_answers_are_added(meter: Meter, ledger: Ledger) -> None:
    await meter.replies(REPLY, REPLY)
    assert await ledger.counts() == (22, 14, 6)


async def test_a_hold_shrinks_to_what_is_there(meter: Meter, ledger: Ledger) -> None:
    call = await meter.reply(REPLY, max_output_tokens=1_000_000)
    assert call.most == (10_000 - INPUT * 5) // 5


async def test_a_refusal_comes_before_the_call(meter: Meter, ledger: Ledger) -> None:
    with pytest.raises(InsufficientTokens):
        await meter.reply(REPLY, max_output_tokens=1_000_000, allow_partial=False)
    with pytest.raises(ValueError, match="input_tokens"):
        await meter.reply(REPLY, messages=None)
    assert await ledger.is_untouched()


async def test_a_key_meters_one_call(meter: Meter, ledger: Ledger) -> None:
    await meter.reply(REPLY, idempotency_key="once")
    with pytest.raises(HoldClosed):
        await meter.reply(REPLY, idempotency_key="once")
    assert await ledger.counts() == (11, 7, 3)


async def test_a_settlement_that_is_refused_is_told(
    meter: Meter, ledger: Ledger, api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    """An operator releases the hold during the call: the use cannot be recorded any more."""
    with pytest.raises(Unsettled) as raised:
        await meter.released_meanwhile(REPLY)
    [lost] = raised.value.settlements
    assert lost.input["inputTokens"] == 11
    assert isinstance(raised.value.__cause__, HoldClosed)
    assert "inputTokens" in caplog.text
    with pytest.raises(ZeroDivisionError) as error:
        await meter.released_meanwhile(REPLY, ZeroDivisionError())
    assert "HOLD_CLOSED" in error.value.__notes__[0]


async def test_a_settlement_goes_on_in_the_background(
    meter: Meter, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeper, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr("yumi_billing._wire.FIRST_WAIT_SECONDS", 0.001)
    with meter.failing(times=12), caplog.at_level(logging.WARNING):
        call = await meter.reply(REPLY)
        assert call.usage is None
        assert len(meter.client.pending) == 1
        await meter.flush()
    assert meter.client.pending == []
    assert await ledger.counts() == (11, 7, 3)
    assert "in the background" in caplog.text


async def test_what_cannot_be_delivered_is_told(
    meter: Meter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "GIVEN_UP_AFTER_SECONDS", 0.0)
    monkeypatch.setattr("yumi_billing._wire.FIRST_WAIT_SECONDS", 0.001)
    with meter.failing(times=1_000):
        await meter.reply(REPLY)
        with pytest.raises(Unsettled) as error:
            await meter.flush()
    assert error.value.settlements[0].input["outputTokens"] == 7
    assert len(meter.unsettled) == 1
    await meter.flush()


async def test_the_programs_own_failure_to_hear_it_stops_nothing(
    meter: Meter, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The thread goes on: the next settlements are delivered."""

    def fails(settlement: Settlement, error: BillingError) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(meter.client._keeper, "_on_unsettled", fails)
    monkeypatch.setattr(keeper, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr("yumi_billing._wire.FIRST_WAIT_SECONDS", 0.001)
    with monkeypatch.context() as hasty, meter.failing(times=1_000):
        hasty.setattr(keeper, "GIVEN_UP_AFTER_SECONDS", 0.0)
        await meter.reply(REPLY)
        with pytest.raises(Unsettled):
            await meter.flush()
    with meter.failing(times=6):
        await meter.reply(REPLY)
        await meter.flush()
    assert len((await ledger.read())["usage"]["nodes"]) == 1
    assert "ZeroDivisionError" in caplog.text


async def test_long_calls_keep_their_hold(meter: Meter, ledger: Ledger) -> None:
    """The hold lasts a second, and the call until the service has extended it."""
    extended = threading.Event()
    meter.on_request("extendHold", extended.set)
    call = await meter.waiting(REPLY, extended, ttl_seconds=2)
    assert call.usage.cost == 90


@pytest.fixture
async def waiting_client(api: Api) -> AsyncIterator[AsyncBilling]:
    token = api.user("gate", "usage:write").token
    async with AsyncBilling(f"{api.address}/graphql", token) as client:
        yield client


async def test_a_cancelled_task_is_settled(waiting_client: AsyncBilling, ledger: Ledger) -> None:
    arrived = asyncio.Event()

    async def chunks() -> AsyncIterator[dict[str, Any]]:
        yield CHUNKS[0]
        yield CHUNKS[1]
        arrived.set()
        await asyncio.Event().wait()

    async def use() -> None:
        async with waiting_client.metered(
            account="alice", model="gpt-4o", messages=MESSAGES, max_output_tokens=50
        ) as call:
            async for _ in call.stream(chunks()):
                pass

    task = asyncio.create_task(use())
    await arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await waiting_client.flush()
    assert await ledger.counts() == (INPUT, 3, 0)


async def test_a_task_that_is_cancelled_before_the_answer_pays_the_input(
    waiting_client: AsyncBilling, ledger: Ledger
) -> None:
    begun = asyncio.Event()

    async def use() -> None:
        async with waiting_client.metered(account="alice", model="gpt-4o", input_tokens=30):
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(use())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await waiting_client.flush()
    assert await ledger.counts() == (30, 0, 0)


async def test_a_dropped_generator_is_settled(waiting_client: AsyncBilling, ledger: Ledger) -> None:
    async def use() -> AsyncIterator[Any]:
        async with waiting_client.metered(
            account="alice", model="gpt-4o", messages=MESSAGES
        ) as call:
            async for one in call.stream(_later(CHUNKS)):
                yield one

    dropped = use()
    assert await anext(dropped) == CHUNKS[0]
    assert await anext(dropped) == CHUNKS[1]
    await dropped.aclose()
    await waiting_client.flush()
    assert await ledger.counts() == (INPUT, 3, 0)


async def test_a_dropped_generator_of_a_thread_is_settled(api: Api, ledger: Ledger) -> None:
    with Billing(f"{api.address}/graphql", api.user("gate", "usage:write").token) as client:

        def use() -> Iterator[Any]:
            with client.metered(account="alice", model="gpt-4o", messages=MESSAGES) as call:
                yield from call.stream(iter(CHUNKS))

        def drop() -> None:
            generator = use()
            assert [next(generator) for _ in range(2)] == CHUNKS[:2]
            del generator
            gc.collect()
            client.flush()

        await asyncio.to_thread(drop)
    assert await ledger.counts() == (INPUT, 3, 0)


async def test_a_call_that_nobody_ends_is_settled(api: Api, ledger: Ledger) -> None:
    with Billing(f"{api.address}/graphql", api.user("gate", "usage:write").token) as client:

        def drop() -> None:
            call = client.metered(account="alice", model="gpt-4o", messages=MESSAGES)
            call.__enter__()
            next(call.stream(iter(CHUNKS)))
            del call
            gc.collect()
            client.flush()

        await asyncio.to_thread(drop)
    assert await ledger.counts() == (INPUT, 2, 0)


async def _later(chunks: list[Any]) -> AsyncIterator[Any]:
    for one in chunks:
        yield one


async def test_a_call_is_used_inside_its_block_only(meter: Meter, ledger: Ledger) -> None:
    call = meter.client.metered(account="alice", model="gpt-4o", messages=MESSAGES)
    for use in (lambda: call.response(REPLY), lambda: call.record(input_tokens=1)):
        with pytest.raises(RuntimeError, match="not open"):
            use()
    with pytest.raises(RuntimeError, match="not open"):
        call.stream([])
    assert await ledger.is_untouched()


@kinds
async def test_a_hold_is_placed_once_if_its_answer_was_lost(kind: str) -> None:
    refusal = {"__typename": "AccountNotFound", "code": "ACCOUNT_NOT_FOUND", "message": "x"}
    good = answer({"data": {"placeHold": refusal}})
    async with scripted(DROP, good) as server, Meter.open(kind, server.url, "x") as meter:
        with pytest.raises(Exception, match="ACCOUNT_NOT_FOUND"):
            await meter.reply(REPLY)
    assert server.asked[0] == server.asked[1]


async def test_a_bad_input_is_told(meter: Meter) -> None:
    with pytest.raises(BadInput):
        await meter.reply(REPLY, ttl_seconds=-5)


def test_chunks_are_those_of_the_provider() -> None:
    from openai.types.chat import ChatCompletionChunk

    for one in CHUNKS:
        ChatCompletionChunk.model_validate({**one, "model": "m", "created": 1}, strict=False)
    assert chunk("x")["choices"][0]["delta"]["content"] == "x"
