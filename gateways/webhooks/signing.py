"""Secrets of endpoints, and signatures in the form of Standard Webhooks.

A secret is derived from the key of the service, so that the database has none.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

SECRET_MARK = "whsec_"  # noqa: S105 - a prefix, not a secret
VERSION = "v1"


def secret_of(key: str, endpoint_id: str, number: int) -> bytes:
    """Return the 32 bytes of an endpoint's secret with that number."""
    return hmac.digest(key.encode(), f"webhook {endpoint_id} {number}".encode(), sha256)


def secret_text(secret: bytes) -> str:
    """Return a secret as its owner gets it."""
    return SECRET_MARK + b64encode(secret).decode()


def signatures(secrets: Iterable[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of `webhook-signature`: one signature for each secret. `timestamp` is in
    whole seconds since 1970."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    made = (b64encode(hmac.digest(secret, signed, sha256)).decode() for secret in secrets)
    return " ".join(f"{VERSION},{one}" for one in made)
