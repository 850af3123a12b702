"""The frames that the workers of a machine exchange: a length, a kind, a number and bytes."""

from __future__ import annotations

from asyncio import StreamReader
from enum import IntEnum
from struct import Struct

_HEAD = Struct("!IBQ")
BYTES_MAX = 256 * 1024 * 1024
"""The largest content of a frame: a thousand commands or outcomes stay far below it."""


class Kind(IntEnum):
    """The kind of a frame. HELLO, ASK and PING come from the worker that connected."""

    HELLO = 1
    """The version and then the name of the one that connects."""
    READY = 2
    """The version is the same, so questions are welcome."""
    ASK = 3
    ANSWER = 4
    """The answer to the question of the same number."""
    PING = 5
    PONG = 6
    LEAVING = 7
    """No more questions: the worker stops. It still answers what it was asked."""


def frame(kind: Kind, content: bytes = b"", number: int = 0) -> bytes:
    """Return the bytes of a frame."""
    return _HEAD.pack(len(content), kind, number) + content


async def read_frame(reader: StreamReader) -> tuple[Kind, bytes, int]:
    """Return the next frame: its kind, content and number. Raises EOFError at the end, OSError if
    the connection breaks, and ValueError for what is no frame."""
    length, kind, number = _HEAD.unpack(await reader.readexactly(_HEAD.size))
    if length > BYTES_MAX:
        raise ValueError(f"a frame of {length} bytes")
    return Kind(kind), await reader.readexactly(length), number
