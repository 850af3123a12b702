"""What servers of partners may answer, and how connections are kept."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from gateways.webhooks import client as clients
from gateways.webhooks.addresses import Addresses, read_networks
from gateways.webhooks.client import Answer, EndpointClient
from gateways.webhooks.connection import FRAMED_BYTES_MAX, HEAD_BYTES_MAX, Connection, NoAnswer
from tests.support.webhooks.receiver import OK, Received, Receiver, answering, receiving

LOOPBACK = Addresses(read_networks(["127.0.0.0/8"]))
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"


async def ask(receiver: Receiver, times: int = 1, seconds: float = 5) -> list[Answer]:
    client = EndpointClient(LOOPBACK, receiver.url, seconds=seconds)
    try:
        return [await client.post({"content-length": "2"}, b"{}") for _ in range(times)]
    finally:
        await client.close()


def connections_of(receiver: Receiver) -> int:
    return len({one.connection for one in receiver.requests})


@pytest.mark.parametrize(
    ("answer", "code", "text"),
    [
        (OK, 200, "ok"),
        (CHUNKED, 200, "ok"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, 200, "ok"),
        (b"HTTP/1.1 103 Early\r\nlink: </a>\r\n\r\n" + answering(500, b"no"), 500, "no"),
    ],
)
async def test_answers_are_read_and_the_connection_is_kept(
    answer: bytes, code: int, text: str
) -> None:
    async with receiving(lambda _: answer) as receiver:
        found = await ask(receiver, times=3)
    assert {(one.code, one.text) for one in found} == {(code, text)}
    assert connections_of(receiver) == 1


@pytest.mark.parametrize(
    ("answer", "code", "text"),
    [
        (answering(200, b"ok", connection="close"), 200, "ok"),
        (b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok", 200, "ok"),
        # More than one answer for one request.
        (OK + OK, 200, "ok"),
        (OK + b"HTTP", 200, "ok"),
        (OK + b"\0\0", 200, "ok"),
        (b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", 101, ""),
    ],
)
async def test_a_connection_that_cannot_be_kept_is_closed(
    answer: bytes, code: int, text: str
) -> None:
    async with receiving(lambda _: answer) as receiver:
        found = await ask(receiver, times=2)
    assert {(one.code, one.text) for one in found} == {(code, text)}
    assert connections_of(receiver) == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9\r\n",
        b"\0\0\0\0",
        HEAD + b"x: " + b"y" * HEAD_BYTES_MAX * 2,
        HEAD + b"content-length: many\r\n\r\n",
        HEAD + b"content-length: 2\r\ncontent-length: 3\r\n\r\nok",
    ],
)
async def test_what_is_no_answer_is_a_failure(answer: bytes) -> None:
    async with receiving(lambda _: answer) as receiver:
        [found] = await ask(receiver)
    assert found.code is None
    assert found.text


async def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    async with receiving(lambda _: HEAD + b"\r\nok", ends=True) as receiver:
        [found] = await ask(receiver)
    assert (found.code, found.text) == (200, "ok")
    for beginning, reason in ((b"", "NoAnswer"), (b"HTTP/1.1 2", "within the head")):
        async with receiving(lambda _, sent=beginning: sent, ends=True) as receiver:
            [found] = await ask(receiver)
        assert found.code is None
        assert reason in found.text
        # It was no kept connection, so it is not tried again.
        assert len(receiver.requests) == 1


async def test_a_body_of_endless_tiny_parts_is_cut() -> None:
    part = b"1;" + b"x" * 2_000 + b"\r\ny\r\n"
    answer = HEAD + b"transfer-encoding: chunked\r\n\r\n" + part * 10_000
    async with receiving(lambda _: answer) as receiver:
        [found] = await ask(receiver)
    assert found.code == 200
    assert set(found.text) == {"y"}
    assert len(answer) > 100 * FRAMED_BYTES_MAX


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 503 Busy\r\n\r\n"])
async def test_a_connection_that_ended_before_the_request_is_no_wait(first: bytes) -> None:
    """The server closes each connection at once, or speaks before it is asked."""

    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(180):
        _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
        while connection.is_free:
            await asyncio.sleep(0)
        with pytest.raises(NoAnswer):
            await connection.ask(b"")
    server.close()


async def test_a_kept_connection_that_was_closed_is_replaced() -> None:
    """The server closes it without a word when the second request arrives."""
    answers: list[bytes] = [OK, b"", OK]

    def answer(_: Received) -> bytes:
        return answers.pop(0)

    async with receiving(answer, ends_after=b"") as receiver:
        found = await ask(receiver, times=2)
    assert [one.code for one in found] == [200, 200]
    assert [one.body for one in receiver.requests] == [b"{}"] * 3


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=10))
def test_an_answer_in_pieces_never_breaks_a_connection(pieces: list[bytes]) -> None:
    """No bytes of a server raise in the loop, where nobody would hear of it."""
    connection = Connection()
    for piece in (HEAD[:9], *pieces):
        connection.data_received(piece)
    connection.connection_lost(None)
    assert not connection.is_free


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "partner")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "partner.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


async def test_only_a_server_with_a_trusted_certificate_of_the_name_gets_anything(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    trusted = ssl.create_default_context(cafile=str(certificate))
    contexts: list[Callable[[], ssl.SSLContext]] = [clients._certificates, lambda: trusted]
    async with receiving(tls=served) as receiver:
        url = receiver.url
        codes = []
        for context in contexts:
            monkeypatch.setattr(clients, "_certificates", context)
            codes += [(await ask(receiver))[0].code]
        receiver.url = url.replace("127.0.0.1", "localhost")
        codes += [(await ask(receiver))[0].code]
    assert codes == [None, 200, None]
    assert len(receiver.requests) == 1
