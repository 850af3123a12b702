"""Finds the caller from the value of an `Authorization` header."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from db.identity import KeyReader, StoredKey, find_keys
from gateways.identity.jwt_verifier import (
    REMEMBERED_MAX,
    Claims,
    ExpiredToken,
    InvalidToken,
    TokenVerifier,
    Verified,
    expiry,
    named_scopes,
    verified_address,
)
from services.identity.api_keys import PREFIX, check_key, create_key, list_keys, revoke_key
from services.identity.caller import SCOPES, USER_SCOPES, Caller, CallerKind, Scope
from services.identity.key_uses import KeyUses
from services.identity.key_watch import End, KeyWatch
from services.identity.refusals import (
    Expired,
    Missing,
    Revoked,
    Unauthenticated,
    refusal_of_key,
)

__all__ = [
    "Caller",
    "CallerKind",
    "Identity",
    "Missing",
    "Revoked",
    "Scope",
    "Unauthenticated",
    "create_key",
    "list_keys",
    "revoke_key",
]

log = logging.getLogger(__name__)

KEY_SUBJECT = "key:"
_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE | re.ASCII)


class _User(NamedTuple):
    """The user of a token, remembered while the verifier accepts the token with the same proof."""

    token: str
    verified: Verified
    caller: Caller


class Identity:
    """Authenticates callers. There is one object per event loop; it combines concurrent reads of
    keys.

    `plain_scopes` are the rights of a token that names none of our scopes. Its scopes may be meant
    for others, such as `openid profile` in an ordinary token of an identity provider. `clock` is
    the verifier's. The tasks of `uses` and `watch` run beside the requests.
    """

    def __init__(
        self,
        verifier: TokenVerifier,
        *,
        clock: Callable[[], datetime],
        plain_scopes: frozenset[str] = USER_SCOPES,
    ) -> None:
        self._verifier, self._reader = verifier, KeyReader()
        self._clock = clock
        self._plain_scopes = plain_scopes
        self.uses = KeyUses(clock)
        self.watch = KeyWatch(clock)
        self._users: dict[str, _User] = {}
        self._partners: dict[str, Caller] = {}

    async def authenticate(self, authorization: object) -> Caller | None:
        """Return the caller of an `Authorization` header, or None if there is none.

        For a websocket this is the value in `connection_init`, which can be any JSON value. Raises
        `Unauthenticated`. API keys are read again each time, so a revoked one stops at once.
        """
        if authorization is None:
            return None
        known = self._users.get(authorization) if isinstance(authorization, str) else None
        if known is not None and self._verifier.still_holds(known.verified):
            return known.caller
        token = known.token if known else _bearer(authorization)
        if token.startswith(PREFIX):
            return await self._by_key(token, str(authorization))
        verified = await self._verified(token)
        if known is None or known.verified is not verified:
            known = _User(token, verified, self._user(verified.claims))
            self._remember(str(authorization), known)
        return known.caller

    def seen(self, authorization: str) -> Caller | None:
        """Return the caller of this header when it was last authenticated; None if it is not known.

        This is only a hint for refusals: the credentials may have expired or been revoked since.
        """
        known = self._users.get(authorization)
        return known.caller if known else self._partners.get(authorization)

    def follow(self, caller: Caller, end: End) -> Callable[[], None]:
        """Call `end` soon after the caller's key is revoked or has expired. Return a function that
        stops this. A user's token only ends at its time, which the connection knows."""
        if caller.kind is not CallerKind.API_KEY:
            return lambda: None
        return self.watch.follow(caller.subject.removeprefix(KEY_SUBJECT), end)

    async def _verified(self, token: str) -> Verified:
        try:
            return await self._verifier.verified(token)
        except InvalidToken as error:
            log.debug("token refused: %s", error.reason)
            raise (Expired if isinstance(error, ExpiredToken) else Unauthenticated) from error

    def _user(self, claims: Claims) -> Caller:
        scopes = SCOPES.intersection(named_scopes(claims)) or self._plain_scopes
        return Caller(
            claims["sub"],
            CallerKind.USER,
            claims["sub"],
            scopes,
            expiry(claims),
            address=verified_address(claims),
        )

    def _remember(self, authorization: str, known: _User) -> None:
        """Remember a user with a valid token. Nobody without one can fill the memory."""
        if not _is_usual(authorization, known.token):
            return
        if len(self._users) >= REMEMBERED_MAX:
            self._users.clear()
        self._users[authorization] = known

    async def _by_key(self, text: str, authorization: str) -> Caller:
        key = await check_key(text, self._reader)
        now = self._clock()
        refusal = refusal_of_key(key, now)
        if key is None or refusal is not None:
            log.debug("API key refused")
            self._partners.pop(authorization, None)
            raise refusal or Unauthenticated
        self.uses.note(key, now)
        partner = partner_of(key)
        if _is_usual(authorization, text):
            if len(self._partners) >= REMEMBERED_MAX:
                self._partners.clear()
            self._partners[authorization] = partner
        return partner


async def key_may_record(key_id: str, account_id: str, now: datetime) -> bool:
    """Return whether there is a valid key with this id that may record usage for the account."""
    key = (await find_keys([key_id])).get(key_id)
    if key is None or refusal_of_key(key, now) is not None:
        return False
    return partner_of(key).may_record(account_id)


def _bearer(authorization: object) -> str:
    match = isinstance(authorization, str) and _BEARER.fullmatch(authorization.strip(" \t"))
    if not match:
        raise Unauthenticated
    return match[1]


def _is_usual(authorization: str, token: str) -> bool:
    """Return whether a header has no more blanks than it needs. With others, one token would make
    any number of long headers, which are not remembered."""
    return len(authorization) == len("Bearer ") + len(token)


def partner_of(key: StoredKey) -> Caller:
    """Return the caller with a valid key."""
    return Caller(
        f"{KEY_SUBJECT}{key.id}",
        CallerKind.API_KEY,
        None,
        key.scopes & SCOPES,
        key.expires_at,
        models=key.models,
        account_prefixes=key.account_prefixes,
        api_key_id=key.id,
    )
