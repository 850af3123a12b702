"""Connections that go beyond a limit, on a real server: what they are told, and that they end."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateways.identity.jwt_verifier import issue_token
from server.connections.limits import BURST, ConnectionLimits
from server.production import DEVELOPMENT_SECRET
from tests.support.server.api import real_clock
from tests.support.server.server_process import ROOT, ServerProcess, server_process
from tests.support.server.wire import HANDSHAKE, TIMEOUT_SECONDS, Wire, frame, refusals

BODY_BYTES_MAX = ConnectionLimits().body_bytes
HEADER_BYTES, HEADERS, PIPELINED, FRAGMENTS, CONTROL = 4_096, 20, 5, 50, 4
CONNECTIONS, SOCKETS = 10, 2
CROWD, PROXY = "127.0.0.2", "127.0.0.3"
GET = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n"
POST = b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
CHUNKED = POST + b"transfer-encoding: chunked\r\n\r\n"
INIT = frame(1, b'{"type":"connection_init"}')
PING = frame(1, b'{"type":"ping"}')


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    url = f"sqlite://{Path(tmp_path_factory.mktemp('limits')) / 'billing.db'}"
    settings = {
        "HEADER_BYTES_MAX": HEADER_BYTES,
        "HEADERS_MAX": HEADERS,
        "HEADER_SECONDS": 1,
        "BODY_SECONDS": 1,
        "FIRST_MESSAGE_SECONDS": 1,
        "STALLED_SECONDS": 1,
        "IDLE_SECONDS": 5,
        "PIPELINED_REQUESTS_MAX": PIPELINED,
        "FRAGMENTS_MAX": FRAGMENTS,
        "CONTROL_FRAMES_PER_SECOND_MAX": CONTROL,
        "CONNECTIONS_PER_ADDRESS_MAX": CONNECTIONS,
        "SOCKETS_PER_CALLER_MAX": SOCKETS,
        "MESSAGES_PER_SECOND_MAX": 100,
        "AUDIT_ACCOUNTS_PER_SECOND": 0,
    }
    given = {name: str(value) for name, value in settings.items()}
    with server_process(url, TRUSTED_PROXIES=PROXY, **given) as running:
        yield running


@pytest.fixture
def gained(server: ServerProcess) -> Callable[[], dict[str, int]]:
    """Return a function for the refusals since the test began."""
    before = refusals(server.port)

    def since() -> dict[str, int]:
        now = refusals(server.port)
        return {name: n - before.get(name, 0) for name, n in now.items() if n > before.get(name, 0)}

    return since


Gained = Callable[[], dict[str, int]]

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
