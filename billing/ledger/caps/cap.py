"""A spend cap as a value, and its text in the ledger. Billing rule 12."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from billing.catalog.catalog import QuotaPeriod


class CapScope(StrEnum):
    """The uses that a cap counts."""

    ACCOUNT = "ACCOUNT"
    MODEL = "MODEL"
    API_KEY = "API_KEY"
    MEMBER = "MEMBER"
    """The limit of a team's member, in a refusal only: the membership has it (billing rule 13)."""


class CapName(NamedTuple):
    """The name of a cap, once per account. `subject` is the catalog's name of the model, or the
    id of the API key; it is empty for the whole account."""

    scope: CapScope
    subject: str
    period: QuotaPeriod


class SpendCap(NamedTuple):
    """A cap of an account: its uses in a window of `period` may cost `tokens` premium tokens.

    `used` is what they have cost since the cap was set, in the window that ends at `ends_at`. The
    next use that counts opens the next window.
    """

    scope: CapScope
    subject: str
    period: QuotaPeriod
    tokens: int
    ends_at: datetime
    used: int = 0

    @property
    def name(self) -> CapName:
        return CapName(self.scope, self.subject, self.period)

    def covers(self, model: str, api_key_id: str | None) -> bool:
        """Return whether the cap counts a use of the model, recorded with that key."""
        if self.scope is CapScope.ACCOUNT:
            return True
        return self.subject == (model if self.scope is CapScope.MODEL else api_key_id)


REMOVED = "removed"


def cap_text(name: CapName, tokens: int | None) -> str:
    """Return the `reason` of the entry that sets a cap, or removes it (None): "MODEL DAY 5000
    gpt-4o". The subject ends it, because the name of a model may contain any character."""
    word = REMOVED if tokens is None else str(tokens)
    head = f"{name.scope} {name.period} {word}"
    return f"{head} {name.subject}" if name.subject else head


def cap_change(text: str | None) -> tuple[CapName, int | None]:
    """Return the name and the tokens in a text of `cap_text`; None if it removes the cap. Raises
    ValueError for any other text."""
    parts = (text or "").split(" ", 3)
    scope, period, word = parts[:3]
    name = CapName(CapScope(scope), "".join(parts[3:]), QuotaPeriod(period))
    tokens = None if word == REMOVED else int(word)
    if cap_text(name, tokens) != text or (tokens or 0) < 0 or not _is_named(name):
        raise ValueError(f"{text!r:.80} is not the text of a spend cap")
    return name, tokens


def _is_named(name: CapName) -> bool:
    return bool(name.subject) is not (name.scope is CapScope.ACCOUNT)


def without(caps: Iterable[SpendCap], name: CapName) -> tuple[SpendCap, ...]:
    """Return the caps but the one of that name."""
    return tuple(cap for cap in caps if cap.name != name)
