"""A delivery: one event for one endpoint, with what its attempts gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from billing.canonical import json_list

ANSWER_LENGTH_MAX = 1_000
"""The stored characters of an answer."""


class WebhookDeliveryStatus(StrEnum):
    """The status of a delivery."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class NewDelivery(NamedTuple):
    """A delivery as it is written with what it tells. `id` is the `webhook-id`, `account_id` the
    account that it is about. Of several with the same `once` for an endpoint only the first is
    stored."""

    id: str
    endpoint_id: str
    account_id: str | None
    type: str
    payload: str
    created_at: datetime
    once: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it is stored. `number` grows with each; those of an account are in the order in
    which they happened. `first_at` is the time of the first attempt since its creation or replay.

    The answer to the last attempt: `code` is None if there was none, and `answer` then says why.
    """

    number: int
    id: str
    endpoint_id: str
    account_id: str | None
    type: str
    payload: str
    created_at: datetime
    status: WebhookDeliveryStatus = WebhookDeliveryStatus.PENDING
    attempts: int = 0
    due_at: datetime | None = None
    first_at: datetime | None = None
    attempted_at: datetime | None = None
    code: int | None = None
    duration_ms: int | None = None
    answer: str | None = None


def once_key(*parts: str) -> str:
    """Return 32 hexadecimal digits that are the same for the same parts."""
    return blake2b(json_list(parts).encode(), digest_size=16).hexdigest()
