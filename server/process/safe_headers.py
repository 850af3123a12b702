"""Headers that every answer has. The protocols write them, so that no endpoint can forget them."""

from __future__ import annotations

from collections.abc import Iterable

SAFE_HEADERS = [("x-content-type-options", "nosniff")]
"""Browsers must not guess the type of any answer. uvicorn adds these to each answer of HTTP, and
`guarded_websocket` to each answer to an upgrade."""

STATE = "strict_transport_security"
"""The key in the lifespan's state of the value for an answer that goes back by HTTPS; None for
none."""
HSTS = b"strict-transport-security"


def strict_transport_security(seconds: int) -> bytes | None:
    """Return the value for so many seconds; None for 0. Subdomains are not ours to decide about."""
    return b"max-age=%d" % seconds if seconds else None


def came_by_https(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a trusted proxy says that its client used HTTPS. Of a chain of proxies, the first
    value is about the client."""
    for name, value in headers:
        if name == b"x-forwarded-proto":
            return value.partition(b",")[0].strip().lower() == b"https"
    return False
