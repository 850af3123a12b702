"""The sockets of the server. They are bound before anything else is done.

So the error for a port in use names its setting, and comes before the database is migrated.
"""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

from server.settings import SettingsError

_NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}


def bound(host: str, port: int, *, setting: str = "PORT") -> list[socket.socket]:
    """Return a bound socket for each address of `host`; none of them accepts connections yet.

    Raises SettingsError, which names HOST, or the `setting` of the port.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is not the name of a host"
        raise SettingsError(f"HOST: can't listen on {host!r}: {told}") from error
    sockets: list[socket.socket] = []
    absent: OSError | None = None
    for family, kind, protocol, _, address in dict.fromkeys(found):
        try:
            sockets.append(_bound(family, kind, protocol, address))
        except OSError as error:
            # A machine without IPv6 may still list an IPv6 address of `localhost`.
            if error.errno not in _NOT_HERE:
                _close(sockets)
                raise taken(host, port, error, setting=setting) from error
            absent = error
    if not sockets:
        told = os.strerror(absent.errno or 0) if absent else "it has no address"
        raise SettingsError(f"HOST: can't listen on {host!r}: {told}") from absent
    return sockets


def taken(host: str, port: int, error: OSError, *, setting: str = "PORT") -> SettingsError:
    told = os.strerror(error.errno) if error.errno else str(error)
    return SettingsError(f"{setting}: can't listen on {host}, port {port}: {told}")


def _bound(family: int, kind: int, protocol: int, address: tuple[Any, ...]) -> socket.socket:
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # Otherwise it would also bind the IPv4 address.
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.set_inheritable(True)
    except BaseException:
        # Also after an interruption: nobody else would close it.
        made.close()
        raise
    return made


def _close(sockets: list[socket.socket]) -> None:
    for one in sockets:
        one.close()
