"""An endpoint: the address of a partner's server, and the events that it gets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from billing.checks import check_text
from billing.errors import BadInput

ENDPOINTS_MAX = 20
"""The highest number of endpoints of one partner: an event is written once for each."""
OVERLAP = timedelta(hours=24)
"""How long the earlier secret stays valid after a rotation: both sign each request."""


class WebhookEvent(StrEnum):
    """The type of an event."""

    BALANCE_LOW = "balance.low"
    BALANCE_DEPLETED = "balance.depleted"
    QUOTA_EXHAUSTED = "quota.exhausted"
    CAP_REACHED = "cap.reached"
    PURCHASE_PAID = "purchase.paid"
    PURCHASE_REFUNDED = "purchase.refunded"
    SUBSCRIPTION_CHANGED = "subscription.changed"
    TOPUP_FAILED = "topup.failed"
    HOLD_EXPIRED = "hold.expired"


TEST_EVENT = "webhook.test"
"""The type of an event that somebody asks for, to try an endpoint. All endpoints take it."""


class WebhookEndpointStatus(StrEnum):
    """The status of an endpoint."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    DEAD = "DEAD"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint of a partner. A partner is the accounts that its keys reach: `account_prefixes`
    are the beginnings of their ids; None means all accounts.

    `events` are the types that it gets; None means all. Its secret is derived from its id and
    `secret_number`, which was raised at `rotated_at`. It fails without a success since
    `failing_since`. `reason` tells people why it does not get anything.
    """

    id: str
    url: str
    account_prefixes: tuple[str, ...] | None
    events: tuple[str, ...] | None
    description: str | None
    created_at: datetime
    secret_number: int = 1
    rotated_at: datetime | None = None
    status: WebhookEndpointStatus = WebhookEndpointStatus.ACTIVE
    reason: str | None = None
    failing_since: datetime | None = None

    def wants(self, event: str, account_id: str) -> bool:
        """Return whether the endpoint gets events of this type about this account."""
        prefixes = self.account_prefixes
        is_own = prefixes is None or account_id.startswith(prefixes)
        return is_own and (self.events is None or event in self.events)

    def earlier_until(self, now: datetime) -> datetime | None:
        """Return until when the earlier secret is valid; None if there is none at `now`."""
        until = None if self.rotated_at is None else self.rotated_at + OVERLAP
        return until if until is not None and now < until else None

    def secret_numbers(self, now: datetime) -> tuple[int, ...]:
        """Return the numbers of the valid secrets, the present one first."""
        earlier = () if self.earlier_until(now) is None else (self.secret_number - 1,)
        return (self.secret_number, *earlier)


def check_events(events: Iterable[str] | None) -> tuple[str, ...] | None:
    """Return the types in order, each once. Raises BadInput for an unknown type or an empty
    list."""
    if events is None:
        return None
    listed = tuple(sorted(set(events)))
    known = {event.value for event in WebhookEvent}
    if not listed or not known.issuperset(listed):
        raise BadInput("events", f"must be some of {', '.join(WebhookEvent)}")
    return listed


def check_prefixes(prefixes: Iterable[str] | None) -> tuple[str, ...] | None:
    """Return the prefixes as those of a restricted key: in order, each once."""
    if prefixes is None:
        return None
    listed = tuple(sorted(set(prefixes)))
    if not listed:
        raise BadInput("accountPrefixes", "must not be empty; leave it out for all accounts")
    for prefix in listed:
        check_text("accountPrefixes", prefix)
    return listed
