"""Which pages of browsers may call, by the headers that browsers set and pages cannot change."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from strawberry.http.websocket_origin import is_same_origin, normalize_origin

logger = logging.getLogger(__name__)

OWN_SITES = frozenset({None, b"same-origin", b"none"})
"""Values of Sec-Fetch-Site without another page behind the request. `none` is an address that a
person entered. Old browsers and other programs do not send the header."""
EVERY = "*"
WITHOUT = "null"
"""What browsers send for a page without an origin: a local file, or a frame in a sandbox."""
REPORTED_MAX = 1_000
"""The most origins that are reported by one process, because strangers can invent them."""
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]{0,30}://[a-z0-9._\[\]:-]{1,260}")
"""What an origin may look like in a log: it comes from strangers."""


def read_origins(text: str) -> tuple[str, ...]:
    """Return the origins in `text`, separated by commas or spaces, as browsers write them. A slash
    at the end is left out. Raises ValueError, with what to write, for what is no origin."""
    return tuple(map(_read, text.replace(",", " ").split()))


def _read(text: str) -> str:
    if text == EVERY:
        return text
    origin = normalize_origin(text)
    if origin is None:
        raise ValueError(f"{text!r} needs a scheme, as in 'https://app.example'")
    if EVERY in origin:
        raise ValueError(f"{text!r}: a part of an origin cannot be {EVERY}; name each origin")
    parts = urlsplit(text)
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"{text!r} is more than an origin: write {origin!r}")
    return origin


class Origins:
    """The origins whose pages may call: that of the service itself, and those of the settings.

    `allowed` are origins as `read_origins` returns them. Each refused origin is reported in the log
    once.
    """

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = frozenset(allowed)
        self._reported: set[str] = set()

    def admits(self, headers: Mapping[bytes, bytes]) -> bool:
        """Return whether a page may have sent the request. The names are in lower case.

        A page of another origin that is not allowed is refused, also if its browser sends no
        Origin: it sends none with links, images and scripts.
        """
        if EVERY in self._allowed:
            return True
        site, given = headers.get(b"sec-fetch-site"), headers.get(b"origin")
        if given is None:
            return site in OWN_SITES
        if site == b"same-origin":
            return True
        origin, host = given.decode("latin-1"), headers.get(b"host", b"").decode("latin-1")
        return is_same_origin(origin, host) or normalize_origin(origin) in self._allowed

    def refuse(self, origin: str | None) -> str:
        """Report the refusal of a page, and return what its developer is told."""
        if origin == WITHOUT:
            message = (
                "A page without an origin may not call this service: it was opened as a file, or "
                "is in a sandboxed frame. Serve it by HTTP, and name its origin in ALLOWED_ORIGINS."
            )
            self._report(WITHOUT, message)
            return message
        told = normalize_origin(origin or "")
        if told is None or not _ORIGIN.fullmatch(told):
            return "Pages of this origin may not call this service. See ALLOWED_ORIGINS."
        message = (
            f"Pages of {told} may not call this service. To allow them, add {told} to the "
            "setting ALLOWED_ORIGINS of the service, and start it again."
        )
        self._report(told, message)
        return message

    def _report(self, origin: str, message: str) -> None:
        if origin not in self._reported and len(self._reported) < REPORTED_MAX:
            self._reported.add(origin)
            logger.warning("%s", message)
