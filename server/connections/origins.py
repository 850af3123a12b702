"""Which pages of browsers may call, by the headers that browsers set and pages cannot change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from strawberry.http.websocket_origin import (
    is_same_origin,
    normalize_allowed_origins,
    normalize_origin,
)

OWN_SITES = frozenset({None, b"same-origin", b"none"})
"""Values of Sec-Fetch-Site without another page behind the request. `none` is an address that a
person entered. Old browsers and other programs do not send the header."""


class Origins:
    """The origins whose pages may call: that of the service itself, and those of the settings."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = normalize_allowed_origins(allowed)

    def admits(self, headers: Mapping[bytes, bytes]) -> bool:
        """Return whether a page may have sent the request. The names are in lower case.

        A page of another origin that is not allowed is refused, also if its browser sends no
        Origin: it sends none with links, images and scripts.
        """
        if "*" in self._allowed:
            return True
        site, given = headers.get(b"sec-fetch-site"), headers.get(b"origin")
        if given is None:
            return site in OWN_SITES
        if site == b"same-origin":
            return True
        origin, host = given.decode("latin-1"), headers.get(b"host", b"").decode("latin-1")
        return is_same_origin(origin, host) or normalize_origin(origin) in self._allowed
