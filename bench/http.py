"""HTTP/1.1 by hand: what a load generator can leave out is time that the server has."""

from __future__ import annotations

from typing import NamedTuple

HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_RETRY_AFTER = b"retry-after:"


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


class Reply(NamedTuple):
    """A whole reply, of any status."""

    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        """Its beginning, for a message."""
        return (self.head[:40] + b" ... " + self.body[:600]).decode(errors="replace")

    def successful(self) -> bytes:
        """The body. Raises BadReply for any status but 200, and for GraphQL errors."""
        if not self.head.startswith(b"HTTP/1.1 200") or b'"errors"' in self.body:
            raise BadReply(self.text)
        return self.body

    def retry_after(self) -> int:
        """In seconds; 0 where it doesn't say."""
        return _number(self.head, _RETRY_AFTER) or 0


def reply_of(data: bytes) -> Reply | None:
    """The whole reply, None while some of it is missing. Raises BadReply for one without length."""
    end = data.find(HEAD_END)
    if end < 0:
        return None
    head, body = data[:end], data[end + 4 :]
    length = _number(head, _LENGTH)
    if length is None:
        raise BadReply(head.decode(errors="replace"))
    return Reply(head, body) if len(body) >= length else None


def body_of(data: bytes) -> bytes | None:
    """The body of a whole successful reply, None while some of it is missing. Raises BadReply."""
    reply = reply_of(data)
    return None if reply is None else reply.successful()


def _number(head: bytes, field: bytes) -> int | None:
    lower = head.lower()
    start = lower.find(b"\r\n" + field)
    if start < 0:
        return None
    end = lower.find(b"\r\n", start + 2)
    return int(lower[start + 2 + len(field) : end if end > 0 else len(lower)])
