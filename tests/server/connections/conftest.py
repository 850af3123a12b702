"""A server with low limits of connections, and what it has refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.connections.limited import (
    CONNECTIONS,
    CONTROL,
    FRAGMENTS,
    HEADER_BYTES,
    HEADERS,
    PIPELINED,
    PROXY,
    SOCKETS,
)
from tests.support.server.server_process import ServerProcess, server_process
from tests.support.server.wire import refusals


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    url = f"sqlite://{Path(tmp_path_factory.mktemp('limits')) / 'billing.db'}"
    settings = {
        "HEADER_BYTES_MAX": HEADER_BYTES,
        "HEADERS_MAX": HEADERS,
        "HEADER_SECONDS": 1,
        "BODY_SECONDS": 1,
        "FIRST_MESSAGE_SECONDS": 1,
        "STALLED_SECONDS": 1,
        "IDLE_SECONDS": 5,
        "PIPELINED_REQUESTS_MAX": PIPELINED,
        "FRAGMENTS_MAX": FRAGMENTS,
        "CONTROL_FRAMES_PER_SECOND_MAX": CONTROL,
        "CONNECTIONS_PER_ADDRESS_MAX": CONNECTIONS,
        "SOCKETS_PER_CALLER_MAX": SOCKETS,
        "MESSAGES_PER_SECOND_MAX": 100,
        "AUDIT_ACCOUNTS_PER_SECOND": 0,
    }
    given = {name: str(value) for name, value in settings.items()}
    with server_process(url, TRUSTED_PROXIES=PROXY, **given) as running:
        yield running


@pytest.fixture
def gained(server: ServerProcess) -> Callable[[], dict[str, int]]:
    """Return a function for the refusals since the test began."""
    before = refusals(server.port)

    def since() -> dict[str, int]:
        now = refusals(server.port)
        return {name: n - before.get(name, 0) for name, n in now.items() if n > before.get(name, 0)}

    return since
