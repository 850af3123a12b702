"""Sends requests to one endpoint: signed by the caller, bounded in time and size. Redirects are not
followed, and no proxy of the environment is used."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Mapping
from functools import cache
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

import certifi

from gateways.webhooks.addresses import Addresses, AddressRefused
from gateways.webhooks.connection import AnswerRefused, Connection, NoAnswer

ATTEMPT_SECONDS = 10.0
"""The time of an attempt: resolving, connecting, sending, and the answer."""
IDLE_SECONDS = 4.0
"""How long a connection waits for the next request: many servers close it after 5 seconds."""
PORTS = {"https": 443, "http": 80}


class Answer(NamedTuple):
    """The answer to a request. `code` is None if there was none; `text` then says why."""

    code: int | None
    text: str
    duration_ms: int


class EndpointClient:
    """A client of one endpoint, with connections of its own: a slow endpoint holds up no other.
    There are as many connections as the caller sends requests at the same time."""

    def __init__(self, addresses: Addresses, url: str, *, seconds: float = ATTEMPT_SECONDS) -> None:
        parts = urlsplit(url)
        self._addresses = addresses
        self._seconds = seconds
        self._host = parts.hostname or ""
        self._port = parts.port or PORTS[parts.scheme]
        self._tls = parts.scheme == "https"
        target = parts._replace(scheme="", netloc="", fragment="", path=parts.path or "/").geturl()
        self._head = f"POST {target} HTTP/1.1\r\nhost: {parts.netloc}\r\n"
        self._idle: list[tuple[float, Connection]] = []

    async def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send one request. Never raises for what the endpoint does."""
        started = monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                code, text = await self._post(headers, body)
        except TimeoutError:
            code, text = None, f"no answer within {self._seconds:g} seconds"
        except (AddressRefused, AnswerRefused) as error:
            code, text = None, str(error)
        except (OSError, UnicodeError) as error:
            code, text = None, f"{type(error).__name__}: {error}"
        return Answer(code, text, round((monotonic() - started) * 1_000))

    async def _post(self, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        request = f"{self._head}{lines}\r\n".encode() + body
        connection = self._free() or await self._connected()
        try:
            code, answer = await connection.ask(request)
        except NoAnswer:
            # A kept connection may be closed just before it is used.
            if not connection.was_used:
                raise
            connection = await self._connected()
            code, answer = await connection.ask(request)
        if connection.is_free:
            self._idle.append((monotonic(), connection))
        return code, answer.decode("utf-8", "replace")

    def _free(self) -> Connection | None:
        """Return the connection that was used last, and close those that waited too long."""
        while self._idle:
            since, connection = self._idle.pop()
            if connection.is_free and monotonic() - since < IDLE_SECONDS:
                return connection
            connection.close()
        return None

    async def _connected(self) -> Connection:
        """Connect to the first address of the name that answers.

        The name is resolved once, and the connection goes to an address that was checked; so nobody
        can give another address between the check and the connection. The certificate and the
        header Host are those of the name.
        """
        loop, failed = asyncio.get_running_loop(), OSError(f"{self._host} has no address")
        for address in await self._addresses.of(self._host, self._port):
            try:
                _, made = await loop.create_connection(
                    Connection,
                    address,
                    self._port,
                    ssl=_certificates() if self._tls else None,
                    server_hostname=self._host if self._tls else None,
                )
            except OSError as error:
                failed = _without_address(error)
            else:
                return made
        raise failed

    async def close(self) -> None:
        for _, connection in self._idle:
            connection.close()
        self._idle.clear()


def _without_address(error: OSError) -> OSError:
    """Return the error of a connection as a partner may read it: the text of the system names the
    address that our name servers gave."""
    if isinstance(error, ssl.SSLError) or not error.errno:
        return error
    return OSError(error.errno, os.strerror(error.errno))


@cache
def _certificates() -> ssl.SSLContext:
    """Return the context of all clients: to read the authorities takes tens of milliseconds."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context
