"""The id and the operation of the present request, or the background task that is at work. The id
connects an answer with its log lines.

The id is the caller's X-Request-Id if it is safe for a log; otherwise it is generated here. Each
operation of a websocket, and each stream that sockets share, has an id of its own too.
"""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from itertools import count

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
operation_name: ContextVar[str | None] = ContextVar("operation_name", default=None)
"""The first root field, as in the metrics, because clients choose operation names freely."""
background_task: ContextVar[str | None] = ContextVar("background_task", default=None)
"""The background task that is at work, also in tasks that it starts."""

_FIT = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")

# Random once per process, then counted: a random id per request would cost more.
_process = secrets.token_hex(4).encode()
_numbers = count(1)


def begin_request(given: bytes | None) -> bytes:
    """Start a request in the present task; return its id: `given` if it is usable."""
    if given is not None and _FIT.fullmatch(given):
        name = given
    else:
        name = b"%s-%x" % (_process, next(_numbers))
    request_id.set(name.decode("ascii"))
    return name
