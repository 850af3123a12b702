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
    """The provider's answer of now. It counts for more than what was said before, though the
    provider's clock may be ahead of ours."""
    said_at = max(int(now.timestamp() * 1_000_000), after.snapshot.said_at + 1)
    return read_subscription(answer, said_at)
