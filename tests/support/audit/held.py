"""Histories of ledgers with holds, and forgeries of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from billing.catalog.catalog import Priority
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.grant import GrantSource
from billing.ledger.hold import Outcome, hold_of
from billing.ledger.hold_commands import PlaceHold, ReleaseHold, SettleHold
from billing.ledger.hold_rules import (
    decide_hold,
    decide_release,
    decide_settle,
)
from billing.ledger.posting import Posted
from billing.ledger.refusals import Refusal
from tests.support.audit.histories import START, History, faults
from tests.support.ledger.factories import (
    adjustment,
    book,
    placing,
    releasing,
    settling,
)

BOOK = book()

ALLOWANCE = GrantSource.ALLOWANCE


class Held(History):
    """A ledger with holds."""

    def hold(self, command: PlaceHold | SettleHold | ReleaseHold) -> None:
        self.touch()
        for posted in self.decide(command):
            self._keep(posted)
        self.touch()

    def decide(self, command: PlaceHold | SettleHold | ReleaseHold) -> Sequence[Posted]:
        if isinstance(command, PlaceHold):
            posted: Posted | Refusal = decide_hold(
                self.account, command, Priority.STANDARD, BOOK, self.now
            )
            assert isinstance(posted, Posted), posted
            return [posted]
        hold = self.account.hold(command.number) or hold_of(self.entries[command.number - 1])
        if isinstance(command, SettleHold):
            return decide_settle(self.account, command, hold, BOOK, self.now)
        return decide_release(self.account, command, hold, self.now)

    def pay(self, posted: Sequence[Posted]) -> None:
        for one in posted:
            self._keep(one)


def eventful() -> Held:
    """Make a history: 2 adjustment, 3 hold of both grants, 4 hold of a quota, 5 settled, 6 partial
    hold, 7 released, 8 hold; a day later 9 and 10 expired, 11 settled late, 12 hold, 13 failed, 14
    hold."""
    history = Held()
    history.do(adjustment(tokens=80, expires_at=START + timedelta(hours=20)))
    history.hold(placing(input_tokens=1_000, max_output_tokens=30))
    history.hold(placing(model="gift", input_tokens=40, max_output_tokens=60))
    history.hold(settling(3, input_tokens=1_000, output_tokens=15, metadata="{}"))
    history.hold(placing(input_tokens=100, max_output_tokens=900, allow_partial=True))
    history.hold(releasing(6))
    history.hold(placing(input_tokens=3, ttl_seconds=86_400))
    history.touch(hours=24)
    history.hold(settling(8, input_tokens=2))
    history.hold(placing(model="fine", input_tokens=9))
    history.hold(settling(history.account.revision, outcome=Outcome.FAILED))
    history.hold(placing(input_tokens=7, ttl_seconds=60))
    return history


def forged(history: Held) -> list[str]:
    """Return the faults, except that of the state's digest, which a forger would replace."""
    made = history.account._replace(digest=history.entries[-1].digest)
    return faults(history, account=made)


def at(history: Held, kind: EntryKind, nth: int = 0) -> Entry:
    return [entry for entry in history.entries if entry.kind is kind][nth]


HOLD, RELEASE, USAGE = EntryKind.HOLD, EntryKind.RELEASE, EntryKind.USAGE

SECOND = timedelta(seconds=1)


def terms(entry: Entry, old: str, new: str) -> dict[str, Any]:
    assert entry.reason is not None
    assert old in entry.reason, entry.reason
    return {"reason": entry.reason.replace(old, new)}
