"""HTTP for the asynchronous client, by aiohttp."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

import aiohttp

from yumi_billing._wire import Answer, lost

CONNECTIONS_MAX = 100


class AsyncPool:
    """Connections to one address. They belong to a loop: another loop gets other ones."""

    def __init__(self, url: str, *, timeout: float, context: ssl.SSLContext | None) -> None:
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._context = context
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._has_idle = False

    async def post(self, body: bytes, headers: dict[str, str]) -> Answer:
        """Send a request. Raises ConnectionFailed."""
        session = self._open()
        try:
            return await self._exchange(session, body, headers)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError) as error:
            # The service closes connections that are idle for long, maybe just now.
            idle, self._has_idle = self._has_idle, False
            if not idle:
                raise lost(error, self._url) from error
        return await self.post(body, headers)

    async def _exchange(
        self, session: aiohttp.ClientSession, body: bytes, headers: dict[str, str]
    ) -> Answer:
        try:
            async with session.post(self._url, data=body, headers=headers) as response:
                content = await response.read()
                self._has_idle = True
                return Answer(response.status, response.headers.get("retry-after"), content)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            raise
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise lost(error, self._url) from error

    def _open(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if self._session is None or self._loop is not loop:
            self.drop()
            connector = aiohttp.TCPConnector(
                limit=CONNECTIONS_MAX, ssl=True if self._context is None else self._context
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
            self._loop = loop
        return self._session

    async def close(self) -> None:
        if self._session is not None and self._loop is asyncio.get_running_loop():
            await self._session.close()
            self._session = None
        self.drop()

    def drop(self) -> None:
        """Close without waiting: the loop may be over."""
        session, self._session = self._session, None
        if session is None or session.connector is None:
            return
        connector = session.connector
        session.detach()
        with suppress(RuntimeError):
            # The public way waits, and an object that is gone cannot wait.
            connector._close()

    def __del__(self) -> None:
        self.drop()
