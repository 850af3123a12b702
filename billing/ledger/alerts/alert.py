"""An alert as a value, and its texts in the ledger. Billing rule 14."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class AlertKind(StrEnum):
    """The measure of an alert: available tokens, percent of a model's native limit, or days."""

    BALANCE_BELOW = "BALANCE_BELOW"
    QUOTA_USED_PERCENT = "QUOTA_USED_PERCENT"
    DAYS_LEFT_BELOW = "DAYS_LEFT_BELOW"


class AlertName(NamedTuple):
    """The name of an alert, once per account. `model` is the catalog's name of the model of a
    QUOTA_USED_PERCENT; it is empty for the others."""

    kind: AlertKind
    threshold: int
    model: str = ""


class Alert(NamedTuple):
    """An alert of an account.

    While `beyond`, the measured value is beyond the threshold, and the alert does not fire again.
    For a quota this is true until its window ends, at `ends_at`. It last fired with the entry
    `fired` (0: never), at `fired_at`, when the value was `value`.
    """

    kind: AlertKind
    threshold: int
    model: str = ""
    beyond: bool = False
    ends_at: datetime | None = None
    fired: int = 0
    fired_at: datetime | None = None
    value: int | None = None

    @property
    def name(self) -> AlertName:
        return AlertName(self.kind, self.threshold, self.model)

    def is_beyond(self, now: datetime) -> bool:
        """Return whether the value is still beyond the threshold, as last measured."""
        return self.beyond and (self.ends_at is None or now < self.ends_at)

    def in_past(self) -> Alert:
        """Return the alert at a time before its last entry: the window of its quota is another, so
        it is ready to fire."""
        return self if self.ends_at is None else self._replace(beyond=False, ends_at=None)

    @property
    def armed_value(self) -> int:
        """A value that is not beyond the threshold."""
        return 0 if self.kind is AlertKind.QUOTA_USED_PERCENT else self.threshold

    def is_passed_by(self, value: int) -> bool:
        """Return whether a value is beyond the threshold."""
        if self.kind is AlertKind.QUOTA_USED_PERCENT:
            return value >= self.threshold
        return value < self.threshold


class Measured(NamedTuple):
    """A measured value. That of a quota counts until its window ends, at `ends_at`."""

    value: int
    ends_at: datetime | None = None


class AlertWord(StrEnum):
    """The news of an entry about an alert."""

    SET = "SET"
    REMOVED = "REMOVED"
    FIRED = "FIRED"
    CLEARED = "CLEARED"


class AlertChange(NamedTuple):
    """The content of an entry of kind ALERT. `value` is the measured value if it is beyond the
    threshold."""

    word: AlertWord
    name: AlertName
    value: int | None = None


def alert_text(change: AlertChange) -> str:
    """Return the `reason` of an entry: "FIRED:93 QUOTA_USED_PERCENT 90 gemini". The model ends it,
    because a model's name may contain any character."""
    word, (kind, threshold, model), value = change
    head = word.value if value is None else f"{word}:{value}"
    text = f"{head} {kind} {threshold}"
    return f"{text} {model}" if model else text


def alert_change(text: str | None) -> AlertChange:
    """Return what a text of `alert_text` says. Raises ValueError for any other text."""
    parts = (text or "").split(" ", 3)
    head, kind, threshold = parts[:3]
    word, _, value = head.partition(":")
    name = AlertName(AlertKind(kind), int(threshold), "".join(parts[3:]))
    change = AlertChange(AlertWord(word), name, int(value) if value else None)
    if alert_text(change) != text or not _is_whole(change):
        raise ValueError(f"{text!r:.80} is not the text of an alert")
    return change


def _is_whole(change: AlertChange) -> bool:
    of_model = change.name.kind is AlertKind.QUOTA_USED_PERCENT
    valued = {AlertWord.FIRED: True, AlertWord.REMOVED: False, AlertWord.CLEARED: False}
    has_value = change.value is not None
    return bool(change.name.model) is of_model and has_value is valued.get(change.word, has_value)


def fired_since(alerts: Iterable[Alert], revision: int) -> bool:
    """Return whether one of the alerts fired after the revision."""
    return any(alert.fired > revision for alert in alerts)
