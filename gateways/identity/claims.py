"""Checks of the claims of a signed token (RFC 7519, 4.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from billing.checks import check_text
from billing.errors import BadInput
from billing.reserved import check_unreserved

Claims = dict[str, Any]

LEEWAY = 5  # seconds that an issuer's clock may be ahead of ours
SCOPE_CLAIMS = ("scope", "scp")  # RFC 8693, 4.2; some providers use `scp`
INSTANT_MAX = 253_402_300_799  # the last second of the year 9999, the last one of Python


class InvalidToken(Exception):
    """The token is not valid. The reason is for the log: it contains no part of the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ExpiredToken(InvalidToken):
    """The token was valid until its expiry."""

    def __init__(self) -> None:
        super().__init__("expired")


def check_contents(claims: Claims, *, audience: str | None, issuer: str | None) -> None:
    """Check all claims that do not depend on the time."""
    if not is_subject(claims.get("sub")):
        raise InvalidToken("sub is not an account id")
    name, value = _scope_claim(claims)
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise InvalidToken(f"{name} is neither text nor a list of texts")
    if issuer is not None and claims.get("iss") != issuer:
        raise InvalidToken("another issuer")
    if audience is not None and audience not in _audiences(claims):
        raise InvalidToken("another audience")


def named_scopes(claims: Claims) -> frozenset[str]:
    """Return the scopes in `scope`, or else in `scp`: a list, or a text separated by spaces. No
    other character separates scopes (RFC 6749, 3.3)."""
    named = _scope_claim(claims)[1]
    return frozenset(named.split(" ") if isinstance(named, str) else named) - {""}


def validity(claims: Claims) -> tuple[float, float]:
    """Return the half-open interval [start, end) of a token, in Unix seconds. Only the start has a
    leeway, so that a connection ends exactly at `exp`."""
    starts = [_instant(claims, name) - LEEWAY for name in ("nbf", "iat") if name in claims]
    return max(starts, default=0), _instant(claims, "exp")


def expiry(claims: Claims) -> datetime:
    """Return the instant of `exp`, UTC."""
    return datetime.fromtimestamp(_instant(claims, "exp"), UTC)


def is_subject(value: object) -> bool:
    """Return whether the value can be the id of a person's account. Nobody can claim a team's."""
    if not isinstance(value, str):
        return False
    try:
        check_text("sub", value)
        check_unreserved("sub", value)
    except BadInput:
        return False
    return True


def verified_address(claims: Claims) -> str | None:
    """Return the email address (`email`), if its issuer has verified it (`email_verified`: OpenID
    Connect Core, 5.1). Any other address proves nothing."""
    address = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(address, str):
        return None
    return address or None


def _scope_claim(claims: Claims) -> tuple[str, Any]:
    """Return the claim that names scopes, and its value. An empty claim counts as a missing one,
    because a scope is never empty (RFC 6749, 3.3). If both name some, `scope` decides."""
    named = ((n, claims[n]) for n in SCOPE_CLAIMS if claims.get(n) not in (None, "", []))
    return next(named, ("scope", ""))


def _instant(claims: Claims, name: str) -> int | float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidToken(f"{name} is not a number")
    if not 0 <= value <= INSTANT_MAX:  # NaN and infinities too, which Python's JSON allows
        raise InvalidToken(f"{name} is out of range")
    return value


def _audiences(claims: Claims) -> list[object]:
    audience = claims.get("aud")
    return audience if isinstance(audience, list) else [audience]
