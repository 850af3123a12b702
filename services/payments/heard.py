"""The provider's answer about a subscription, as a notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from billing.payments.subscription import SubscriptionFacts
from gateways.payments.notices import SubscriptionNotice
from gateways.payments.subscription_events import read_subscription


def heard(
    answer: Mapping[str, Any], *, after: SubscriptionFacts, now: datetime
) -> SubscriptionNotice:
    """Return the provider's present answer. It takes precedence over earlier reports, even if the
    provider's clock is ahead of ours."""
    said_at = max(int(now.timestamp() * 1_000_000), after.snapshot.said_at + 1)
    return read_subscription(answer, said_at)
