"""The rate limits of one process: who may ask for how much."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

from starlette.types import Scope

from billing.rate_limits import RatePolicy
from resolvers.budgets import is_gateway
from server.rate_limits.limits import RateLimits
from server.rate_limits.shares import Limit, Share, TooManyRequests
from server.rate_limits.store import Units
from services.identity.caller import Caller, CallerKind
from services.identity.identity import Identity, Unauthenticated

logger = logging.getLogger(__name__)

Header = tuple[bytes, bytes]
RATELIMIT = b"ratelimit"
_API_KEY = CallerKind.API_KEY
AddressOf = Callable[[Scope], str]
"""Returns the address that a request of ASGI comes from."""


class Visit:
    """The places of one request: that of its address and, once it is known, that of its caller."""

    __slots__ = ("address", "caller")

    def __init__(self, address: Share) -> None:
        self.address = address
        self.caller: Share | None = None

    def end(self) -> None:
        self.address.inside -= 1
        if self.caller is not None:
            self.caller.inside -= 1

    async def charge(self, units: int) -> None:
        """Take the whole price of the request, of which one unit is paid already.

        Raises TooManyRequests.
        """
        more = units - 1
        address, caller = self.address, self.caller or self.address
        if address.left >= more <= caller.left and caller is not address:
            address.left -= more
            caller.left -= more
            return
        taken = await address.limit.take(address, more, again=1)
        if caller is not address:
            try:
                await caller.limit.take(caller, more, again=1)
            except TooManyRequests:
                address.left += taken
                raise

    @property
    def headers(self) -> tuple[Header, Header]:
        """The headers that tell the limit of the caller, or of the address of a stranger."""
        share = self.caller or self.address
        limit = share.limit
        return (RATELIMIT, limit.field(share)), limit.policy_header


def headers_of(share: Share) -> tuple[Header, Header]:
    """Return the headers RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers)."""
    return (RATELIMIT, share.limit.field(share)), share.limit.policy_header


class RateLimiter:
    """The limits of addresses and callers. `refused` counts refusals by the limit."""

    def __init__(
        self, limits: RateLimits, units: Units, identity: Identity, address_of: AddressOf
    ) -> None:
        self.units = units
        self.address_of = address_of
        self._identity = identity
        self.refused: Counter[str] = Counter()
        self._is_told = False

        def limit(name: str, per_second: int, whose: str, at_once: int | None = None) -> Limit:
            policy: RatePolicy = limits.policy(name, per_second)
            return Limit(policy, units, self.refused, whose=whose, at_once=at_once)

        here = "this address"
        self.addresses = limit("address", limits.per_address, here, limits.address_at_once)
        self.users = limit("user", limits.per_user, "this user", limits.user_at_once)
        self.gateways = limit("gateway", limits.per_gateway, "this key", limits.gateway_at_once)
        self.sign_ins = limit("sign-in", limits.failed_sign_ins, f"{here} with wrong credentials")
        self.webhooks = limit("webhook", limits.webhooks, here, limits.address_at_once)

    def enter(self, address: str) -> Visit | None:
        """Take a unit and a place of the address, until `Visit.end`, if that needs no store.
        None: `visit` decides."""
        share = self.addresses.enter(address)
        return None if share is None else Visit(share)

    async def visit(self, address: str) -> Visit:
        """Take a unit and a place of the address, until `Visit.end`. Raises TooManyRequests."""
        share = self.addresses.enter(address)
        if share is None:
            try:
                share = await self.addresses.enter_slowly(address)
            except TooManyRequests:
                self._tell(address)
                raise
        return Visit(share)

    async def admit(self, visit: Visit, caller: Caller) -> None:
        """Take a unit and a place of the caller. Raises TooManyRequests."""
        limit, key = self._limit_of(caller)
        try:
            visit.caller = limit.enter(key) or await limit.enter_slowly(key)
        except TooManyRequests:
            # Other callers at this address do not pay for it.
            visit.address.left += 1
            raise

    def _limit_of(self, caller: Caller) -> tuple[Limit, str]:
        """Return the limit of a caller, and the caller's key in it."""
        if caller.kind is _API_KEY:
            return self.gateways, caller.subject
        if is_gateway(caller):
            return self.gateways, f"user:{caller.subject}"
        return self.users, caller.subject

    async def authenticated(self, authorization: object, visit: Visit) -> Caller | None:
        """Authenticate a caller within the limits.

        Raises TooManyRequests and what `Identity.authenticate` does. An address that has sent too
        many wrong credentials may only send those that were accepted before.
        """
        address = visit.address.key
        if self.sign_ins.is_closed(address) and not self._identity.seen(str(authorization)):
            raise self.sign_ins.refusal(address)
        try:
            caller = await self._identity.authenticate(authorization)
        except Unauthenticated:
            await self.sign_ins.spend(address, 1)
            raise
        if caller is not None:
            # Most callers need no store: then there is nothing to wait for.
            limit, key = self._limit_of(caller)
            visit.caller = limit.enter(key)
            if visit.caller is None:
                await self.admit(visit, caller)
        return caller

    def _tell(self, address: str) -> None:
        if not self._is_told:
            self._is_told = True
            logger.warning(
                "%s sends too many requests, which are refused; if it is a proxy, name it in "
                "TRUSTED_PROXIES",
                address,
            )
