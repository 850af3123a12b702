"""What a client is made with."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

from yumi_billing._wire import TRIES, Token

TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The address, the credentials and how patient the client is."""

    url: str
    token: Token = None
    timeout: float = TIMEOUT_SECONDS
    """Seconds for one try of a request."""
    tries: int = TRIES
    """How often a request is sent at most."""
    ssl_context: ssl.SSLContext | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """More headers for each request, such as `traceparent`."""
