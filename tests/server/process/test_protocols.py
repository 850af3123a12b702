"""uvicorn still has the private names that the server relies on, after an upgrade."""

from __future__ import annotations

import ast
import asyncio
import inspect
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from uvicorn.supervisors.multiprocess import SIGNALS, Multiprocess, Process
from websockets.asyncio.client import connect

from server.process import guarded_http, guarded_websocket, protocols, supervisor
from server.process.guarded_http import GuardedHttpProtocol
from server.process.guarded_websocket import GuardedWebSocketProtocol
from server.process.protocols import HttpProtocol, WebSocketProtocol
from server.process.supervisor import Supervisor
from tests.support.server.waiting import eventually

USED: dict[type, set[str]] = {
    HttpToolsProtocol: {
        "_start_asgi_task",
        "app_state",
        "connection_lost",
        "connection_made",
        "_should_upgrade",
        "_unset_keepalive_if_required",
        "client",
        "cycle",
        "data_received",
        "flow",
        "handle_websocket_upgrade",
        "headers",
        "loop",
        "on_body",
        "on_headers_complete",
        "on_message_begin",
        "on_message_complete",
        "on_response_complete",
        "parser",
        "pause_writing",
        "pipeline",
        "resume_writing",
        "scheme",
        "server_state",
        "transport",
        "url",
    },
    RequestResponseCycle: {
        "body",
        "default_headers",
        "disconnected",
        "keep_alive",
        "message_event",
        "more_body",
        "response_complete",
        "response_started",
        "scope",
        "waiting_for_100_continue",
    },
    FlowControl: {"read_paused", "resume_reading", "write_paused"},
    WebSocketsSansIOProtocol: {
        "app_state",
        "curr_msg_data_type",
        "close_sent",
        "conn",
        "connection_lost",
        "connection_made",
        "data_received",
        "default_headers",
        "frames",
        "handle_cont",
        "handle_parser_exception",
        "handle_ping",
        "handle_pong",
        "handshake_complete",
        "handshake_initiated",
        "loop",
        "run_asgi",
        "scope",
        "send",
        "shutdown",
        "transport",
        "writable",
    },
    Multiprocess: {"config", "init_processes", "processes", "should_exit"},
    Process: {"wait_until_ready"},
}
"""The names that the modules below read, set, call or override."""
MODULES = (protocols, guarded_http, guarded_websocket, supervisor)
EXTENDED = [
    (GuardedHttpProtocol, HttpToolsProtocol),
    (HttpProtocol, HttpToolsProtocol),
    (GuardedWebSocketProtocol, WebSocketsSansIOProtocol),
    (WebSocketProtocol, WebSocketsSansIOProtocol),
    (Supervisor, Multiprocess),
]


@dataclass
class Seen:
    """The objects of uvicorn that served one request and one websocket."""

    objects: dict[type, Any] = field(default_factory=dict)

    async def __call__(
        self, scope: dict[str, Any], receive: Any, send: Callable[[Any], Awaitable[None]]
    ) -> None:
        one = receive.__self__
        self.objects[type(one)] = one
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        else:
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})


@contextmanager
def own_signals() -> Iterator[None]:
    """Restore the signal handlers, because the supervisor replaces them when it is created."""
    before = {one: signal.getsignal(one) for one in SIGNALS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@pytest.fixture
async def seen() -> Seen:
    """Serve with uvicorn's own protocols on a port, without the server's additions."""
    seen = Seen()
    config = uvicorn.Config(seen, ws=WebSocketsSansIOProtocol, lifespan="off", log_config=None)
    state = ServerState()

    def made() -> HttpToolsProtocol:
        seen.objects[HttpToolsProtocol] = one = HttpToolsProtocol(config, state, {})
        return one

    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with httpx.AsyncClient() as http:
        await http.get(f"http://{host}:{port}/")
    async with connect(f"ws://{host}:{port}/") as client:
        await client.wait_closed()
    server.close()
    await eventually(lambda: not state.connections)
    with own_signals():
        seen.objects[Multiprocess] = Multiprocess(config, [])
    seen.objects[Process] = Process(config, [])
    seen.objects[FlowControl] = seen.objects[HttpToolsProtocol].flow
    return seen


@pytest.mark.parametrize("kind", USED, ids=lambda kind: kind.__name__)
def test_uvicorn_still_has_the_names_that_are_used(seen: Seen, kind: type) -> None:
    missing = {name for name in USED[kind] if not hasattr(seen.objects[kind], name)}
    assert not missing, (
        f"uvicorn {uvicorn.__version__} has no {kind.__name__}.{', '.join(sorted(missing))}: "
        "adapt server/process"
    )


@pytest.mark.parametrize(("ours", "base"), EXTENDED, ids=lambda kind: kind.__name__)
def test_overridden_methods_take_what_uvicorn_passes(ours: type, base: type) -> None:
    names = {name for name, one in vars(ours).items() if inspect.isfunction(one)} & USED[base]
    assert names
    for name in names:
        parameters = [list(inspect.signature(vars(one)[name]).parameters) for one in (ours, base)]
        assert parameters[0] == parameters[1], name


def test_the_scope_of_a_websocket_has_extensions(seen: Seen) -> None:
    assert isinstance(seen.objects[WebSocketsSansIOProtocol].scope["extensions"], dict)


def test_every_name_that_is_used_is_pinned() -> None:
    trees = [ast.parse(Path(one.__file__).read_text(encoding="utf-8")) for one in MODULES]
    classes = [one for tree in trees for one in tree.body if isinstance(one, ast.ClassDef)]
    seen = set()
    for ours, base in EXTENDED:
        [node] = [one for one in classes if one.name == ours.__name__]
        seen.add(node.name)
        own = {
            name
            for one in ours.__mro__
            if one.__module__.startswith("server.")
            for name in own_names(one)
        }
        assert {*attributes(node, "self", "super()")} - (own - USED[base]) <= USED[base]
        assert {*attributes(node, "cycle", "self.cycle")} <= USED[RequestResponseCycle]
        assert {*attributes(node, "self.flow")} <= USED[FlowControl]
    assert len(seen) == len(EXTENDED)


def own_names(one: type) -> set[str]:
    return {*vars(one), *vars(one).get("__annotations__", ())}


def attributes(node: ast.AST, *holders: str) -> set[str]:
    return {
        one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute) and ast.unparse(one.value) in holders
    }
