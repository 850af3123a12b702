"""Addresses to which events may be sent; nothing reaches a private one by a trick of names."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.webhooks import addresses as addresses_module
from gateways.webhooks.addresses import Addresses, AddressRefused, read_networks
from gateways.webhooks.client import EndpointClient
from gateways.webhooks.connection import ANSWER_BYTES_MAX
from tests.support.webhooks.receiver import Receiver, answering, receiving

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::808:808",
    "::ffff:0:7f00:1",
    "::127.0.0.1",
    "fec0::1",
    "feff::1",
    "192.0.0.8",
    "192.88.99.1",
    "198.18.0.1",
    "100::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]
PUBLIC = [
    "93.184.216.34",
    "2606:2800:220:1:248:1893:25c8:1946",
    "::ffff:93.184.216.34",
    "64:ff9b::5db8:d822",
]
LOOPBACK = read_networks(["127.0.0.0/8"])
HEADERS = {"content-length": "2"}


class Names:
    """A resolver whose answer changes each time: the attack of a partner."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = [*answers]
        self.asked = 0

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return self.answers.pop(0)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_private_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        await Addresses((), Names([address])).of("partner.test", 443)


@pytest.mark.parametrize("address", PUBLIC)
async def test_a_public_address_is_accepted(address: str) -> None:
    assert await Addresses((), Names([address])).of("partner.test", 443) == [address]


async def test_one_private_address_among_others_refuses_the_name() -> None:
    for answer in ([PUBLIC[0], "10.0.0.1"], ["10.0.0.1", PUBLIC[0]]):
        with pytest.raises(AddressRefused):
            await Addresses((), Names(answer)).of("partner.test", 443)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_as_good_as_the_address(address: object) -> None:
    """IPv6 has several names for each IPv4 address."""

    async def accepts(text: str) -> bool:
        try:
            return bool(await Addresses((), Names([text])).of("partner.test", 443))
        except AddressRefused:
            return False

    async def each() -> list[bool]:
        return [await accepts(f"{before}{address}") for before in ("", "::ffff:", "64:ff9b::")]

    plain, mapped, translated = asyncio.run(each())
    assert plain is mapped is translated
    assert plain <= ip_address(str(address)).is_global


async def test_a_numeric_name_of_this_machine_is_refused() -> None:
    for host in ("2130706433", "0x7f000001", "127.1", "localhost"):
        why = await Addresses(()).why_refused(f"http://{host}/")
        assert why is not None, host


async def test_a_name_that_changes_is_resolved_once_and_never_reaches_another_address(
    receiver: Receiver,
) -> None:
    """The name leads to a public address when it is checked, and to this machine afterwards."""
    names = Names([PUBLIC[0]], ["127.0.0.1"])
    addresses = Addresses((), names)
    assert await addresses.why_refused(receiver.url) is None
    client = EndpointClient(addresses, receiver.url)
    answer = await client.post(HEADERS, b"{}")
    await client.close()
    assert answer.code is None
    assert answer.text == "127.0.0.1 leads to an address that is not public"
    assert (receiver.requests, names.asked) == ([], 2)


async def test_the_connection_goes_to_the_checked_address_with_the_name_as_host(
    receiver: Receiver,
) -> None:
    names = Names(["127.0.0.1"])
    url = receiver.url.replace("127.0.0.1", "partner.test")
    client = EndpointClient(Addresses(LOOPBACK, names), url)
    for _ in range(2):
        assert (await client.post(HEADERS, b"{}")).code == 200
    await client.close()
    assert {one.headers["host"] for one in receiver.requests} == {url.split("/")[2]}
    # The second request uses the connection of the first.
    assert names.asked == 1


