"""What a hold is placed for, from the arguments of a call of LiteLLM."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yumi_billing._metering.calls import MAX_OUTPUT_TOKENS
from yumi_billing._metering.usages import tier

CHAT = frozenset({"completion", "acompletion"})
RESPONSES = frozenset({"responses", "aresponses"})
EMBEDDINGS = frozenset({"embedding", "aembedding", "embeddings"})
COVERED = (
    CHAT
    | RESPONSES
    | EMBEDDINGS
    | {"text_completion", "atext_completion", "anthropic_messages", "aanthropic_messages"}
)
"""The kinds of calls that are metered."""
FREE = ("aget_", "alist_", "adelete_", "acancel_", "get_", "list_", "delete_", "cancel_")
"""How the names of calls begin that only read or remove something."""
LIMITS = ("max_completion_tokens", "max_output_tokens", "max_tokens")
PROMPTS = ("system", "instructions", "prompt", "input", "tools", "functions")
MARK = "yumi_metered"
"""The member of LiteLLM's metadata that says that a call has its hold already."""


def is_free(kind: str) -> bool:
    return kind.startswith(FREE)


def metadata_name(kind: str) -> str:
    """Return the argument whose content stays with LiteLLM. OpenAI's responses have a `metadata` of
    their own, which is sent."""
    return "litellm_metadata" if kind in RESPONSES else "metadata"


def is_marked(kwargs: Mapping[str, Any]) -> bool:
    """Return whether a call, or its log event, has its hold already."""
    places = (kwargs, kwargs.get("litellm_params") or {})
    found = (place.get(name) for place in places for name in ("metadata", "litellm_metadata"))
    return any(isinstance(one, Mapping) and one.get(MARK) is True for one in found)


def marked(kwargs: dict[str, Any], kind: str) -> dict[str, Any]:
    name = metadata_name(kind)
    return {**kwargs, name: {**(kwargs.get(name) or {}), MARK: True}}


def model_of(kwargs: Mapping[str, Any], models: Mapping[str, str]) -> str:
    """Return the name of the model in the catalog: that of the router's group, if there is one."""
    groups = (kwargs.get(name) for name in ("metadata", "litellm_metadata"))
    named = [one["model_group"] for one in groups if one and one.get("model_group")]
    name = str(named[0] if named else kwargs.get("model"))
    return models.get(name, name)


def asked_of(kwargs: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return the arguments of `metered` for the input and the output of a call."""
    said = list(kwargs.get("messages") or ())
    said += [kwargs[name] for name in PROMPTS if kwargs.get(name) is not None]
    return {
        "messages": said,
        "max_output_tokens": 0 if kind in EMBEDDINGS else _most(kwargs) * _times(kwargs),
        "service_tier": tier(kwargs.get("service_tier")),
    }


def limit(kwargs: dict[str, Any], kind: str, held: int) -> None:
    """Let the model answer no more than the hold pays for, if that is less than was asked for."""
    if kind in EMBEDDINGS or held >= _most(kwargs) * _times(kwargs):
        return
    name = next((one for one in LIMITS if kwargs.get(one) is not None), None)
    if name is None:
        name = "max_output_tokens" if kind in RESPONSES else "max_tokens"
    kwargs[name] = max(1, held // _times(kwargs))


def ask_for_usage(kwargs: dict[str, Any], kind: str) -> bool:
    """Let a stream tell its usage at its end. Return whether the caller has not asked for it, and
    so does not expect a chunk without choices."""
    options = kwargs.get("stream_options") or {}
    if kind not in CHAT or not kwargs.get("stream") or options.get("include_usage"):
        return False
    kwargs["stream_options"] = {**options, "include_usage": True}
    return True


def _most(kwargs: Mapping[str, Any]) -> int:
    found = (kwargs.get(name) for name in LIMITS)
    return next((int(one) for one in found if one is not None), MAX_OUTPUT_TOKENS)


def _times(kwargs: Mapping[str, Any]) -> int:
    """Return how many answers were asked for."""
    return max(1, int(kwargs.get("n") or 1))
