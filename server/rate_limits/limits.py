"""The settings of the rate limits. docs/limits.md explains every number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from billing.rate_limits import RatePolicy
from server.connections.limits import Number

MOST = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """The limits of all processes together: units per second, and for how many seconds a burst
    may take units in advance. The numbers of requests at once are per process.

    The defaults here are those of development.
    """

    per_address: int = 20_000
    per_user: int = 20_000
    per_gateway: int = 20_000
    failed_sign_ins: int = 2_000
    webhooks: int = 20_000
    burst_seconds: int = 10
    address_at_once: int = 2_000
    user_at_once: int = 1_000
    gateway_at_once: int = 2_000

    def policy(self, name: str, per_second: int) -> RatePolicy:
        return RatePolicy(name, per_second, per_second * self.burst_seconds)


PRODUCTION: Mapping[str, int] = {
    "per_address": 10_000,
    "per_user": 160,
    "per_gateway": 5_000,
    "failed_sign_ins": 10,
    "webhooks": 1_000,
    "address_at_once": 500,
    "user_at_once": 50,
    "gateway_at_once": 500,
}
"""The defaults of production, where they differ."""

NAMES = {
    "per_address": "RATE_PER_ADDRESS",
    "per_user": "RATE_PER_USER",
    "per_gateway": "RATE_PER_GATEWAY",
    "failed_sign_ins": "RATE_FAILED_SIGN_INS",
    "webhooks": "RATE_WEBHOOKS",
    "burst_seconds": "RATE_BURST_SECONDS",
    "address_at_once": "AT_ONCE_PER_ADDRESS",
    "user_at_once": "AT_ONCE_PER_USER",
    "gateway_at_once": "AT_ONCE_PER_GATEWAY",
}
"""The variable of each limit."""


def read_rates(number: Number, *, production: bool) -> RateLimits:
    """Read the limits from the environment. Raises what `number` raises."""
    usual = RateLimits()
    given: dict[str, Any] = {}
    for field, name in NAMES.items():
        default = getattr(usual, field)
        if production:
            default = PRODUCTION.get(field, default)
        most = 3_600 if field == "burst_seconds" else MOST
        given[field] = number(name, default, most=most)
    return RateLimits(**given)
