"""The id of the request under way, by which an answer and what the log says of it are found; and
which operation it is.

The id is the caller's own X-Request-Id where it is fit for a log, else one that is made here: so it
is for each of a websocket's operations, and for each stream that its sockets share.
"""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from itertools import count

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
operation_name: ContextVar[str | None] = ContextVar("operation_name", default=None)
"""Its first root field, as in the metrics: what callers call it may be anything."""

_FIT = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")

# Random once a process and counted from there: a random one a request would cost more than that.
_process = secrets.token_hex(4).encode()
_numbers = count(1)


def begin_request(given: bytes | None) -> bytes:
    """The id of the request that begins here, in the present task: `given` if it will do."""
    if given is not None and _FIT.fullmatch(given):
        name = given
    else:
        name = b"%s-%x" % (_process, next(_numbers))
    request_id.set(name.decode("ascii"))
    return name
