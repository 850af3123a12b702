"""The inputs and results of setting and removing an alert."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.ledger.alerts.alert import AlertKind
from schema.ledger.alerts import Alert
from schema.ledger.results import AccountNotFound, ModelNotFound, Refusal
from schema.scalars import BigInt, described

_MODEL = "The name of a free model with a native limit, for the kind QUOTA_USED_PERCENT."
_THRESHOLD = "From 1: tokens; percent, at most 100; or days, at most 365."


@strawberry.type(description="The model has no native limit of the account, so no quota to watch.")
class ModelWithoutLimit(Refusal):
    pass


@strawberry.input(
    description="An alert to set. An account has at most one alert of a kind, threshold and model, "
    "and at most 20 in all."
)
class SetAlertInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )
    kind: AlertKind = described("What it measures.")
    model: str | None = described(_MODEL, default=None)
    threshold: BigInt = described(_THRESHOLD)


@strawberry.input(description="The alert to remove.")
class RemoveAlertInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )
    kind: AlertKind = described("What it measures.")
    model: str | None = described("The model, for the kind QUOTA_USED_PERCENT.", default=None)
    threshold: BigInt = described("Its threshold.")


@strawberry.type(description="The alert is set. A repeated request changes nothing.")
class AlertSet:
    alert: Alert = described(
        "The alert. If the value is beyond the threshold already, it is told at the next crossing."
    )


@strawberry.type(description="There is no such alert any more.")
class AlertRemoved:
    removed: bool = described("Whether it was removed just now; false: there was none.")


SetAlertResult = Annotated[
    AlertSet | ModelNotFound | ModelWithoutLimit | AccountNotFound,
    strawberry.union("SetAlertResult", description="The result of setting an alert."),
]

RemoveAlertResult = Annotated[
    AlertRemoved | AccountNotFound,
    strawberry.union("RemoveAlertResult", description="The result of removing an alert."),
]
