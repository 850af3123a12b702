"""Websockets that go beyond a limit, on a real server: what they are told, and that they end."""

from __future__ import annotations

import json

import pytest

from gateways.identity.jwt_verifier import issue_token
from server.connections.limits import BURST
from server.production import DEVELOPMENT_SECRET
from tests.server.connections.limited import (
    CONNECTIONS,
    CONTROL,
    FRAGMENTS,
    INIT,
    PING,
    PROXY,
    SOCKETS,
    Gained,
)
from tests.support.server.api import real_clock
from tests.support.server.server_process import ServerProcess
from tests.support.server.wire import Wire, frame


def test_websockets_through_a_trusted_proxy_count_for_their_clients(
    server: ServerProcess, gained: Gained
) -> None:
    def forwarded(client: str) -> Wire:
        wires.append(Wire(server.port, PROXY))
        heads.append(wires[-1].upgrade(b"x-forwarded-for: 192.0.2.1, %b\r\n" % client.encode()))
        return wires[-1]

    wires: list[Wire] = []
    heads: list[bytes] = []
    for _ in range(CONNECTIONS):
        forwarded("198.51.100.7")
    forwarded("198.51.100.8")
    assert all(head.startswith(b"HTTP/1.1 101") for head in heads)
    forwarded(f"198.51.100.7, {PROXY}")
    assert heads[-1].startswith(b"HTTP/1.1 429 ")
    # Nobody else's word about an address counts.
    with Wire(server.port) as other:
        assert other.upgrade(b"x-forwarded-for: 198.51.100.7\r\n").startswith(b"HTTP/1.1 101")
    for wire in wires:
        wire.__exit__(None, None, None)
    assert gained() == {"connections_per_address": 1}


FLOODS = {
    "fragments": (frame(1, b"{", last=False), frame(0, b"a", last=False), FRAGMENTS, "fragments"),
    "empty fragments": (frame(1, b"", last=False), frame(0, b"", last=False), 500, "fragments"),
    "pings": (b"", frame(9, b"p"), BURST * CONTROL, "control_frames"),
    "pongs": (b"", frame(10, b"p"), BURST * CONTROL, "control_frames"),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_frames_closes_a_websocket(
    server: ServerProcess, gained: Gained, name: str
) -> None:
    first, each, most, reason = FLOODS[name]
    with Wire(server.port) as wire:
        wire.upgrade()
        wire.send(INIT + first + each * (most + 50))
        answer = wire.rest()
    assert (1008).to_bytes(2, "big") + b"Too many " in answer
    assert gained() == {reason: 1}


@pytest.mark.parametrize("parts", [[b"\xff"], [b"{\xc3", b"("], [b"{}", b"\xe2\x82"]], ids=len)
def test_text_that_is_no_utf8_closes_a_websocket_without_a_traceback(
    server: ServerProcess, gained: Gained, parts: list[bytes]
) -> None:
    logged = len(server.output)
    with Wire(server.port) as wire:
        wire.upgrade()
        for number, part in enumerate(parts, start=1):
            wire.send(frame(0 if number > 1 else 1, part, last=number == len(parts)))
        assert (1007).to_bytes(2, "big") + b"The text is not UTF-8" in wire.rest()
    assert gained() == {"not_utf8": 1}
    assert "Traceback" not in server.output[logged:]


def test_a_flood_after_the_end_of_a_websocket_is_not_read(
    server: ServerProcess, gained: Gained
) -> None:
    with Wire(server.port) as wire:
        wire.upgrade()
        wire.send(INIT + frame(1, b"no message") + frame(1, b"") * 100)
        assert (4400).to_bytes(2, "big") in wire.until(b"JSON")
        assert gained() == {}
        wire.send(frame(1, b"") * 100_000)
        assert wire.rest() == b""
    assert gained() == {"after_close": 1}


def test_as_many_frames_as_allowed_are_taken(server: ServerProcess, gained: Gained) -> None:
    with Wire(server.port) as wire:
        wire.upgrade()
        wire.send(INIT + frame(9, b"p") * BURST * CONTROL)
        text = b'{"type":"ping"}'
        wire.send(frame(1, text[:1], last=False))
        for _ in range(FRAGMENTS - 2):
            wire.send(frame(0, b" ", last=False))
        wire.send(frame(0, text[1:]))
        wire.until(b'{"type":"pong"}')
    assert gained() == {}


def test_a_message_that_is_not_complete_in_time_closes_a_websocket(
    server: ServerProcess, gained: Gained
) -> None:
    with Wire(server.port) as wire:
        wire.upgrade()
        wire.send(INIT + frame(1, b"{", last=False))
        assert b"not complete in time" in wire.rest()
    assert gained() == {"message_timeout": 1}


def test_a_websocket_without_a_first_message_is_closed(
    server: ServerProcess, gained: Gained
) -> None:
    with Wire(server.port) as wire:
        wire.upgrade()
        wire.send(PING)
        answer = wire.until(b"timeout")
        assert (4408).to_bytes(2, "big") in answer
    assert gained() == {"first_message_timeout": 1}


def test_messages_above_the_rate_are_answered_later(server: ServerProcess, gained: Gained) -> None:
    query = json.dumps({"query": "{ packs { name } }"})
    last = f'{{"id":"1","type":"subscribe","payload":{query}}}'
    with Wire(server.port) as wire:
        wire.upgrade()
        wire.send(INIT + PING * 600 + frame(1, last.encode()))
        wire.until(b'"type":"complete"')
    assert set(gained()) == {"messages_delayed"}


def test_a_caller_has_so_many_sockets(server: ServerProcess, gained: Gained) -> None:
    def init(account: str) -> bytes:
        token = issue_token(DEVELOPMENT_SECRET, account=account, ttl=3600, now=real_clock())
        message = {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}
        return frame(1, json.dumps(message).encode())

    wires = [Wire(server.port) for _ in range(SOCKETS + 2)]
    for wire in wires:
        wire.upgrade()
    for wire in wires[:SOCKETS]:
        wire.send(init("alice"))
        wire.until(b"connection_ack")
    wires[SOCKETS].send(init("alice"))
    assert (1013).to_bytes(2, "big") in wires[SOCKETS].until(b"too many sockets")
    wires[-1].send(init("bob"))
    wires[-1].until(b"connection_ack")
    # Frames of the websocket end with a close: the place is free again.
    wires[0].send(frame(8, (1000).to_bytes(2, "big")))
    wires[0].rest()
    with Wire(server.port) as again:
        again.upgrade()
        again.send(init("alice"))
        again.until(b"connection_ack")
    for wire in wires:
        wire.__exit__(None, None, None)
    assert gained() == {"sockets_per_caller": 1}
