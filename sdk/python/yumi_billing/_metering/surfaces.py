"""What the packages of providers send: which requests are metered, and for what.

Requests are seen where all methods of a package's client meet: `create`, `parse`, `stream`, raw
responses and helpers. A request that costs, and of which this module knows nothing, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from yumi_billing._metering.calls import MAX_OUTPUT_TOKENS
from yumi_billing._metering.estimates import Prompt, prompt_of
from yumi_billing._metering.settlements import Unmetered
from yumi_billing._metering.usages import get, tier

PROMPTS = {
    "/chat/completions": ("messages", ("tools", "functions", "response_format")),
    "/completions": ("prompt", ()),
    "/responses": ("input", ("instructions", "tools", "text", "prompt")),
    "/embeddings": ("input", ()),
    "/messages": ("messages", ("system", "tools")),
}
"""The metered paths, with where their prompts are."""
LIMITS = {
    "/chat/completions": ("max_completion_tokens", "max_tokens"),
    "/completions": ("max_tokens",),
    "/responses": ("max_output_tokens",),
    "/messages": ("max_tokens",),
}
"""How a request limits its output. The first name is used if it has no limit."""
FREE = re.compile(
    r"/(moderations|files|uploads|messages/count_tokens|responses/input_tokens)(/|$)|/cancel$"
)
"""POST requests that use no model."""
SOCKETS = (
    ("realtime",),
    ("live",),
    ("responses", "connect"),
    ("beta", "realtime"),
    ("beta", "responses", "connect"),
)
"""What talks to models over websockets, which are not metered."""


@dataclass(slots=True)
class Plan:
    """One request that is metered. `body` is a copy: it may be changed."""

    path: str
    body: dict[str, Any]
    stream: bool
    hides_usage: bool = False
    """Whether the chunk with the usage was not asked for by the caller."""

    @property
    def answers(self) -> int:
        """How many answers are asked for."""
        many = self.body.get("n")
        return many if isinstance(many, int) and many > 0 else 1

    def terms(self) -> dict[str, Any]:
        """Return the arguments of `metered`."""
        most, tier_name = self._limit(), self.body.get("service_tier")
        if self.body.get("speed") == "fast":
            tier_name = "fast"
        if self.path == "/embeddings":
            most = 0
        return {
            "model": str(self.body.get("model")),
            "max_output_tokens": (MAX_OUTPUT_TOKENS if most is None else most) * self.answers,
            "service_tier": None if tier_name in (None, "auto") else tier(tier_name),
            **self._prompt(),
        }

    def narrow(self, most: int) -> None:
        """Limit the answer to what the hold pays, if that is less than what was asked for."""
        names = LIMITS.get(self.path)
        if not names:
            return
        asked, most = self._limit(), most // self.answers
        if most < (MAX_OUTPUT_TOKENS if asked is None else asked):
            given = [name for name in names if isinstance(self.body.get(name), int)]
            for name in given or names[:1]:
                self.body[name] = most

    def _limit(self) -> int | None:
        found = [self.body.get(name) for name in LIMITS.get(self.path, ())]
        return max((one for one in found if isinstance(one, int)), default=None)

    def _prompt(self) -> dict[str, Any]:
        name, others = PROMPTS[self.path]
        main = self.body.get(name)
        if isinstance(main, list) and (tokens := _tokens_in(main)):
            return {"prompt": tokens}
        prompt = prompt_of(main)
        rest = prompt_of({other: self.body.get(other) for other in others})
        texts, media = [*prompt.texts, *rest.texts], prompt.media + rest.media
        return {"prompt": Prompt(texts, prompt.messages, media)}


def _tokens_in(prompt: list[Any]) -> int:
    """Return how many tokens are in a prompt that consists of tokens; 0 if it does not."""
    if all(isinstance(one, int) for one in prompt):
        return len(prompt)
    if all(isinstance(one, list) for one in prompt):
        return sum(_tokens_in(one) for one in prompt)
    return 0


def plan(method: str, url: str, body: Any, *, stream: bool, allow: Collection[str]) -> Plan | None:
    """Return the plan of a request; None for one that is free, or that `allow` names.

    Raises Unmetered for one that may cost and is not known.
    """
    path = url.partition("?")[0].removeprefix("/v1")
    if method.lower() != "post" or path in allow or FREE.search(path):
        return None
    if path not in PROMPTS or not isinstance(body, Mapping):
        raise Unmetered(f"{path} is not metered: name it in `allow` to call it without metering")
    copy = dict(body)
    if copy.get("background") is True:
        raise Unmetered("a response in the background has no usage when its call ends")
    found = Plan(path, copy, stream)
    if stream and path in ("/chat/completions", "/completions"):
        given = copy.get("stream_options")
        options = dict(given) if isinstance(given, Mapping) else {}
        found.hides_usage = not options.get("include_usage")
        copy["stream_options"] = {**options, "include_usage": True}
    return found


def is_usage_only(chunk: Any) -> bool:
    """Return whether a chunk of a chat completion has the usage and nothing else."""
    return not get(chunk, "choices") and get(chunk, "usage") is not None


class Refusing:
    """Stands for a part of a client that is not metered."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, name: str) -> Any:
        raise Unmetered(f"{self._name} is not metered: use the client that was wrapped for it")

    def __call__(self, *_: object, **__: object) -> Any:
        raise Unmetered(f"{self._name} is not metered: use the client that was wrapped for it")


def refuse_sockets(client: Any, allow: Collection[str]) -> None:
    """Replace the parts of a client that use websockets."""
    for path in SOCKETS:
        owner, name = client, ".".join(path)
        for step in path[:-1]:
            owner = getattr(owner, step, None)
        if name not in allow and owner is not None and hasattr(type(owner), path[-1]):
            owner.__dict__[path[-1]] = Refusing(name)
