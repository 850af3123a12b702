"""Connections that go beyond a limit, on a real server: what they are told, and that they end."""

from __future__ import annotations

import time

import pytest

from tests.server.connections.limited import (
    BODY_BYTES_MAX,
    CHUNKED,
    CONNECTIONS,
    CROWD,
    GET,
    HEADER_BYTES,
    HEADERS,
    PIPELINED,
    POST,
    Gained,
)
from tests.support.server.server_process import ROOT, ServerProcess
from tests.support.server.wire import HANDSHAKE, TIMEOUT_SECONDS, Wire

TOO_MUCH = {
    "one long header": (GET[:-2] + b"x: " + b"a" * HEADER_BYTES + b"\r\n\r\n", 431, "header_bytes"),
    "many bytes of headers": (
        GET[:-2] + b"".join(b"x%d: %b\r\n" % (n, b"a" * 500) for n in range(10)) + b"\r\n",
        431,
        "header_bytes",
    ),
    "a header without an end": (GET[:-2] + b"x: " + b"a" * 300_000, 431, "header_bytes"),
    "a long address": (b"GET /" + b"a" * 300_000, 431, "header_bytes"),
    "headers without an end": (GET[:-2] + b"x: y\r\n" * 100_000, 431, "header_bytes"),
    "many headers": (GET[:-2] + b"x: y\r\n" * HEADERS + b"\r\n", 431, "headers"),
    "empty lines without an end": (b"\r\n" * 200_000, 431, "header_bytes"),
    "many headers of an upgrade": (
        b"GET /graphql HTTP/1.1\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
        + b"x: y\r\n" * HEADERS
        + b"\r\n",
        431,
        "headers",
    ),
    "chunks of a byte": (CHUNKED + b"1\r\na\r\n" * 100_000, 413, "framing"),
    "a chunk's extension without an end": (CHUNKED + b"1;" + b"a" * 400_000, 413, "framing"),
    "trailers without an end": (CHUNKED + b"0\r\n" + b"x: y\r\n" * 100_000, 413, "framing"),
    "no request": (b"hello\r\n\r\n", 400, "malformed"),
    "a tunnel": (b"CONNECT x:443 HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed"),
    "a websocket with a body": (
        HANDSHAKE % b"content-length: 1\r\n" + b"x",
        400,
        "malformed",
    ),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_who_sends_too_much_is_told_so(server: ServerProcess, gained: Gained, name: str) -> None:
    data, status, reason = TOO_MUCH[name]
    with Wire(server.port) as wire:
        wire.send(data)
        wire.shut()
        answer = wire.rest()
    assert answer.startswith(b"HTTP/1.1 %d " % status), answer
    assert b"\r\nconnection: close\r\n" in answer
    assert answer.count(b"HTTP/1.1 ") == 1
    assert gained() == {reason: 1}


LATE = {
    "half a line": (b"GET / HT", 408, "header_timeout"),
    "no empty line": (GET[:-2], 408, "header_timeout"),
    "an empty line only": (b"\r\n", 408, "header_timeout"),
    "half an upgrade": (
        b"GET /graphql HTTP/1.1\r\nupgrade: websocket\r\n",
        408,
        "header_timeout",
    ),
    "half a body": (POST + b"content-length: 100\r\n\r\n{", 408, "body_timeout"),
    "half a chunk": (CHUNKED + b"5\r\n{", 408, "body_timeout"),
    "half a webhook": (
        b"POST /webhooks/stripe HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{",
        408,
        "body_timeout",
    ),
}


@pytest.mark.parametrize("name", LATE)
def test_a_request_that_is_not_complete_in_time_ends(
    server: ServerProcess, gained: Gained, name: str
) -> None:
    data, status, reason = LATE[name]
    with Wire(server.port) as wire:
        wire.send(data)
        answer = wire.rest()
    assert answer.startswith(b"HTTP/1.1 %d " % status), answer
    assert gained() == {reason: 1}


def test_a_request_after_another_has_its_own_time(server: ServerProcess, gained: Gained) -> None:
    with Wire(server.port) as wire:
        wire.send(GET + GET[:10])
        assert wire.until(b"ok").startswith(b"HTTP/1.1 200")
        assert wire.rest().startswith(b"HTTP/1.1 408")
    assert gained() == {"header_timeout": 1}


def test_a_connection_that_says_nothing_is_closed_without_a_word(
    server: ServerProcess, gained: Gained
) -> None:
    with Wire(server.port) as wire:
        assert wire.rest() == b""
    assert gained() == {"silent": 1}


def test_an_idle_connection_stays_open_for_the_next_request_but_not_for_ever(
    server: ServerProcess, gained: Gained
) -> None:
    with Wire(server.port) as idle, Wire(server.port) as silent:
        idle.send(GET)
        assert idle.until(b"ok").startswith(b"HTTP/1.1 200")
        assert silent.rest() == b"", "by then the time for headers is over"
        idle.send(GET)
        assert idle.until(b"ok").startswith(b"HTTP/1.1 200")
        assert idle.rest() == b"", "without a next request it is closed"
    assert gained() == {"silent": 1}


def test_a_body_whose_request_is_answered_is_not_read_for_ever(
    server: ServerProcess, gained: Gained
) -> None:
    with Wire(server.port) as wire:
        wire.send(b"POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000000\r\n\r\n")
        for _ in range(40):
            wire.send(b"a" * 1_000_000)
        assert wire.rest().startswith(b"HTTP/1.1 404")
    assert set(gained()) <= {"body_bytes"}


def test_a_body_that_no_endpoint_limits_is_limited(server: ServerProcess, gained: Gained) -> None:
    head = b"POST /sandbox/v1/checkout/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n"
    head += b"content-type: application/x-www-form-urlencoded\r\nauthorization: Bearer x\r\n\r\n"
    with Wire(server.port) as wire:
        wire.send(head % (BODY_BYTES_MAX * 4))
        wire.send(b"a" * (BODY_BYTES_MAX + 200_000))
        wire.shut()
        assert wire.rest().startswith(b"HTTP/1.1 4")


def test_requests_beyond_the_pipeline_are_not_answered(
    server: ServerProcess, gained: Gained
) -> None:
    with Wire(server.port) as wire:
        wire.send(GET * 100)
        answers = wire.rest()
    # One is under way, and so many wait.
    assert answers.count(b"HTTP/1.1 200 OK") == PIPELINED + 1
    assert answers.count(b"connection: close") == 1
    assert gained() == {"pipelined_requests": 1}


def test_an_address_has_so_many_connections(server: ServerProcess, gained: Gained) -> None:
    crowd = [Wire(server.port, CROWD) for _ in range(CONNECTIONS)]
    for wire in crowd:
        wire.send(GET)
        assert wire.until(b"ok").startswith(b"HTTP/1.1 200")
    with Wire(server.port, CROWD) as more, Wire(server.port) as other:
        assert more.rest().startswith(b"HTTP/1.1 429 ")
        other.send(GET)
        assert other.until(b"ok").startswith(b"HTTP/1.1 200"), "another address has its own"
    # The place of one that became a websocket is free again when it is gone, too.
    assert crowd[0].upgrade().startswith(b"HTTP/1.1 101")
    for wire in crowd[:2]:
        wire.shut()
        wire.rest()
        wire.__exit__(None, None, None)
    for _ in range(2):
        crowd.append(Wire(server.port, CROWD))
        crowd[-1].send(GET)
        assert crowd[-1].until(b"ok").startswith(b"HTTP/1.1 200")
    for wire in crowd[2:]:
        wire.__exit__(None, None, None)
    assert gained() == {"connections_per_address": 1}


def test_a_client_that_does_not_read_its_answer_is_broken_off(
    server: ServerProcess, gained: Gained
) -> None:
    [asset] = (ROOT / "web/dist/graphiql/assets").glob("index-*.js")
    request = b"GET /graphiql/assets/%b HTTP/1.1\r\nhost: x\r\n\r\n" % asset.name.encode()
    with Wire(server.port, buffer=4_096) as wire:
        # Together they are larger than what the system keeps for a connection.
        wire.send(request * (PIPELINED + 1))
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while "slow_reader" not in gained():
            assert time.monotonic() < deadline
    assert gained() == {"slow_reader": 1}
