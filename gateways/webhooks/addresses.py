"""The addresses to which events may be sent: public ones, and those that the operator allows.

Partners choose the address, so it could name a machine of our own network.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from billing.checks import check_text
from billing.errors import BadInput

logger = logging.getLogger(__name__)

Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Returns the addresses of a name. Raises OSError."""

RESOLVE_SECONDS = 5.0
RESOLVING_MAX = 32
"""The names that are asked for at the same time."""
URL_LENGTH_MAX = 2_000
_TRANSLATED = ip_network("64:ff9b::/96")
"""Its last 32 bits are an IPv4 address, to which a translator leads (RFC 6052)."""
_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # IETF protocol assignments
            "192.88.99.0/24",  # 6to4 relays, deprecated
            "64:ff9b:1::/48",  # translation within a network
            "100::/64",  # discarded
            "2001::/23",  # IETF protocol assignments, Teredo among them
            "3fff::/20",  # documentation
            "5f00::/16",  # segment routing
            "fec0::/10",  # site-local, deprecated
        ),
    )
)
"""Networks that `is_global` does not know in every supported Python, or calls global."""


class AddressRefused(Exception):
    """The address is in a network to which nothing is sent."""


class SystemResolver:
    """Asks the system for the addresses of a name. A partner's name server may never answer, and
    such a question occupies its thread much longer than anybody waits. So the threads are not those
    of the rest of the process, and a name that is asked for is not asked for again."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(RESOLVING_MAX, thread_name_prefix="webhook-names")
        self._asked: dict[tuple[str, int], asyncio.Future[list[str]]] = {}

    async def __call__(self, host: str, port: int) -> list[str]:
        """Return the addresses. Raises OSError, also after RESOLVE_SECONDS, and UnicodeError."""
        name = (host, port)
        asked = self._asked.get(name)
        if asked is None:
            asked = asyncio.get_running_loop().run_in_executor(self._threads, _ask, *name)
            self._asked[name] = asked
            asked.add_done_callback(partial(self._answered, name))
        async with asyncio.timeout(RESOLVE_SECONDS):
            return await asyncio.shield(asked)

    def _answered(self, name: tuple[str, int], answer: asyncio.Future[list[str]]) -> None:
        del self._asked[name]
        # Perhaps nobody waits for it any more.
        if not answer.cancelled():
            answer.exception()


def _ask(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks that a setting names. Raises ValueError."""
    return tuple(ip_network(text) for text in texts)


def check_endpoint_url(url: str, *, encrypted: bool) -> None:
    """Check an address to which events are sent. With `encrypted` it must begin with https://. A
    name and a password in it would be shown to everybody who sees the endpoint."""
    check_text("url", url, URL_LENGTH_MAX)
    schemes = ("https",) if encrypted else ("https", "http")
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or not url.isascii() or " " in url:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise BadInput("url", f"must be an address that begins with {wanted}")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadInput("url", "must not have a user name, a password or a fragment")


class Addresses:
    """The acceptable addresses. `allowed` are networks that are not public, but permitted."""

    def __init__(self, allowed: Iterable[Network], resolve: Resolve | None = None) -> None:
        self._allowed = tuple(allowed)
        self._resolve = resolve or SystemResolver()

    async def of(self, host: str, port: int) -> list[str]:
        """Return the addresses of a name, of which each may be connected to. Raises AddressRefused
        if one of them may not: a name with both kinds is an attempt to reach the other one."""
        found = await self._resolve(host, port)
        for address in found:
            if not self._accepts(address):
                # Partners read the error. What our own name servers answer is not for them.
                logger.warning("nothing is sent to %s, the address of %s", address, host)
                raise AddressRefused(f"{host} leads to an address that is not public")
        return found

    async def why_refused(self, url: str) -> str | None:
        """Return why nothing is sent to this address. What cannot be resolved now is tried."""
        parts = urlsplit(url)
        try:
            await self.of(parts.hostname or "", parts.port or 443)
        except AddressRefused as error:
            return f"The network of the address is not allowed: {error}."
        except (OSError, UnicodeError):
            return None
        return None

    def _accepts(self, address: str) -> bool:
        return all(
            _is_public(one) or any(one in network for network in self._allowed)
            for one in _meant(ip_address(address))
        )


def _meant(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """Yield the address, and the IPv4 addresses to which a translation or a tunnel would lead."""
    if isinstance(address, IPv4Address):
        yield address
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
        return
    # A zone, as in fe80::1%eth0, is no part of a network.
    plain = IPv6Address(int(address))
    if plain in _TRANSLATED:
        # In networks without IPv4, all addresses of other servers are of this form.
        yield IPv4Address(int(plain) & 0xFFFF_FFFF)
        return
    yield plain
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    is_usual = address.is_global and not (address.is_multicast or address.is_reserved)
    return is_usual and not any(address in network for network in _NOT_PUBLIC)
