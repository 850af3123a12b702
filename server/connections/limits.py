"""Every limit of connections, as one value. The README's table of settings lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Protocol

BURST = 5
"""How many seconds' worth of messages or control frames may come at once."""

Network = IPv4Network | IPv6Network


class Number(Protocol):
    """Reads a whole number from the environment. Raises an error that names the variable."""

    def __call__(self, name: str, default: int, *, least: int = 1, most: int) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """The limits of one process. The defaults here are those of development.

    `connections_per_address` counts all TCP connections of an address, except those of
    `trusted_proxies`. `body_bytes` is for any endpoint: most have a smaller limit, with their own
    answer. `sockets_per_caller` is for a user; callers that read every account have more
    (`server.live.sockets`).
    """

    header_bytes: int = 32_768
    headers: int = 100
    header_seconds: int = 10
    body_bytes: int = 8_388_608
    body_seconds: int = 30
    first_message_seconds: int = 10
    stalled_seconds: int = 60
    idle_seconds: int = 75
    pipelined_requests: int = 100
    connections: int = 15_000
    connections_per_address: int = 15_000
    sockets_per_caller: int = 15_000
    messages_per_second: int = 2_000
    control_frames_per_second: int = 20
    fragments: int = 1_000
    trusted_proxies: tuple[Network, ...] = ()


PRODUCTION: Mapping[str, int] = {
    "connections_per_address": 500,
    "sockets_per_caller": 100,
    "messages_per_second": 200,
}
"""The defaults of production, where they differ."""

_NAMES = {
    "header_bytes": ("HEADER_BYTES_MAX", 65_536),
    "headers": ("HEADERS_MAX", 1_000),
    "header_seconds": ("HEADER_SECONDS", 600),
    "body_bytes": ("BODY_BYTES_MAX", 1_000_000_000),
    "body_seconds": ("BODY_SECONDS", 3_600),
    "first_message_seconds": ("FIRST_MESSAGE_SECONDS", 600),
    "stalled_seconds": ("STALLED_SECONDS", 3_600),
    "idle_seconds": ("IDLE_SECONDS", 3_600),
    "pipelined_requests": ("PIPELINED_REQUESTS_MAX", 1_000),
    "connections": ("CONNECTIONS_MAX", 1_000_000),
    "connections_per_address": ("CONNECTIONS_PER_ADDRESS_MAX", 1_000_000),
    "sockets_per_caller": ("SOCKETS_PER_CALLER_MAX", 1_000_000),
    "messages_per_second": ("MESSAGES_PER_SECOND_MAX", 1_000_000),
    "control_frames_per_second": ("CONTROL_FRAMES_PER_SECOND_MAX", 10_000),
    "fragments": ("FRAGMENTS_MAX", 100_000),
}
"""The variable of each limit, and its largest value."""


def read_limits(number: Number, env: Mapping[str, str], *, production: bool) -> ConnectionLimits:
    """Read the limits from the environment. Raises ValueError for a bad network, and what
    `number` raises."""
    usual = ConnectionLimits()
    given: dict[str, Any] = {}
    for field, (name, most) in _NAMES.items():
        default = getattr(usual, field)
        if production:
            default = PRODUCTION.get(field, default)
        given[field] = number(name, default, most=most)
    proxies = env.get("TRUSTED_PROXIES", "").replace(",", " ").split()
    return ConnectionLimits(trusted_proxies=tuple(map(_network, proxies)), **given)


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise ValueError(f"TRUSTED_PROXIES: {error}") from error
