"""When an alert fires: the measured value passes the threshold, and had not before. Billing rule
14; all is pure.

An account is looked at after each command, and after all that the clock changed at once. So the
moment between the end of one allowance and the start of the next is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from billing.catalog.catalog import NativeLimit
from billing.catalog.terms import native_limit_of
from billing.ledger.account import Account
from billing.ledger.alerts.alert import (
    Alert,
    AlertChange,
    AlertKind,
    AlertWord,
    Measured,
    alert_text,
)
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.posting import Change, Posted, Request, post
from billing.ledger.quota import quota_use

PERCENT = 100


def crossings(
    account: Account, entries: Sequence[Entry], now: datetime
) -> tuple[Account, list[Posted]]:
    """Return the account after its alerts have seen `entries`, its latest ones, and an entry for
    each alert that fires. Nothing happens to an account without alerts."""
    posted: list[Posted] = []
    if not account.alerts or not entries:
        return account, posted
    for place, alert in enumerate(account.alerts):
        measured = _measured(alert, account, entries, now)
        if measured is not None:
            account = seen(account, place, measured, now, posted)
    return account, posted


def seen(
    account: Account, place: int, measured: Measured, now: datetime, posted: list[Posted]
) -> Account:
    """Return the account after the alert at that place has seen the value. Its entry is added to
    `posted` if it fires."""
    alert = account.alerts[place]
    value, ends_at = measured
    beyond = alert.is_passed_by(value)
    if beyond and not alert.is_beyond(now):
        fired = post_alert(account, AlertChange(AlertWord.FIRED, alert.name, value), now)
        account = fired.account
        alert = alert._replace(fired=account.revision, fired_at=now, value=value)
        posted.append(fired)
    alert = alert._replace(beyond=beyond, ends_at=ends_at if beyond else None)
    account = with_alert(account, place, alert)
    if posted and posted[-1].entry.revision == account.revision:
        posted[-1] = posted[-1]._replace(account=account)
    return account


def with_alert(account: Account, place: int, alert: Alert) -> Account:
    """Return the account with the alert at that place."""
    alerts = account.alerts
    return account._replace(alerts=(*alerts[:place], alert, *alerts[place + 1 :]))


def post_alert(account: Account, change: AlertChange, now: datetime) -> Posted:
    """Post an entry about an alert, which changes no balance."""
    request = Request(reason=alert_text(change))
    return post(account, Change(EntryKind.ALERT, 0, (), now, request), now)


def measured_now(alert: Alert, account: Account) -> Measured | None:
    """Return the value of an alert that the state alone tells."""
    is_balance = alert.kind is AlertKind.BALANCE_BELOW
    return Measured(account.available) if is_balance else None


def _measured(
    alert: Alert, account: Account, entries: Iterable[Entry], now: datetime
) -> Measured | None:
    if alert.kind is AlertKind.QUOTA_USED_PERCENT:
        return _quota(alert, account, entries, now)
    return measured_now(alert, account)


def _quota(
    alert: Alert, account: Account, entries: Iterable[Entry], now: datetime
) -> Measured | None:
    """Return the used percentage after the last use of the model, under the limit of its terms; so
    the entries alone tell when the alert fires."""
    measured = None
    for entry in entries:
        if entry.use is not None and entry.use.model == alert.model:
            limit = native_limit_of(entry.use.terms)
            if limit is not None:
                measured = quota_measured(account, alert.model, limit, now)
    return measured


def quota_measured(account: Account, model: str, limit: NativeLimit, now: datetime) -> Measured:
    """Return the used percentage of a native limit, rounded down. Open holds do not count."""
    use = quota_use(account, model, limit, now)
    return Measured(use.used * PERCENT // max(limit.amount, 1), use.end)
