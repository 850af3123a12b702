"""A caller who disconnects in the middle of a body is not an error of the service."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.support.server.api import Api

PATHS = [
    "/webhooks/stripe",
    "/graphql",
    "/development/token",
    "/sandbox/v1/customers",
    "/sandbox/_control/advance",
]


@pytest.mark.parametrize("path", PATHS)
async def test_a_caller_who_leaves_early_is_quiet(
    api: Api, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[dict[str, Any]] = []
    events = iter([part(b'{"id":', more=True), {"type": "http.disconnect"}])

    async def receive() -> dict[str, Any]:
        return next(events)

    async def send(message: Any) -> None:
        sent.append(message)

    assert api.app is not None
    await api.app(scope_of(path), receive, send)
    assert sent[0]["status"] == 499, "the body was waited for, and nobody blamed"
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


def part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def scope_of(path: str) -> dict[str, Any]:
    headers = [(b"host", b"billing.test"), (b"content-type", b"application/json")]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "server": ("billing.test", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
    }
