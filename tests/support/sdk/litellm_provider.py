"""A provider on this machine that speaks OpenAI's protocol, also when it fails.

The last message says what to do: "plain", "no usage", "fail", or "endless": such a stream ends when
its client goes away.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

INPUT, CACHED, OUTPUT = 20, 4, 6
USAGE = {
    "prompt_tokens": INPUT,
    "completion_tokens": OUTPUT,
    "total_tokens": INPUT + OUTPUT,
    "prompt_tokens_details": {"cached_tokens": CACHED},
    "completion_tokens_details": {"reasoning_tokens": 2},
}
WORDS = ("eight by", "tes, twic", "e over")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Provider

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append((self.path, asked))
        said = _said(asked)
        if said == "fail":
            self._json({"error": {"message": "no", "type": "server_error"}}, status=500)
        elif "embeddings" in self.path:
            self._json(_embedding(asked))
        elif asked.get("stream"):
            self._stream(asked, said)
        else:
            self._json(_reply(asked))

    def _json(self, body: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, asked: dict[str, Any], said: str) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for word in WORDS:
            self._chunk(asked, {"delta": {"role": "assistant", "content": word}})
        if said == "endless":
            # It goes on when the client has gone.
            with suppress(OSError):
                self.connection.recv(1)
            self.server.left.set()
            self.close_connection = True
            return
        self._chunk(asked, {"delta": {}, "finish_reason": "stop"})
        if (asked.get("stream_options") or {}).get("include_usage") and said != "no usage":
            self._event(_chunk(asked, []) | {"usage": USAGE})
        self._write(b"data: [DONE]\n\n")
        self._write(b"")

    def _chunk(self, asked: dict[str, Any], choice: dict[str, Any]) -> None:
        self._event(_chunk(asked, [{"index": 0, "finish_reason": None, **choice}]))

    def _event(self, event: dict[str, Any]) -> None:
        self._write(f"data: {json.dumps(event)}\n\n".encode())

    def _write(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Provider(ThreadingHTTPServer):
    """The server. `asked` are the requests so far, `left` is set when a client went away."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.left = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _said(asked: dict[str, Any]) -> str:
    if asked.get("messages"):
        return str(asked["messages"][-1]["content"])
    return str(asked.get("input") or asked.get("prompt") or "")


def _chunk(asked: dict[str, Any], choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": asked["model"],
        "choices": choices,
    }


def _reply(asked: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": "".join(WORDS)}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return _chunk(asked, [choice]) | {"object": "chat.completion", "usage": USAGE}


def _embedding(asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "object": "list",
        "model": asked["model"],
        "data": [{"object": "embedding", "index": 0, "embedding": [0.5, 0.25]}],
        "usage": {"prompt_tokens": 9, "total_tokens": 9},
    }
