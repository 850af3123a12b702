"""A minimal HTTP/1.1 client. It saves processor time of the load generator for the server."""

from __future__ import annotations

from typing import NamedTuple

HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_RETRY_AFTER = b"retry-after:"


class BadReply(Exception):
    """The reply was not a success. Figures made from such replies would be worthless."""


def request_head(*, port: int, token: str | None, host: str = "127.0.0.1") -> bytes:
    """Return the head of POST /graphql as a format (`%`) that takes the body's length."""
    authorization = f"authorization: Bearer {token}\r\n" if token else ""
    text = (
        f"POST /graphql HTTP/1.1\r\nhost: {host}:{port}\r\n{authorization}"
        "content-type: application/json\r\ncontent-length: %d\r\n\r\n"
    )
    return text.encode()


class Reply(NamedTuple):
    """A complete reply with any status."""

    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        """Return the beginning of the body, for a message."""
        return (self.head[:40] + b" ... " + self.body[:600]).decode(errors="replace")

    def successful(self) -> bytes:
        """Return the body. Raises BadReply for any status but 200, and for GraphQL errors."""
        if not self.head.startswith(b"HTTP/1.1 200") or b'"errors"' in self.body:
            raise BadReply(self.text)
        return self.body

    def retry_after(self) -> int:
        """Return the seconds to wait before the next try; 0 if the reply does not say."""
        return _number(self.head, _RETRY_AFTER) or 0


def reply_of(data: bytes) -> Reply | None:
    """Return the reply, or None while it is incomplete. Raises BadReply if it has no length."""
    end = data.find(HEAD_END)
    if end < 0:
        return None
    head, body = data[:end], data[end + 4 :]
    length = content_length(head)
    if length is None:
        raise BadReply(head.decode(errors="replace"))
    return Reply(head, body) if len(body) >= length else None


def body_of(data: bytes) -> bytes | None:
    """Return the body of a successful reply, or None while it is incomplete. Raises BadReply."""
    reply = reply_of(data)
    return None if reply is None else reply.successful()


def content_length(head: bytes) -> int | None:
    """Return the length of the body that a head names; None if it names none."""
    return _number(head, _LENGTH)


def _number(head: bytes, field: bytes) -> int | None:
    lower = head.lower()
    start = lower.find(b"\r\n" + field)
    if start < 0:
        return None
    end = lower.find(b"\r\n", start + 2)
    return int(lower[start + 2 + len(field) : end if end > 0 else len(lower)])
