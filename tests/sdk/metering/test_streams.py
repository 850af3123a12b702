"""Metered streams: what is charged for each way in which one ends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sdk.ledger import Ledger
from tests.support.sdk.meters import CHUNKS, INPUT, Meter, chunk


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


@pytest.mark.parametrize("leave_after", [0, 1, 2])
async def test_usage_in_each_chunk_is_the_usage_so_far(
    meter: Meter, ledger: Ledger, leave_after: int
) -> None:
    """A stream that is left is no complete one because a part of its usage was told. What was
    delivered since counts too."""
    so_far = [{"prompt_tokens": 11, "completion_tokens": many} for many in (5, 2)]
    told = [chunk("eight by", usage=so_far[0]), chunk("tes,", usage=so_far[1])]
    await meter.stream([*told, *CHUNKS[2:]], leave_after=leave_after)
    expected = [(11, 7, 3), (11, 5, 0), (11, 3, 0)][leave_after]
    assert await ledger.counts() == expected
    metadata = (await ledger.only())["metadata"]
    assert metadata.get("outcome_reason") == ("abort" if leave_after else None)
    assert metadata["counted_by"] == ("estimate" if leave_after else "provider")


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


def test_chunks_are_those_of_the_provider() -> None:
    from openai.types.chat import ChatCompletionChunk

    for one in CHUNKS:
        ChatCompletionChunk.model_validate({**one, "model": "m", "created": 1}, strict=False)
    assert chunk("x")["choices"][0]["delta"]["content"] == "x"
