"""What a provider has answered so far: texts, usage, and whether the answer came to its end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from yumi_billing._generated.enums import UsageUnit
from yumi_billing._metering import usages
from yumi_billing._metering.counts import Counts
from yumi_billing._metering.usages import get

ANTHROPIC = frozenset(
    {
        "message_start",
        "message_delta",
        "message_stop",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "ping",
        "message",
    }
)
DELTAS = ("text", "partial_json", "thinking")
"""Where Anthropic's deltas have their text."""
MADE = {
    "web_search_call": UsageUnit.SEARCHES,
    "image_generation_call": UsageUnit.IMAGES,
}
"""Items of a response that cost beside its tokens."""
RESPONSE_ENDS = ("response.completed", "response.incomplete")


class Transcript:
    """One answer: a whole reply, or the chunks of a stream."""

    def __init__(self) -> None:
        self.counts: Counts | None = None
        """What the provider told of the usage, if it told all."""
        self.input: Counts | None = None
        """What it told so far: all of the input, and what may not be all of the output."""
        self.ended = False
        """Whether the answer has its end mark."""
        self.failed = False
        """Whether the provider failed: nothing is charged."""
        self.begun = False
        """Whether anything arrived."""
        self.request_id: str | None = None
        self._texts: list[str] = []
        self._service_tier: Any = None
        self._made: Counter[UsageUnit] = Counter()
        self._usage: dict[str, Any] = {}
        self._read: Callable[[Any], bool] | None = None

    @property
    def text(self) -> str:
        """The output that was delivered."""
        return "".join(self._texts)

    @property
    def is_complete(self) -> bool:
        return self.counts is not None or self.ended

    def feed(self, chunk: Any) -> bool:
        """Take the next chunk. Return whether it is known what kind it is."""
        self.begun = True
        if get(chunk, "type") == "error":
            self.failed = True
            return True
        if self._read is None:
            self._read = self._reader(chunk)
            if self._read is None:
                return False
        return self._read(chunk)

    def _reader(self, chunk: Any) -> Callable[[Any], bool] | None:
        kind = get(chunk, "type")
        if isinstance(kind, str) and (kind in ANTHROPIC):
            return self._anthropic
        if (isinstance(kind, str) and kind.startswith("response.")) or (
            get(chunk, "object") == "response"
        ):
            return self._response
        if get(chunk, "choices") is not None or get(chunk, "object") == "list":
            return self._chat
        names = ("usage_metadata", "usageMetadata", "candidates")
        if any(get(chunk, name) is not None for name in names):
            return self._gemini
        return None

    def _chat(self, chunk: Any) -> bool:
        self.request_id = self.request_id or get(chunk, "id")
        self._service_tier = get(chunk, "service_tier") or self._service_tier
        for choice in get(chunk, "choices") or ():
            self._choice(choice)
        if (usage := get(chunk, "usage")) is not None:
            told = usages.of_chat(usage, self._service_tier).told
            # Some services tell the usage so far in each chunk.
            if self.ended or not get(chunk, "choices"):
                self.counts = told or self.counts
            else:
                self.input = told or self.input
        if get(chunk, "object") == "list":
            self.ended = True
        return True

    def _choice(self, choice: Any) -> None:
        if get(choice, "finish_reason"):
            self.ended = True
        said = get(choice, "delta") or get(choice, "message")
        if said is None:
            self._add(get(choice, "text"))
            return
        for name in ("content", "refusal"):
            self._add(get(said, name))
        # Services have two names for it, and some send both.
        self._add(get(said, "reasoning_content") or get(said, "reasoning"))
        self._add(get(get(said, "audio"), "transcript"))
        calls = [get(one, "function") for one in get(said, "tool_calls") or ()]
        for function in (*calls, get(said, "function_call")):
            self._add(get(function, "name"))
            self._add(get(function, "arguments"))

    def _response(self, event: Any) -> bool:
        kind = get(event, "type")
        if not isinstance(kind, str):
            self._whole_response(event)
            return True
        if kind.endswith(".delta") and not kind.endswith("audio.delta"):
            self._add(get(event, "delta"))
        elif kind == "response.output_item.done":
            self._made.update(_made([get(event, "item")]))
        elif kind == "response.failed":
            self.failed = True
        elif kind in RESPONSE_ENDS:
            self._whole_response(get(event, "response"))
        elif kind == "response.created":
            self.request_id = get(get(event, "response"), "id")
        return True

    def _whole_response(self, response: Any) -> None:
        self.request_id = get(response, "id")
        status = get(response, "status")
        # One that runs in the background has no usage yet.
        self.ended = status in ("completed", "incomplete", None)
        self.failed = status == "failed"
        output = get(response, "output") or ()
        made = self._made | _made(output)
        for item in () if self._texts else output:
            for part in get(item, "content") or ():
                self._add(get(part, "text"))
        if (usage := get(response, "usage")) is not None:
            counts = usages.of_response(usage, get(response, "service_tier"), made)
            self.counts = counts.told

    def _anthropic(self, event: Any) -> bool:
        match get(event, "type"):
            case "message_start":
                message = get(event, "message")
                self.request_id = get(message, "id")
                self._merge(get(message, "usage"))
                self.input = usages.of_anthropic({**self._usage, "output_tokens": 0}).told
            case "content_block_delta":
                for name in DELTAS:
                    self._add(get(get(event, "delta"), name))
            case "message_delta":
                self._merge(get(event, "usage"))
                if get(get(event, "usage"), "output_tokens") is not None:
                    self.counts = usages.of_anthropic(self._usage).told
            case "message_stop":
                self.ended = True
            case "message":
                self.request_id, self.ended = get(event, "id"), True
                for part in get(event, "content") or ():
                    self._add(get(part, "text"))
                if (usage := get(event, "usage")) is not None:
                    self.counts = usages.of_anthropic(usage).told
        return True

    def _merge(self, usage: Any) -> None:
        """Take over what is told; what is not told again stays."""
        names = (
            "input_tokens",
            "output_tokens",
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
            "cache_creation",
            "output_tokens_details",
            "server_tool_use",
            "service_tier",
            "speed",
        )
        self._usage |= {name: value for name in names if (value := get(usage, name)) is not None}

    def _gemini(self, chunk: Any) -> bool:
        self.request_id = get(chunk, "response_id") or get(chunk, "responseId")
        for one in get(chunk, "candidates") or ():
            if get(one, "finish_reason") or get(one, "finishReason"):
                self.ended = True
            for part in get(get(one, "content"), "parts") or ():
                self._add(get(part, "text"))
                if call := get(part, "function_call") or get(part, "functionCall"):
                    told = {name: get(call, name) for name in ("name", "args")}
                    self._add(json.dumps(told, ensure_ascii=False, default=str))
        usage = get(chunk, "usage_metadata") or get(chunk, "usageMetadata")
        if usage is not None:
            # Each chunk tells the usage so far.
            self.input = usages.of_gemini(usage).told
        if self.ended and self.input is not None:
            self.counts = self.input
        return True

    def _add(self, text: Any) -> None:
        if isinstance(text, str) and text:
            self._texts.append(text)


def _made(items: Iterable[Any]) -> Counter[UsageUnit]:
    """Count the items of a response that cost beside its tokens."""
    units = (MADE.get(str(get(one, "type"))) for one in items)
    return Counter(unit for unit in units if unit is not None)
