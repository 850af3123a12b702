"""Usage objects of providers become counts whose parts fit into their wholes."""

from __future__ import annotations

from typing import Any

import pytest
from anthropic.types import Usage
from anthropic.types.beta import BetaUsage
from hypothesis import given
from hypothesis import strategies as st
from openai.types import CompletionUsage
from openai.types.responses import ResponseUsage
from yumi_billing._metering import usages
from yumi_billing._metering.counts import INPUT_PARTS, OUTPUT_PARTS, Counts
from yumi_billing._metering.transcripts import Transcript
from yumi_billing.types import ServiceTier, UsageUnit

tokens = st.integers(0, 10**6)
maybe = st.none() | tokens


def shaped(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


CHAT = st.fixed_dictionaries(
    {"prompt_tokens": tokens, "completion_tokens": tokens, "total_tokens": tokens},
    optional={
        "prompt_tokens_details": shaped(
            cached_tokens=maybe, audio_tokens=maybe, image_tokens=maybe, cache_write_tokens=maybe
        ),
        "completion_tokens_details": shaped(reasoning_tokens=maybe, audio_tokens=maybe),
    },
)
RESPONSE = st.fixed_dictionaries(
    {
        "input_tokens": tokens,
        "output_tokens": tokens,
        "total_tokens": tokens,
        "input_tokens_details": st.fixed_dictionaries(
            {"cached_tokens": tokens, "cache_write_tokens": tokens}
        ),
        "output_tokens_details": st.fixed_dictionaries({"reasoning_tokens": tokens}),
    }
)
ANTHROPIC = st.fixed_dictionaries(
    {"input_tokens": tokens, "output_tokens": tokens},
    optional={
        "cache_read_input_tokens": maybe,
        "cache_creation_input_tokens": maybe,
        "cache_creation": st.fixed_dictionaries(
            {"ephemeral_5m_input_tokens": tokens, "ephemeral_1h_input_tokens": tokens}
        ),
        "output_tokens_details": st.fixed_dictionaries({"thinking_tokens": tokens}),
        "server_tool_use": st.fixed_dictionaries(
            {"web_search_requests": tokens, "web_fetch_requests": tokens}
        ),
    },
)
MODALITY = st.fixed_dictionaries(
    {"modality": st.sampled_from(["TEXT", "AUDIO", "IMAGE", "VIDEO"]), "tokenCount": tokens}
)
GEMINI = shaped(
    promptTokenCount=tokens,
    candidatesTokenCount=tokens,
    thoughtsTokenCount=tokens,
    toolUsePromptTokenCount=tokens,
    cachedContentTokenCount=tokens,
    promptTokensDetails=st.lists(MODALITY),
    cacheTokensDetails=st.lists(MODALITY),
    candidatesTokensDetails=st.lists(MODALITY),
)


def fits(counts: Counts) -> None:
    """Check what the service demands of a use."""
    inside = sum(counts.details.get(unit, 0) for unit in INPUT_PARTS)
    assert inside + counts.cached_input_tokens <= counts.input_tokens
    assert sum(counts.details.get(unit, 0) for unit in OUTPUT_PARTS) <= counts.output_tokens
    assert all(many > 0 for many in counts.details.values())


@given(CHAT)
def test_chat_completions(usage: dict[str, Any]) -> None:
    counts = usages.of_chat(usage)
    assert (counts.input_tokens, counts.output_tokens) == (
        usage["prompt_tokens"],
        usage["completion_tokens"],
    )
    fits(counts)
    assert usages.of_chat(CompletionUsage.model_validate(usage)) == counts


@given(RESPONSE)
def test_responses(usage: dict[str, Any]) -> None:
    made = {UsageUnit.SEARCHES: 2, UsageUnit.IMAGES: 1}
    counts = usages.of_response(usage, "flex", made)
    assert counts.input_tokens == usage["input_tokens"]
    assert counts.details.items() >= made.items()
    assert counts.service_tier is ServiceTier.FLEX
    fits(counts)
    assert usages.of_response(ResponseUsage.model_validate(usage), "flex", made) == counts


@given(ANTHROPIC)
def test_messages(usage: dict[str, Any]) -> None:
    counts = usages.of_anthropic(usage)
    read = usage.get("cache_read_input_tokens") or 0
    parts = usage.get("cache_creation", {})
    written = max(usage.get("cache_creation_input_tokens") or 0, sum(parts.values()))
    assert counts.input_tokens == usage["input_tokens"] + read + written
    assert counts.cached_input_tokens == read
    hour = parts.get("ephemeral_1h_input_tokens", 0)
    assert counts.details.get(UsageUnit.CACHE_WRITE_1H_TOKENS, 0) == hour
    assert counts.details.get(UsageUnit.CACHE_WRITE_TOKENS, 0) == written - hour
    fits(counts)
    assert usages.of_anthropic(Usage.model_validate(usage)) == counts


def test_the_fast_mode_of_anthropic() -> None:
    usage = {"input_tokens": 1, "output_tokens": 1, "service_tier": "standard"}
    assert usages.of_anthropic(usage).service_tier is ServiceTier.STANDARD
    fast = BetaUsage.model_validate({**usage, "speed": "fast"})
    assert usages.of_anthropic(fast).service_tier is ServiceTier.PRIORITY
    events = [
        {"type": "message_start", "message": {"usage": {**usage, "speed": "fast"}}},
        {"type": "message_delta", "usage": {"output_tokens": 5}},
    ]
    answer = Transcript()
    assert all(answer.feed(one) for one in events)
    assert answer.counts is not None
    assert answer.counts.service_tier is ServiceTier.PRIORITY


MADE = [
    {"type": "web_search_call"},
    {"type": "image_generation_call"},
    {"type": "message", "content": []},
    {"type": "web_search_call"},
]


@pytest.mark.parametrize("is_told_at_the_end", [False, True])
@pytest.mark.parametrize("is_stream", [False, True])
def test_searches_and_images_of_a_response(is_stream: bool, is_told_at_the_end: bool) -> None:
    usage = {"input_tokens": 1, "output_tokens": 1}
    whole = {"object": "response", "status": "completed", "usage": usage}
    if is_told_at_the_end or not is_stream:
        whole["output"] = MADE
    events = [{"type": "response.output_item.done", "item": one} for one in MADE]
    answer = Transcript()
    for one in (
        [*events, {"type": "response.completed", "response": whole}] if is_stream else [whole]
    ):
        assert answer.feed(one)
    assert answer.counts is not None
    assert answer.counts.details == {UsageUnit.SEARCHES: 2, UsageUnit.IMAGES: 1}


@given(GEMINI)
def test_gemini(usage: dict[str, Any]) -> None:
    counts = usages.of_gemini(usage)
    given_input = usage.get("promptTokenCount", 0) + usage.get("toolUsePromptTokenCount", 0)
    assert counts.input_tokens == given_input
    thoughts = usage.get("thoughtsTokenCount", 0)
    assert counts.output_tokens == usage.get("candidatesTokenCount", 0) + thoughts
    assert counts.details.get(UsageUnit.REASONING_TOKENS, 0) == thoughts
    fits(counts)


def test_gemini_with_cached_audio() -> None:
    counts = usages.of_gemini(
        {
            "promptTokenCount": 100,
            "cachedContentTokenCount": 40,
            "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 60}],
            "cacheTokensDetails": [{"modality": "AUDIO", "tokenCount": 40}],
        }
    )
    assert counts.cached_input_tokens == 40
    assert counts.details == {UsageUnit.AUDIO_INPUT_TOKENS: 20}


@given(st.lists(CHAT, min_size=2, max_size=4))
def test_sums_fit_too(several: list[dict[str, Any]]) -> None:
    first, *others = [usages.of_chat(one) for one in several]
    for one in others:
        first += one
    assert first.input_tokens == sum(one["prompt_tokens"] for one in several)
    fits(first)


def test_tiers() -> None:
    told = {
        "default": ServiceTier.STANDARD,
        "standard": ServiceTier.STANDARD,
        "scale": ServiceTier.STANDARD,
        "flex": ServiceTier.FLEX,
        "priority": ServiceTier.PRIORITY,
        "batch": ServiceTier.BATCH,
    }
    assert {name: usages.tier(name) for name in told} == told
    assert usages.tier(None) is None


def test_litellms_name_for_cache_writes() -> None:
    details = {"cached_tokens": 3, "cache_creation_tokens": 5}
    usage = {"prompt_tokens": 20, "completion_tokens": 1, "prompt_tokens_details": details}
    assert usages.of_chat(usage).details == {UsageUnit.CACHE_WRITE_TOKENS: 5}
