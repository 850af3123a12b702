"""The limit of open files. Each connection is one."""

from __future__ import annotations

import logging
import resource
from contextlib import suppress
from dataclasses import replace

from server.connections.limits import ConnectionLimits

logger = logging.getLogger(__name__)

FILES_APART = 100
"""How many files the process may need besides its connections."""


def raise_open_files() -> None:
    """Raise the limit as far as the system allows. Workers inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Some systems refuse what they call the maximum; then the limit stays.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def fitting(limits: ConnectionLimits) -> ConnectionLimits:
    """Return the limits with no more connections than files may be open.

    Without a file for the next connection, the process could not even refuse it.
    """
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY or allowed - FILES_APART >= limits.connections:
        return limits
    fewer = max(1, allowed - FILES_APART)
    logger.warning(
        "CONNECTIONS_MAX is %d, but only %d files may be open (ulimit -n): at most %d connections",
        limits.connections,
        allowed,
        fewer,
    )
    return replace(limits, connections=fewer)
