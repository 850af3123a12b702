"""The open connections of a process, and what became of those that went beyond a limit."""

from __future__ import annotations

import logging
from collections import Counter
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from server.connections.deadlines import Deadlines
from server.connections.limits import ConnectionLimits
from server.connections.turn import Turn

logger = logging.getLogger(__name__)

STATE = "connection_guard"
"""The key in the lifespan's state under which protocols find the Guard."""
REASONS = (
    "after_close",
    "body_bytes",
    "body_timeout",
    "connections",
    "connections_per_address",
    "control_frames",
    "first_message_timeout",
    "fragments",
    "framing",
    "header_bytes",
    "header_timeout",
    "headers",
    "malformed",
    "message_timeout",
    "messages_delayed",
    "not_utf8",
    "pipelined_requests",
    "silent",
    "slow_reader",
    "sockets_per_caller",
)
"""Everything that is counted, so that the metric has each reason from the start."""
FORWARDED_FOR = b"x-forwarded-for"
ADDRESS_LENGTH_MAX = 64
"""The most characters of an address. Clients are remembered, so their names must be short."""
IPV6_PREFIX = 64
"""An IPv6 client usually has a whole network of this size, and counts as one address."""


class Lease:
    """The place of one connection. `end` gives it back, once."""

    __slots__ = ("_guard", "address", "peer")

    def __init__(self, guard: Guard, peer: str, address: str | None) -> None:
        self._guard: Guard | None = guard
        self.peer = peer
        self.address = address

    def end(self) -> None:
        if self._guard is not None:
            self._guard.leave(self.address)
            self._guard = None


class Guard:
    """Counts connections, and refusals by their reason.

    `deadlines` are those of all connections, except the ends of `idle` ones.
    """

    def __init__(self, limits: ConnectionLimits | None = None) -> None:
        self.limits = limits or ConnectionLimits()
        self._has_proxies = bool(self.limits.trusted_proxies)
        self.deadlines = Deadlines()
        self.idle = Deadlines()
        self.turn = Turn()
        self.refused = Counter(dict.fromkeys(REASONS, 0))
        self.open = 0
        self._by_address: Counter[str] = Counter()

    def enter(self, peer: str) -> Lease | None:
        """Return the place of a connection from `peer`; None if there is none left.

        The refusal is counted. A trusted proxy brings the connections of many clients: only the
        limit of all connections holds for it.
        """
        if self.open >= self.limits.connections:
            self.refused["connections"] += 1
            return None
        address = None if self.trusts(peer) else client_of(peer)
        if address is not None and not self._has_room(address):
            return None
        self.open += 1
        return Lease(self, peer, address)

    def upgrade(self, lease: Lease, forwarded_for: str) -> bool:
        """Return whether the connection may become a websocket. One that comes through a trusted
        proxy belongs to one client from then on, and counts for it."""
        if lease.address is not None or not self.trusts(lease.peer):
            return True
        address = client_of(self._client_behind(forwarded_for, lease.peer))
        if not self._has_room(address):
            return False
        lease.address = address
        return True

    def address_of(self, scope: Any) -> str:
        """Return the address that a request of ASGI comes from. A trusted proxy tells it."""
        client = scope.get("client")
        peer: str = client[0] if client else ""
        if not self._has_proxies or not self.trusts(peer):
            return client_of(peer)
        told = b",".join(value for name, value in scope["headers"] if name == FORWARDED_FOR)
        return client_of(self._client_behind(told.decode("latin-1"), peer))

    def leave(self, address: str | None) -> None:
        self.open -= 1
        if address is not None:
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]

    def trusts(self, peer: str) -> bool:
        """Return whether `peer` is the address of a trusted proxy."""
        if not self.limits.trusted_proxies:
            return False
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self.limits.trusted_proxies)

    def _client_behind(self, forwarded_for: str, peer: str) -> str:
        """Return the last address of X-Forwarded-For that is no proxy's. Those before it were
        written by the client."""
        for text in reversed(forwarded_for.split(",")):
            address = _without_port(text.strip()[:ADDRESS_LENGTH_MAX])
            if not self.trusts(address):
                return address or peer
        return peer

    def _has_room(self, address: str) -> bool:
        if self._by_address[address] < self.limits.connections_per_address:
            self._by_address[address] += 1
            return True
        if not self.refused["connections_per_address"]:
            logger.warning(
                "%s has %d connections, and gets no more; if it is a proxy, name it in "
                "TRUSTED_PROXIES",
                address,
                self.limits.connections_per_address,
            )
        self.refused["connections_per_address"] += 1
        return False


def _without_port(text: str) -> str:
    """Return an address of X-Forwarded-For without the port that some proxies add: with it, each
    connection of a client would be an address of its own."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


@lru_cache(maxsize=10_000)
def client_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the network of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    bare = str(parsed).partition("%")[0]
    return str(ip_network(f"{bare}/{IPV6_PREFIX}", strict=False))
