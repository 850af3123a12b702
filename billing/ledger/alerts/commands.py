"""The commands of alerts. The constructor of a command checks it: `BadInput` names the field."""

from __future__ import annotations

from dataclasses import dataclass

from billing.catalog.catalog import NativeLimit
from billing.checks import check_text
from billing.errors import BadInput
from billing.keyless import Keyless
from billing.ledger.alerts.alert import AlertKind, AlertName
from billing.tokens import MAX_TOKENS

THRESHOLDS = {
    AlertKind.BALANCE_BELOW: MAX_TOKENS,
    AlertKind.QUOTA_USED_PERCENT: 100,
    AlertKind.DAYS_LEFT_BELOW: 365,
}
"""The highest threshold of each kind; the lowest is 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAlert(Keyless):
    """Tell the owner when the value passes the threshold (billing rule 14). `limit` is the native
    limit of the model of a quota; `days` are what a forecast says now, None if it says nothing."""

    alert: AlertName
    limit: NativeLimit | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        _check_alert(self.alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAlert(Keyless):
    """Remove an alert, if there is one of that name."""

    alert: AlertName

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        _check_alert(self.alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDaysLeft(Keyless):
    """Note for how many full days a forecast says that the tokens last."""

    alert: AlertName
    days: int


def _check_alert(name: AlertName) -> None:
    highest = THRESHOLDS[name.kind]
    if type(name.threshold) is not int or not 1 <= name.threshold <= highest:
        raise BadInput("threshold", f"must be a whole number from 1 to {highest}")
    if name.kind is AlertKind.QUOTA_USED_PERCENT:
        check_text("model", name.model)


Alerting = SetAlert | RemoveAlert | NoteDaysLeft
