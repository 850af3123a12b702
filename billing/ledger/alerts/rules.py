"""The decisions on the alerts themselves: setting and removing one, and noting what a forecast
says. Billing rule 14; all are pure, on an account that is at `now`."""

from __future__ import annotations

from datetime import datetime

from billing.errors import LimitReached
from billing.ledger.account import Account
from billing.ledger.alerts.alert import Alert, AlertChange, AlertName, AlertWord, Measured
from billing.ledger.alerts.commands import Alerting, NoteDaysLeft, RemoveAlert, SetAlert
from billing.ledger.alerts.crossing import (
    measured_now,
    post_alert,
    quota_measured,
    seen,
    with_alert,
)
from billing.ledger.posting import Posted

ALERTS_MAX = 20
"""The highest number of alerts per account. Every change of the account looks at all of them."""


def decide_alert(account: Account, asked: Alerting, now: datetime) -> Posted | None:
    """Set or remove an alert, or note a forecast. Return None if nothing changes.

    An alert that is set while the value is beyond its threshold does not fire: it fires at the next
    crossing. Raises LimitReached if the account has ALERTS_MAX alerts.
    """
    if isinstance(asked, SetAlert):
        return _set(account, asked, now)
    place = _place(account, asked.alert)
    if place is None:
        return None
    if isinstance(asked, RemoveAlert):
        posted = post_alert(account, AlertChange(AlertWord.REMOVED, asked.alert), now)
        alerts = account.alerts[:place] + account.alerts[place + 1 :]
        return posted._replace(account=posted.account._replace(alerts=alerts))
    return _note(account, place, asked, now)


def _place(account: Account, name: AlertName) -> int | None:
    names = [alert.name for alert in account.alerts]
    return names.index(name) if name in names else None


def _set(account: Account, asked: SetAlert, now: datetime) -> Posted | None:
    if _place(account, asked.alert) is not None:
        return None
    if len(account.alerts) >= ALERTS_MAX:
        raise LimitReached("accountId", f"has {ALERTS_MAX} alerts, and can't have more")
    kind, threshold, model = asked.alert
    alert = Alert(kind, threshold, model)
    measured = _measured(alert, account, asked, now)
    beyond = alert.is_passed_by(measured.value)
    value = measured.value if beyond else None
    posted = post_alert(account, AlertChange(AlertWord.SET, alert.name, value), now)
    alert = alert._replace(beyond=beyond, ends_at=measured.ends_at if beyond else None)
    return posted._replace(account=posted.account._replace(alerts=(*posted.account.alerts, alert)))


def _measured(alert: Alert, account: Account, asked: SetAlert, now: datetime) -> Measured:
    if asked.limit is not None:
        return quota_measured(account, alert.model, asked.limit, now)
    days = Measured(alert.armed_value if asked.days is None else asked.days)
    return measured_now(alert, account) or days


def _note(account: Account, place: int, asked: NoteDaysLeft, now: datetime) -> Posted | None:
    """Fire, or be ready again. A forecast that changes neither leaves no entry."""
    alert, posted = account.alerts[place], list[Posted]()
    if alert.is_passed_by(asked.days) == alert.beyond:
        return None
    if not alert.beyond:
        seen(account, place, Measured(asked.days), now, posted)
        return posted[-1]
    cleared = post_alert(account, AlertChange(AlertWord.CLEARED, alert.name), now)
    after = with_alert(cleared.account, place, alert._replace(beyond=False))
    return cleared._replace(account=after)
