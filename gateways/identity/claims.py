"""What a token must claim, beside being signed (RFC 7519, 4.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from billing.checks import check_text
from billing.errors import BadInput

Claims = dict[str, Any]

LEEWAY = 5  # seconds that an issuer's clock may be ahead of ours
INSTANT_MAX = 253_402_300_799  # the last second of the year 9999, the calendar's end


class InvalidToken(Exception):
    """The token doesn't count. The reason is for the log: it holds nothing of the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_contents(claims: Claims, *, audience: str | None, issuer: str | None) -> None:
    """Everything that stays as it is while time passes."""
    if not is_subject(claims.get("sub")):
        raise InvalidToken("sub is not an account id")
    if not isinstance(claims.get("scope", ""), str):
        raise InvalidToken("scope is not text")
    if issuer is not None and claims.get("iss") != issuer:
        raise InvalidToken("another issuer")
    if audience is not None and audience not in _audiences(claims):
        raise InvalidToken("another audience")


def validity(claims: Claims) -> tuple[float, float]:
    """The half-open interval [start, end) of a token, in Unix seconds. Only the start has a
    leeway, so that a connection's end is exactly `exp`."""
    starts = [_instant(claims, name) - LEEWAY for name in ("nbf", "iat") if name in claims]
    return max(starts, default=0), _instant(claims, "exp")


def expiry(claims: Claims) -> datetime:
    """The instant of `exp`, UTC."""
    return datetime.fromtimestamp(_instant(claims, "exp"), UTC)


def is_subject(value: object) -> bool:
    """Whether it can be an account's id."""
    if not isinstance(value, str):
        return False
    try:
        check_text("sub", value)
    except BadInput:
        return False
    return True


def _instant(claims: Claims, name: str) -> int | float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidToken(f"{name} is not a number")
    if not 0 <= value <= INSTANT_MAX:  # NaN and the infinities too: JSON as Python reads it
        raise InvalidToken(f"{name} is out of range")
    return value


def _audiences(claims: Claims) -> list[object]:
    audience = claims.get("aud")
    return audience if isinstance(audience, list) else [audience]
