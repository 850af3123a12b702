"""The alerts of an account in a replay. Part of `billing.audit.replay`; billing rule 14.

It shares no code with `billing.ledger.alerts.crossing` and `billing.ledger.alerts.rules`. The
service looks at an account after each command, which entries do not show. So a replay knows what
must be true at the end of each instant, and what may have happened within it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from billing.audit.grants import Faults
from billing.audit.uses import limit_of
from billing.catalog.catalog import NativeLimit
from billing.ledger.account import QuotaUse
from billing.ledger.alerts.alert import Alert, AlertChange, AlertKind, AlertWord, alert_change
from billing.ledger.alerts.rules import ALERTS_MAX
from billing.ledger.entry import Entry


@dataclass(slots=True)
class ReplayedAlert:
    """An alert. `was_beyond` at the end of the last instant; `may_fire` if since then, or since
    its last firing, a value was not beyond; `told` if it fired or was set in this instant."""

    alert: Alert
    was_beyond: bool
    may_fire: bool
    told: bool = True


class ReplayedAlerts:
    """The alerts of a replay, in the order of setting."""

    def __init__(self, quotas: Mapping[str, QuotaUse]) -> None:
        self._quotas = quotas
        self._alerts: list[ReplayedAlert] = []
        self._available = 0
        self._at: datetime | None = None

    @property
    def alerts(self) -> tuple[Alert, ...]:
        return tuple(one.alert for one in self._alerts)

    def turn(self, at: datetime | None) -> Faults:
        """End the instant before `at`, if it is another one."""
        if at == self._at:
            return
        self._at = at
        for one in self._alerts:
            if one.alert.kind is AlertKind.BALANCE_BELOW:
                beyond = self._available < one.alert.threshold
                if beyond and not one.was_beyond and not one.told:
                    yield f"the entries before it pass {_told(one.alert)}, which did not fire"
                one.alert = one.alert._replace(beyond=beyond)
                one.may_fire = not beyond
            one.was_beyond, one.told = one.alert.beyond, False

    def see(self, available: int) -> None:
        """Note the available tokens after an entry."""
        self._available = available
        for one in self._alerts:
            if one.alert.kind is AlertKind.BALANCE_BELOW and available >= one.alert.threshold:
                one.may_fire = True

    def use(self, entry: Entry) -> None:
        """Note a use, after the quotas have counted it."""
        limit = limit_of(entry.use.terms) if entry.use else None
        if entry.use is None or limit is None:
            return
        counted = self._quotas[entry.use.model]
        for one in self._alerts:
            alert = one.alert
            if alert.kind is AlertKind.QUOTA_USED_PERCENT and alert.model == entry.use.model:
                self._use(one, limit, counted, entry.recorded_at)

    def change(self, entry: Entry) -> Faults:
        """Replay an entry about an alert. Raises ValueError for a reason of an unknown form."""
        if entry.tokens or entry.charges or entry.use is not None:
            yield "changes the balance, or is a use, but is about an alert"
        if entry.idempotency_key is not None or entry.fingerprint is not None:
            yield "has a key or a fingerprint, but is about an alert"
        if entry.occurred_at != entry.recorded_at:
            yield "has another time of occurrence than of recording"
        change = alert_change(entry.reason)
        known = next((one for one in self._alerts if one.alert.name == change.name), None)
        if change.word is AlertWord.SET:
            yield from self._set(change, known)
        elif known is None:
            yield f"is about {entry.reason}, which was not set"
        elif change.word is AlertWord.REMOVED:
            self._alerts.remove(known)
        elif change.word is AlertWord.FIRED:
            yield from self._fire(known, change, entry)
        else:
            yield from _clear(known)

    def go_back(self) -> None:
        """Forget the windows of quotas: a repair counts them anew."""
        for one in self._alerts:
            if one.alert.ends_at is not None:
                one.alert = one.alert._replace(beyond=False, ends_at=None)
                one.may_fire = True

    def _set(self, change: AlertChange, known: ReplayedAlert | None) -> Faults:
        if known is not None:
            yield f"sets {_told(known.alert)} a second time"
            return
        kind, threshold, model = change.name
        beyond = change.value is not None
        if kind is AlertKind.BALANCE_BELOW and beyond is not (self._available < threshold):
            yield f"does not say rightly whether {self._available} is below {threshold}"
        window = self._quotas.get(model) if beyond else None
        alert = Alert(kind, threshold, model, beyond, None if window is None else window.end)
        self._alerts.append(ReplayedAlert(alert, beyond, not beyond))
        if len(self._alerts) > ALERTS_MAX:
            yield f"is alert number {len(self._alerts)}, and {ALERTS_MAX} are allowed"

    def _fire(self, one: ReplayedAlert, change: AlertChange, entry: Entry) -> Faults:
        alert, value = one.alert, change.value or 0
        if not one.may_fire:
            yield f"fires {_told(alert)} again, which was not crossed"
        if alert.kind is AlertKind.BALANCE_BELOW and value != self._available:
            yield f"says that {value} were available, but {self._available} were"
        is_percent = alert.kind is AlertKind.QUOTA_USED_PERCENT
        if (value >= alert.threshold) is not is_percent:
            yield f"fires {_told(alert)} at {value}"
        one.may_fire, one.told = False, True
        one.alert = alert._replace(
            beyond=True, fired=entry.revision, fired_at=entry.recorded_at, value=value
        )

    @staticmethod
    def _use(one: ReplayedAlert, limit: NativeLimit, counted: QuotaUse, at: datetime) -> None:
        alert = one.alert
        beyond = counted.used * 100 // max(limit.amount, 1) >= alert.threshold
        over = alert.ends_at is not None and alert.ends_at <= at
        if beyond and (over or not alert.beyond):
            one.may_fire = True
        one.alert = alert._replace(beyond=beyond, ends_at=counted.end if beyond else None)


def _clear(one: ReplayedAlert) -> Faults:
    if one.alert.kind is not AlertKind.DAYS_LEFT_BELOW or not one.alert.beyond:
        yield f"clears {_told(one.alert)}, which is not beyond its threshold"
    one.alert = one.alert._replace(beyond=False)
    one.may_fire = True


def _told(alert: Alert) -> str:
    return " ".join(str(part) for part in alert.name if part)
