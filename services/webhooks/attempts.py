"""One attempt to deliver, and what follows from its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from billing.webhooks.delivery import ANSWER_LENGTH_MAX, Delivery, WebhookDeliveryStatus
from billing.webhooks.endpoint import Endpoint
from billing.webhooks.schedule import ATTEMPTS_MAX, next_attempt
from db.webhooks.deliveries import Attempted
from gateways.webhooks.signing import secret_of, signatures

GONE = 410
USER_AGENT = "yumi-billing-webhooks"


class Response(Protocol):
    """The answer of `gateways.webhooks.client`, whose packages are optional."""

    @property
    def code(self) -> int | None: ...
    @property
    def text(self) -> str: ...
    @property
    def duration_ms(self) -> int: ...


Post = Callable[[dict[str, str], bytes], Awaitable[Response]]


class Outcome(NamedTuple):
    """What an attempt gave, and whether the endpoint has succeeded or is gone for good."""

    result: Attempted
    succeeded: bool
    gone: bool


def signed(
    delivery: Delivery,
    endpoint: Endpoint,
    keys: tuple[str, ...],
    *,
    now: datetime,
    machine: datetime,
) -> dict[str, str]:
    """Return the headers of an attempt. It is signed with each secret that is valid at `now`, of
    each key of the service. Receivers compare the timestamp with their own clocks, so it is the
    time of the `machine`, also where the service's time was moved."""
    numbers = endpoint.secret_numbers(now)
    secrets = [secret_of(key, endpoint.id, number) for key in keys for number in numbers]
    stamp, body = int(machine.timestamp()), delivery.payload.encode()
    return {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "user-agent": USER_AGENT,
        "webhook-id": delivery.id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signatures(secrets, delivery.id, stamp, body),
    }


def outcome_of(delivery: Delivery, answer: Response, at: datetime) -> Outcome:
    """Return what an answer means: every status from 200 to 299 is a success."""
    succeeded = answer.code is not None and 200 <= answer.code < 300
    first = delivery.first_at or at
    due = None if succeeded else next_attempt(first, delivery.attempts + 1, at)
    status = WebhookDeliveryStatus.PENDING
    if succeeded:
        status = WebhookDeliveryStatus.DELIVERED
    elif due is None:
        status = WebhookDeliveryStatus.FAILED
    result = Attempted(
        number=delivery.number,
        attempts=delivery.attempts,
        status=status,
        due_at=due,
        first_at=first,
        attempted_at=at,
        code=answer.code,
        duration_ms=answer.duration_ms,
        # PostgreSQL stores no NUL.
        answer=answer.text[:ANSWER_LENGTH_MAX].replace("\0", ""),
    )
    return Outcome(result, succeeded, gone=answer.code == GONE)


def has_failed_throughout(failing_since: datetime | None, result: Attempted) -> bool:
    """Return whether this failure is the last one of a delivery that was tried as often as the
    schedule says, while the endpoint failed all the time. Fewer attempts prove nothing: the service
    may have stood still."""
    return (
        failing_since is not None
        and failing_since <= result.first_at
        and result.status is WebhookDeliveryStatus.FAILED
        and result.attempts + 1 >= ATTEMPTS_MAX
    )
