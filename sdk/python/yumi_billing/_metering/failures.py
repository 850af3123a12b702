"""What the exception that ended a call tells: who is to blame, and so who pays.

The caller gave up: the input and what was delivered are charged. The connection broke: what was
delivered. The provider failed: nothing.
"""

from __future__ import annotations

LOST = ("httpx", "httpx2", "httpcore", "httpcore2", "aiohttp", "requests", "urllib3")
"""Packages whose exceptions tell of the connection, and not of the provider."""


def gave_up(error: BaseException) -> bool:
    """Return whether the caller stopped to wait: its task was cancelled, the program ends, or a
    time limit of its own passed. `asyncio.timeout` and `wait_for` raise TimeoutError itself, with
    no number of the system; subclasses of it are those of clients, and tell of the connection."""
    if type(error) is TimeoutError:
        return error.errno is None
    return not isinstance(error, Exception)


def is_lost(error: BaseException) -> bool:
    """Return whether an exception tells of a lost connection."""
    if isinstance(error, OSError | EOFError):
        return True
    return any(
        kind.__module__.partition(".")[0] in LOST or kind.__name__ == "APIConnectionError"
        for kind in type(error).__mro__
    )
