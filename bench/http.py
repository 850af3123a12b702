"""HTTP/1.1 by hand: what a load generator can leave out is time that the server has."""

from __future__ import annotations

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


class BadReply(Exception):
    """The server answered something else than success: the figures would be worthless."""


def request_head(*, port: int, token: str | None) -> bytes:
    """Of POST /graphql, but for its length: fill in with `%`."""
    authorization = f"authorization: Bearer {token}\r\n" if token else ""
    text = (
        f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n{authorization}"
        "content-type: application/json\r\ncontent-length: %d\r\n\r\n"
    )
    return text.encode()


def body_of(data: bytes) -> bytes | None:
    """The body of a whole reply, None while some of it is missing.

    Raises BadReply for any status but 200, and for a reply with GraphQL errors.
    """
    end = data.find(HEAD_END)
    if end < 0:
        return None
    body = data[end + 4 :]
    if len(body) < _length(data[:end]):
        return None
    if not data.startswith(b"HTTP/1.1 200") or b'"errors"' in body:
        raise BadReply((data[:40] + b" ... " + body[:600]).decode(errors="replace"))
    return body


def _length(head: bytes) -> int:
    lower = head.lower()
    start = lower.find(LENGTH)
    if start < 0:
        raise BadReply(head.decode(errors="replace"))
    end = lower.find(b"\r\n", start)
    return int(lower[start + len(LENGTH) : end if end > 0 else len(lower)])
