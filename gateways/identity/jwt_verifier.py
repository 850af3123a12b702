"""End users' tokens: HS256 with a shared secret, RS256 and ES256 with the provider's keys (RFC
7519).

We choose the key for the check: the secret is only for HS256, and a published key only for the one
algorithm of its kind. A token's header only selects one of these.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import jwt

from gateways.identity.claims import (
    Claims,
    ExpiredToken,
    InvalidToken,
    check_contents,
    expiry,
    is_subject,
    named_scopes,
    validity,
    verified_address,
)
from gateways.identity.jwk import PublicKey

if TYPE_CHECKING:
    from gateways.identity.jwks import Timer

__all__ = [
    "Claims",
    "ExpiredToken",
    "InvalidToken",
    "TokenVerifier",
    "Verified",
    "expiry",
    "issue_token",
    "named_scopes",
    "verified_address",
]

TOKEN_LENGTH_MAX = 8_192
REMEMBERED_MAX = 4_096
PUBLISHED = ("RS256", "ES256")

_jws = jwt.PyJWS(algorithms=["HS256", *PUBLISHED])


@dataclass(frozen=True, slots=True)
class Verified:
    """A verified signature, with the key object of the check."""

    algorithm: str
    kid: str | None
    key: bytes | PublicKey
    claims: Claims
    start: float
    end: float


class TokenVerifier:
    """Verifies tokens. Without `secret`, HS256 is refused; without `jwks_url`, RS256 and ES256 are.
    If tokens come from a provider, set no secret, because everybody who knows it can sign tokens.

    `clock` returns the present as aware UTC. `timer` returns seconds from any origin and never goes
    back.
    """

    def __init__(
        self,
        *,
        secret: str | None = None,
        jwks_url: str | None = None,
        audience: str | None = None,
        issuer: str | None = None,
        clock: Callable[[], datetime],
        timer: Timer = time.monotonic,
    ) -> None:
        """Create a verifier. Raises ValueError for an empty or key-shaped secret, or a bad
        address."""
        self._secret = None if secret is None else _secret_bytes(secret)
        self._jwks = None
        if jwks_url is not None:
            # Optional.
            from gateways.identity.jwks import Jwks

            self._jwks = Jwks(jwks_url, timer=timer)
        self._audience, self._issuer, self._clock = audience, issuer, clock
        self._remembered: dict[str, Verified] = {}

    async def verify(self, token: str) -> Claims:
        """Return the claims of a valid token, including `sub` and `exp`. Raises `InvalidToken`."""
        return dict((await self.verified(token)).claims)

    async def verified(self, token: str) -> Verified:
        """Verify a token and return the result with its key. A token that is used again gets the
        same object from the cache, and only time and keys are checked."""
        known = self._remembered.get(token)
        if known is None or known.key is not self._secret:
            known = await self._verified(token, known)
        self._check_time(known)
        return known

    def still_holds(self, verified: Verified) -> bool:
        """Return whether `verify` would succeed now. False if only `verify` can decide."""
        if verified.key is not self._secret:
            return False
        return verified.start <= self._clock().timestamp() < verified.end

    async def _verified(self, token: str, known: Verified | None) -> Verified:
        if len(token) > TOKEN_LENGTH_MAX or not token.isascii():
            raise InvalidToken("too long or not ASCII")
        algorithm, kid = (known.algorithm, known.kid) if known else _header(token)
        key = await self._key(algorithm, kid)
        if known is None or known.key is not key:
            claims = self._claims(token, algorithm, key)
            known = Verified(algorithm, kid, key, claims, *validity(claims))
            self._check_time(known)
            self._remember(token, known)
        return known

    async def _key(self, algorithm: str, kid: str | None) -> bytes | PublicKey:
        if algorithm == "HS256" and self._secret is not None:
            return self._secret
        if algorithm not in PUBLISHED or self._jwks is None:
            raise InvalidToken("algorithm not accepted")
        key = await self._jwks.key(kid=kid, algorithm=algorithm)
        if key is None:
            raise InvalidToken("no such key")
        return key

    def _claims(self, token: str, algorithm: str, key: bytes | PublicKey) -> Claims:
        material = key.jwk if isinstance(key, PublicKey) else key
        try:
            claims = json.loads(_jws.decode(token, material, [algorithm]))
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise InvalidToken(type(error).__name__) from error
        if not isinstance(claims, dict):
            raise InvalidToken("claims are not an object")
        check_contents(claims, audience=self._audience, issuer=self._issuer)
        return claims

    def _check_time(self, verified: Verified) -> None:
        seconds = self._clock().timestamp()
        if seconds >= verified.end:
            raise ExpiredToken
        if seconds < verified.start:
            raise InvalidToken("its start is in the future")

    def _remember(self, token: str, verified: Verified) -> None:
        """Cache a valid token. Only valid tokens are cached, so invalid ones cannot evict them."""
        if token not in self._remembered and len(self._remembered) >= REMEMBERED_MAX:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[token] = verified


def issue_token(
    secret: str,
    *,
    account: str,
    scope: str | None = None,
    ttl: int,
    now: datetime,
    audience: str | None = None,
    issuer: str | None = None,
) -> str:
    """Return an HS256 token for `account`, valid for `ttl` seconds from `now` on.

    Without `scope`, it is an end user's token. Raises ValueError for values that `verify` would
    refuse.
    """
    if not is_subject(account):
        raise ValueError(
            "an account id has 1 to 255 characters, none of them a control character, and does not "
            "begin with team: or erased:"
        )
    if ttl < 1:
        raise ValueError("a token must be valid for at least a second")
    try:
        end = now + timedelta(seconds=ttl)
    except OverflowError as error:
        raise ValueError("the lifetime of the token is too long") from error
    issued = {"sub": account, "iat": int(now.timestamp()), "exp": int(end.timestamp())}
    optional = {"scope": scope, "aud": audience, "iss": issuer}
    claims = issued | {name: value for name, value in optional.items() if value is not None}
    return _jws.encode(json.dumps(claims).encode(), _secret_bytes(secret), "HS256")


def _secret_bytes(secret: str) -> bytes:
    """Return the bytes of the secret. Python decodes environment variables that are not UTF-8 with
    surrogates, which are converted back."""
    key = secret.encode("utf-8", "surrogateescape")
    try:
        jwt.get_algorithm_by_name("HS256").prepare_key(key)
    except jwt.PyJWTError as error:
        raise ValueError(f"JWT secret: {error}") from error
    return key


def _header(token: str) -> tuple[str, str | None]:
    """Return algorithm and key id from the token's header, which are not verified yet."""
    try:
        header = _jws.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise InvalidToken(type(error).__name__) from error
    return str(header.get("alg")), header.get("kid")
