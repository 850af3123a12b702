"""Alerts, as the API shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from billing.catalog.price_book import PriceBook
from billing.ledger.alerts import alert as domain
from billing.ledger.alerts.alert import AlertKind
from schema.catalog import Model
from schema.describing import describe
from schema.scalars import BigInt, described

describe(
    AlertKind,
    "What an alert measures.",
    BALANCE_BELOW="The available tokens are below the threshold.",
    QUOTA_USED_PERCENT="So many percent of a free model's native limit are used, or more.",
    DAYS_LEFT_BELOW="The tokens last fewer days than the threshold, at the pace of the last four "
    "weeks.",
)


@strawberry.type(
    description="Tells once when a value passes a threshold, and again after the value came back. "
    "It also tells when the clock or a refund causes that."
)
class Alert:
    account_id: strawberry.ID = described("The account.")
    kind: AlertKind = described("What it measures.")
    model: Model | None = described("The model, for the kind QUOTA_USED_PERCENT.")
    threshold: BigInt = described("Tokens, percent or days, according to `kind`.")
    beyond: bool = described(
        "Whether the value is beyond the threshold, as last measured. If so, the alert is not told "
        "again before the value comes back."
    )
    last_fired_at: datetime | None = described("When it was last told; null: never.")
    last_value: BigInt | None = described(
        "The value at that time: available tokens, used percent, or full days left."
    )
    revision: BigInt | None = described("The revision of the ledger entry that told it last.")
    fired: strawberry.Private[int]

    @classmethod
    def of(cls, account_id: str, alert: domain.Alert, book: PriceBook, now: datetime) -> Alert:
        return cls(
            account_id=strawberry.ID(account_id),
            kind=alert.kind,
            model=Model.of(book.described(alert.model)) if alert.model else None,
            threshold=BigInt(alert.threshold),
            beyond=alert.is_beyond(now),
            last_fired_at=alert.fired_at,
            last_value=None if alert.value is None else BigInt(alert.value),
            revision=BigInt(alert.fired) if alert.fired else None,
            fired=alert.fired,
        )
