"""A server that speaks the protocols of OpenAI and Anthropic, and fails as they do."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.support.server.serving import serving

TEXTS = ["eight by", "tes,", " end"]
CHAT_USAGE = {
    "prompt_tokens": 20,
    "completion_tokens": 9,
    "total_tokens": 29,
    "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 2, "audio_tokens": 0},
}
RESPONSE_USAGE = {
    "input_tokens": 20,
    "output_tokens": 9,
    "total_tokens": 29,
    "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 0},
    "output_tokens_details": {"reasoning_tokens": 2},
}
MESSAGE_USAGE = {
    "input_tokens": 10,
    "cache_read_input_tokens": 4,
    "cache_creation_input_tokens": 6,
    "cache_creation": {"ephemeral_5m_input_tokens": 2, "ephemeral_1h_input_tokens": 4},
    "output_tokens": 9,
}


class Cut(Exception):
    """Ends a connection in the middle of an answer."""


@dataclass
class Provider:
    """What it does with the next requests, and what it was asked."""

    mode: str = "good"
    """`good`, `no-usage`, `cut` after two texts, `slow` after two texts, `refuse`, `fail` after two
    texts, `unknown`."""
    address: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def body(self) -> dict[str, Any]:
        return self.bodies[-1]

    async def answer(self, request: Request) -> Response:
        body = await request.json()
        self.bodies.append(body)
        if self.mode == "refuse":
            error = {"type": "error", "error": {"type": "api_error", "message": "overloaded"}}
            return JSONResponse(error, 500)
        if self.mode == "unknown":
            return JSONResponse({"surprise": True})
        path = request.url.path.removeprefix("/v1")
        if path == "/embeddings":
            return JSONResponse(embeddings(body))
        make = {"/chat/completions": Chat, "/responses": Responses, "/messages": Messages}[path]
        told = make(body, self.mode)
        if not body.get("stream"):
            return JSONResponse(told.whole())
        return StreamingResponse(self._broken(told), media_type="text/event-stream")

    async def _broken(self, told: Chat | Responses | Messages) -> AsyncIterator[bytes]:
        texts = 0
        for event in told.events():
            if texts == 2 and told.is_text(event):
                if self.mode == "cut":
                    raise Cut
                if self.mode == "slow":
                    # Until the client goes away.
                    for _ in range(10**6):
                        yield b": wait\n\n"
                if self.mode == "fail":
                    yield told.failure()
                    return
            texts += told.is_text(event)
            yield told.line(event)


@dataclass
class Chat:
    body: dict[str, Any]
    mode: str

    def whole(self) -> dict[str, Any]:
        choice = {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": "".join(TEXTS)},
        }
        told = {**self._base("chat.completion"), "choices": [choice]}
        return told if self.mode == "no-usage" else {**told, "usage": CHAT_USAGE}

    def events(self) -> list[Any]:
        deltas = [{"content": text} for text in TEXTS]
        chunks = [self._chunk({"role": "assistant", "content": ""})]
        chunks += [self._chunk(delta) for delta in deltas]
        chunks.append(self._chunk({}, "stop"))
        asked = (self.body.get("stream_options") or {}).get("include_usage")
        if asked and self.mode != "no-usage":
            base = self._base("chat.completion.chunk")
            chunks.append({**base, "choices": [], "usage": CHAT_USAGE})
        return [*chunks, "[DONE]"]

    def is_text(self, event: Any) -> bool:
        return bool(
            event != "[DONE]" and event["choices"] and event["choices"][0]["delta"].get("content")
        )

    def line(self, event: Any) -> bytes:
        return f"data: {event if isinstance(event, str) else json.dumps(event)}\n\n".encode()

    def failure(self) -> bytes:
        return self.line({"error": {"message": "it broke", "type": "server_error", "code": None}})

    def _base(self, kind: str) -> dict[str, Any]:
        return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": self.body["model"]}

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return {**self._base("chat.completion.chunk"), "choices": [choice]}


@dataclass
class Responses:
    body: dict[str, Any]
    mode: str

    def whole(self, status: str = "completed") -> dict[str, Any]:
        part = {"type": "output_text", "text": "".join(TEXTS), "annotations": []}
        item = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [part],
        }
        told = {
            "id": "resp_1",
            "object": "response",
            "created_at": 1,
            "model": self.body["model"],
            "status": status,
            "output": [item] if status == "completed" else [],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
        }
        done = status == "completed" and self.mode != "no-usage"
        return {**told, "usage": RESPONSE_USAGE} if done else told

    def events(self) -> list[dict[str, Any]]:
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        item = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
        part = {"type": "output_text", "text": "", "annotations": []}
        events: list[dict[str, Any]] = [
            {"type": "response.created", "response": self.whole("in_progress")},
            {
                "type": "response.output_item.added",
                "output_index": 0,
                "item": {**item, "status": "in_progress"},
            },
            {"type": "response.content_part.added", **place, "part": part},
        ]
        for text in TEXTS:
            delta = {"type": "response.output_text.delta", **place, "delta": text, "logprobs": []}
            events.append(delta)
        events.append({"type": "response.completed", "response": self.whole()})
        return [{**one, "sequence_number": number} for number, one in enumerate(events)]

    def is_text(self, event: dict[str, Any]) -> bool:
        return event["type"] == "response.output_text.delta"

    def line(self, event: dict[str, Any]) -> bytes:
        return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()

    def failure(self) -> bytes:
        failed = {**self.whole("failed"), "error": {"code": "server_error", "message": "it broke"}}
        return self.line({"type": "response.failed", "response": failed, "sequence_number": 9})


@dataclass
class Messages:
    body: dict[str, Any]
    mode: str

    def whole(self) -> dict[str, Any]:
        content = [{"type": "text", "text": "".join(TEXTS)}]
        return self._message(content, "end_turn", MESSAGE_USAGE)

    def events(self) -> list[dict[str, Any]]:
        start = {**MESSAGE_USAGE, "output_tokens": 1}
        block = {"type": "text", "text": ""}
        deltas = [
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": text},
            }
            for text in TEXTS
        ]
        end: dict[str, Any] = {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        }
        if self.mode != "no-usage":
            end["usage"] = {"output_tokens": 9}
        return [
            {"type": "message_start", "message": self._message([], None, start)},
            {"type": "content_block_start", "index": 0, "content_block": block},
            {"type": "ping"},
            *deltas,
            {"type": "content_block_stop", "index": 0},
            end,
            {"type": "message_stop"},
        ]

    def is_text(self, event: dict[str, Any]) -> bool:
        return event["type"] == "content_block_delta"

    def line(self, event: dict[str, Any]) -> bytes:
        return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()

    def failure(self) -> bytes:
        error = {"type": "overloaded_error", "message": "it broke"}
        return self.line({"type": "error", "error": error})

    def _message(self, content: list[Any], reason: str | None, usage: Any) -> dict[str, Any]:
        return {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": self.body["model"],
            "content": content,
            "stop_reason": reason,
            "stop_sequence": None,
            "usage": usage,
        }


def embeddings(body: dict[str, Any]) -> dict[str, Any]:
    one = {"object": "embedding", "index": 0, "embedding": [0.5, 0.25]}
    usage = {"prompt_tokens": 6, "total_tokens": 6}
    return {"object": "list", "data": [one], "model": body["model"], "usage": usage}


@asynccontextmanager
async def provider() -> AsyncIterator[Provider]:
    told = Provider()
    app = Starlette(routes=[Route("/v1/{path:path}", told.answer, methods=["POST"])])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        told.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with serving(app, listener):
            yield told
