"""Sends requests to one endpoint: signed by the caller, bounded in time and size. Redirects are not
followed, and no proxy of the environment is used."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from functools import cache
from time import monotonic
from typing import NamedTuple

import httpcore

from gateways.webhooks.addresses import Addresses, AddressRefused
from gateways.webhooks.network import CheckedNetwork

CONNECTIONS_MAX = 16
"""The most connections to one endpoint of one process."""
ATTEMPT_SECONDS = 10.0
"""The time of an attempt: resolving, connecting, sending, and the answer."""
IDLE_SECONDS = 5.0
ANSWER_BYTES_MAX = 4_096
"""The bytes of an answer that are read. The rest is dropped with its connection."""


class Answer(NamedTuple):
    """The answer to a request. `code` is None if there was none; `text` then says why."""

    code: int | None
    text: str
    duration_ms: int


class EndpointClient:
    """A client of one endpoint, with connections of its own: a slow endpoint holds up no other."""

    def __init__(self, addresses: Addresses, *, seconds: float = ATTEMPT_SECONDS) -> None:
        self._seconds = seconds
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_certificates(),
            max_connections=CONNECTIONS_MAX,
            max_keepalive_connections=CONNECTIONS_MAX,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=CheckedNetwork(addresses),
        )

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send one request. Never raises for what the endpoint does."""
        started = monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                code, text = await self._post(url, headers, body)
        except TimeoutError:
            code, text = None, f"no answer within {self._seconds:g} seconds"
        except AddressRefused as error:
            code, text = None, str(error)
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.TimeoutException,
            OSError,
            UnicodeError,
        ) as error:
            code, text = None, f"{type(error).__name__}: {error}"
        return Answer(code, text, round((monotonic() - started) * 1_000))

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        sent = [*headers.items()]
        async with self._pool.stream("POST", url, headers=sent, content=body) as response:
            read = bytearray()
            async for part in response.aiter_stream():
                read += part
                if len(read) >= ANSWER_BYTES_MAX:
                    break
        return response.status, bytes(read[:ANSWER_BYTES_MAX]).decode("utf-8", "replace")

    async def close(self) -> None:
        await self._pool.aclose()


@cache
def _certificates() -> ssl.SSLContext:
    """Return the context of all clients: to read the authorities takes tens of milliseconds."""
    return httpcore.default_ssl_context()
