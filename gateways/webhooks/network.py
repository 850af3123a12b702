"""Connections to the servers of partners. The name is resolved once, and the connection goes to an
address that was checked; so nobody can give another address between the check and the connection.
The certificate and the header Host are those of the name."""

from __future__ import annotations

import typing

import httpcore
from httpcore import AsyncNetworkBackend, AsyncNetworkStream

from gateways.webhooks.addresses import Addresses


class CheckedNetwork(AsyncNetworkBackend):
    """The network of a connection pool, limited to acceptable addresses."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - given by httpcore
        local_address: str | None = None,
        socket_options: typing.Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to the first address of the name that answers. Raises AddressRefused, OSError and
        the errors of httpcore."""
        failed: Exception = OSError(f"{host} has no address")
        for address in await self._addresses.of(host, port):
            try:
                return await self._network.connect_tcp(
                    address,
                    port,
                    timeout=timeout,
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - given by httpcore
        socket_options: typing.Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        raise OSError("nothing is sent to a socket of this machine")

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)
