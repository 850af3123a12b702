"""Why credentials are refused."""

from __future__ import annotations

from datetime import datetime

from db.identity import StoredKey


class Unauthenticated(Exception):
    """The credentials are not valid. The message is always the same and safe to show.

    Only the log says which check failed. `ended` says why credentials that were valid before are no
    longer so.
    """

    message = "The bearer token or API key is not valid."
    ended = "The credentials are no longer valid"

    def __init__(self) -> None:
        super().__init__(self.message)


class Missing(Unauthenticated):
    """There are no credentials."""

    message = "This needs a bearer token or an API key."


class Expired(Unauthenticated):
    ended = "The token has expired"


class KeyExpired(Unauthenticated):
    ended = "The key has expired"


class Revoked(Unauthenticated):
    ended = "The key has been revoked"


def refusal_of_key(key: StoredKey | None, now: datetime) -> Unauthenticated | None:
    """Return why a key is not valid at `now`, or None if it is. None is a key that does not
    exist."""
    if key is None:
        return Unauthenticated()
    if key.revoked_at is not None:
        return Revoked()
    if key.expires_at is not None and key.expires_at <= now:
        return KeyExpired()
    return None
