"""Usage objects of providers, as counts. They may be objects of their packages, or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yumi_billing._generated.enums import ServiceTier, UsageUnit
from yumi_billing._metering.counts import Counts

TIERS = {
    "flex": ServiceTier.FLEX,
    "priority": ServiceTier.PRIORITY,
    "fast": ServiceTier.PRIORITY,
    "ultrafast": ServiceTier.PRIORITY,
    "batch": ServiceTier.BATCH,
}
"""Other names, such as `default`, `standard`, `auto` and `scale`, are STANDARD."""
MODALITIES = {
    "AUDIO": (UsageUnit.AUDIO_INPUT_TOKENS, UsageUnit.AUDIO_OUTPUT_TOKENS),
    "IMAGE": (UsageUnit.IMAGE_INPUT_TOKENS, UsageUnit.IMAGE_OUTPUT_TOKENS),
    "VIDEO": (UsageUnit.VIDEO_INPUT_TOKENS, None),
}
"""How Gemini names kinds of tokens, and their units of input and output."""


def get(thing: Any, name: str) -> Any:
    """Return a member of an object or of JSON; None if there is none."""
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


def number(thing: Any, *names: str) -> int:
    """Return a count inside an object; 0 if there is none."""
    for name in names:
        thing = get(thing, name)
    return thing if isinstance(thing, int) and thing > 0 else 0


def tier(name: Any) -> ServiceTier | None:
    """Return the tier that a provider told; None if it told none."""
    return TIERS.get(str(name).lower(), ServiceTier.STANDARD) if name else None


def of_chat(usage: Any, service_tier: Any = None) -> Counts:
    """Usage of OpenAI's chat completions and embeddings: the input includes cached and written
    tokens, the output includes reasoning."""
    inside, outside = "prompt_tokens_details", "completion_tokens_details"
    return Counts(
        input_tokens=number(usage, "prompt_tokens"),
        output_tokens=number(usage, "completion_tokens"),
        cached_input_tokens=number(usage, inside, "cached_tokens"),
        details={
            # LiteLLM has another name for it.
            UsageUnit.CACHE_WRITE_TOKENS: number(usage, inside, "cache_write_tokens")
            or number(usage, inside, "cache_creation_tokens"),
            UsageUnit.AUDIO_INPUT_TOKENS: number(usage, inside, "audio_tokens"),
            UsageUnit.IMAGE_INPUT_TOKENS: number(usage, inside, "image_tokens"),
            UsageUnit.REASONING_TOKENS: number(usage, outside, "reasoning_tokens"),
            UsageUnit.AUDIO_OUTPUT_TOKENS: number(usage, outside, "audio_tokens"),
        },
        service_tier=tier(service_tier),
    ).limited()


def of_response(
    usage: Any, service_tier: Any = None, made: Mapping[UsageUnit, int] | None = None
) -> Counts:
    """Usage of OpenAI's responses, with the same rules. `made` are its searches and images."""
    inside, outside = "input_tokens_details", "output_tokens_details"
    return Counts(
        input_tokens=number(usage, "input_tokens"),
        output_tokens=number(usage, "output_tokens"),
        cached_input_tokens=number(usage, inside, "cached_tokens"),
        details={
            UsageUnit.CACHE_WRITE_TOKENS: number(usage, inside, "cache_write_tokens"),
            UsageUnit.AUDIO_INPUT_TOKENS: number(usage, inside, "audio_tokens"),
            UsageUnit.IMAGE_INPUT_TOKENS: number(usage, inside, "image_tokens"),
            UsageUnit.REASONING_TOKENS: number(usage, outside, "reasoning_tokens"),
            UsageUnit.AUDIO_OUTPUT_TOKENS: number(usage, outside, "audio_tokens"),
            UsageUnit.IMAGE_OUTPUT_TOKENS: number(usage, outside, "image_tokens"),
            **(made or {}),
        },
        service_tier=tier(service_tier),
    ).limited()


def of_anthropic(usage: Any) -> Counts:
    """Usage of Anthropic: `input_tokens` are those that were neither read from the cache nor
    written to it, so the three are added. Its fast mode has a name of its own, beside the tier."""
    read = number(usage, "cache_read_input_tokens")
    written = number(usage, "cache_creation_input_tokens")
    hour = number(usage, "cache_creation", "ephemeral_1h_input_tokens")
    minutes = number(usage, "cache_creation", "ephemeral_5m_input_tokens")
    written = max(written, hour + minutes)
    return Counts(
        input_tokens=number(usage, "input_tokens") + read + written,
        output_tokens=number(usage, "output_tokens"),
        cached_input_tokens=read,
        details={
            UsageUnit.CACHE_WRITE_TOKENS: written - hour,
            UsageUnit.CACHE_WRITE_1H_TOKENS: hour,
            UsageUnit.REASONING_TOKENS: number(usage, "output_tokens_details", "thinking_tokens"),
            UsageUnit.SEARCHES: number(usage, "server_tool_use", "web_search_requests"),
        },
        service_tier=tier("fast" if get(usage, "speed") == "fast" else get(usage, "service_tier")),
    ).limited()


def of_gemini(usage: Any) -> Counts:
    """Usage of Gemini: thoughts are beside the candidates, and tool prompts beside the prompt, so
    each two are added. Names may be those of its JSON or of its Python package."""

    def count(snake: str, camel: str) -> int:
        return number(usage, snake) or number(usage, camel)

    thoughts = count("thoughts_token_count", "thoughtsTokenCount")
    details = {UsageUnit.REASONING_TOKENS: thoughts}
    prompts = ("prompt_tokens_details", "promptTokensDetails", 1, 0)
    cached = ("cache_tokens_details", "cacheTokensDetails", -1, 0)
    answers = ("candidates_tokens_details", "candidatesTokensDetails", 1, 1)
    for snake, camel, sign, side in (prompts, cached, answers):
        for one in get(usage, snake) or get(usage, camel) or []:
            kind = get(one, "modality")
            units = MODALITIES.get(str(getattr(kind, "value", kind)))
            many = number(one, "token_count") or number(one, "tokenCount")
            if units and (unit := units[side]):
                # Cached audio is a cached token, and no part beside it.
                details[unit] = details.get(unit, 0) + sign * many
    return Counts(
        input_tokens=count("prompt_token_count", "promptTokenCount")
        + count("tool_use_prompt_token_count", "toolUsePromptTokenCount"),
        output_tokens=count("candidates_token_count", "candidatesTokenCount") + thoughts,
        cached_input_tokens=count("cached_content_token_count", "cachedContentTokenCount"),
        details=details,
    ).limited()