async def test_no_error_tells_what_our_name_servers_answer(receiver: Receiver) -> None:
    """Partners read it. The addresses of our networks are not for them."""
    closed = receiver.url.replace("127.0.0.1", "partner.test")
    refusing = Addresses((), Names(*[["10.9.8.7"]] * 2))
    assert "10.9.8.7" not in str(await refusing.why_refused(closed))
    texts = []
    async with receiving() as gone:
        dead = gone.url.replace("127.0.0.1", "partner.test")
    for places, url in ((refusing, closed), (Addresses(LOOPBACK, Names(["127.0.0.1"])), dead)):
        client = EndpointClient(places, url)
        texts.append((await client.post(HEADERS, b"{}")).text)
        await client.close()
    assert texts == [
        "partner.test leads to an address that is not public",
        "ConnectionRefusedError: [Errno 111] Connection refused",
    ]


async def test_redirects_are_not_followed() -> None:
    async with receiving() as inner:
        moved = answering(302, location=inner.url)
        async with receiving(lambda _: moved) as outer:
            client = EndpointClient(Addresses(LOOPBACK), outer.url)
            answer = await client.post(HEADERS, b"{}")
            await client.close()
        assert answer.code == 302
        assert inner.requests == []


async def test_a_long_answer_is_cut_and_a_silent_server_given_up() -> None:
    async with receiving(lambda _: answering(200, b"x" * 10_000_000)) as receiver:
        client = EndpointClient(Addresses(LOOPBACK), receiver.url)
        answer = await client.post(HEADERS, b"{}")
        await client.close()
    assert (answer.code, len(answer.text)) == (200, ANSWER_BYTES_MAX)
    async with receiving(lambda _: None) as receiver:
        client = EndpointClient(Addresses(LOOPBACK), receiver.url, seconds=0.2)
        answer = await client.post(HEADERS, b"{}")
        await client.close()
    assert (answer.code, answer.text) == (None, "no answer within 0.2 seconds")


async def test_nothing_is_sent_when_the_handshake_fails(receiver: Receiver) -> None:
    """The server speaks no TLS."""
    url = receiver.url.replace("http:", "https:")
    client = EndpointClient(Addresses(LOOPBACK), url, seconds=5)
    answer = await client.post(HEADERS, b"{}")
    await client.close()
    assert answer.code is None
    assert receiver.requests == []


async def test_a_connection_whose_handshake_never_ends_is_closed() -> None:
    closed = asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await reader.read(-1)
        closed.set()
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    client = EndpointClient(Addresses(LOOPBACK), url, seconds=0.2)
    answer = await client.post(HEADERS, b"{}")
    assert (answer.code, answer.text) == (None, "no answer within 0.2 seconds")
    async with asyncio.timeout(180):
        await closed.wait()
    await client.close()
    server.close()


class Silent:
    """The system's resolver while name servers of a partner do not answer. It counts what was
    asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.answers = threading.Event()

    def __call__(self, host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        self.asked[host] += 1
        if host.endswith("silent.test"):
            self.answers.wait(60)
        return [(0, 0, 0, "", (PUBLIC[0], port))]


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silent]:
    one = Silent()
    monkeypatch.setattr(addresses_module, "RESOLVE_SECONDS", 0)
    monkeypatch.setattr(socket, "getaddrinfo", one)
    yield one
    one.answers.set()


async def test_a_silent_name_server_holds_up_nothing_else(silent: Silent) -> None:
    places = Addresses(())
    names = [f"{n}.silent.test" for n in range(16)]
    waiting = (places.of(name, 443) for name in names for _ in range(16))
    given_up = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(one) for one in given_up} == {TimeoutError}
    async with asyncio.timeout(180):
        # Other parts of the process use the threads of the loop.
        assert await asyncio.to_thread(int) == 0
        while not silent.asked["partner.test"]:
            with suppress(TimeoutError):
                await places.of("partner.test", 443)
    assert {silent.asked[name] for name in names} == {1}


async def test_a_name_is_asked_for_again_after_its_answer(
    silent: Silent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses_module, "RESOLVE_SECONDS", 30)
    places = Addresses(())
    for count in (1, 2):
        asked = (places.of("partner.test", 443) for _ in range(3))
        assert await asyncio.gather(*asked) == [[PUBLIC[0]]] * 3
        assert silent.asked["partner.test"] == count
