"""Counts the alerts that fired in what this process committed. Billing rule 14."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from billing.ledger.alerts.alert import AlertKind, AlertWord, alert_change
from billing.ledger.entry import Entry, EntryKind
from services.commit.batch import Batch


class Fired:
    """The firings of alerts by kind, since the start. Each is an entry, so it counts once, whatever
    made it: a command, a payment, or a refund."""

    def __init__(self) -> None:
        self.by_kind: Counter[AlertKind] = Counter()

    def count_batch(self, batch: Batch, earlier: Sequence[Batch]) -> None:
        """Count the firings of a committed batch. After an error an earlier attempt at it may turn
        out to be committed: then its entries are in the ledger, and the batch has them no more."""
        # Most batches have no account with an alert, and every batch comes here.
        if not (batch.is_watched or earlier):
            return
        made = [batch, *(attempt for attempt in earlier if _is_in(attempt, batch))]
        # The same attempt, made again at the same instant, has the same digests.
        self.count({one.digest: one for attempt in made for one in attempt.entries}.values())

    def count(self, entries: Iterable[Entry]) -> None:
        """Count the firings among entries that were just committed."""
        for entry in entries:
            if entry.kind is EntryKind.ALERT:
                word, name, _ = alert_change(entry.reason)
                if word is AlertWord.FIRED:
                    self.by_kind[name.kind] += 1


def _is_in(attempt: Batch, batch: Batch) -> bool:
    """Return whether an account has the history that the attempt wrote."""
    digests = {account.digest for account in batch.accounts.values()}
    return any(account.digest in digests for account in attempt.changed)


fired = Fired()
"""The count of this process. Commits are made in several places, which have nothing else in
common."""
