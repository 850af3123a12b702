"""Signatures of webhooks: the SDK's check, and two checks that it does not make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

TOLERANCE_SECONDS = 300


class BadSignature(Exception):
    """The request is not from the payment provider, or too old, or from the future."""


def check_signature(
    payload: bytes, header: str | None, secrets: Iterable[str], now: datetime
) -> None:
    """Raise BadSignature unless one of `secrets` signed the payload within five minutes of now.

    Several secrets allow rotation. Only the scheme v1 counts. The SDK itself accepts timestamps
    from the future, and measures age with the machine's clock.
    """
    if not header or len(header) > 4_096:
        raise BadSignature("there is no signature")
    try:
        text = payload.decode()
        header.encode("ascii")
        stamps = [int(part[2:]) for part in header.split(",") if part.startswith("t=")]
    except ValueError as error:
        raise BadSignature("the signature can't be read") from error
    if len(stamps) != 1 or abs(int(now.timestamp()) - stamps[0]) > TOLERANCE_SECONDS:
        raise BadSignature("the signature is too old or in the future")
    if not any(_signed(text, header, secret) for secret in secrets if secret):
        raise BadSignature("the signature is wrong")


def _signed(text: str, header: str, secret: str) -> bool:
    # The SDK is optional.
    import stripe

    try:
        stripe.WebhookSignature.verify_header(text, header, secret, None)
    except stripe.SignatureVerificationError:
        return False
    return True
