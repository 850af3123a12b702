"""The migration of an account in a replay. Part of `billing.audit.replay`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from billing.audit.grants import Faults, ReplayedGrants
from billing.ledger.entry import MIGRATION_KEY, Entry
from billing.ledger.grant import Grant, GrantSource


class ReplayedMigration:
    """The migration of a replay. An account is migrated at most once. If this is its first entry,
    the entry contains the time at which the older system opened the account."""

    def __init__(
        self, tokens: ReplayedGrants, rows: Mapping[int, Grant], opened_at: datetime | None
    ) -> None:
        self._tokens = tokens
        self._rows = rows
        self._opened_at = opened_at
        self._done = False

    def fold(self, entry: Entry) -> Faults:
        yield from self._once(entry)
        yield from self._dated(entry)
        if entry.tokens > 0:
            yield from self._tokens.grant(entry, GrantSource.LEGACY)
            row = self._rows.get(entry.revision)
            if row is not None and row.expires_at is not None:
                yield f"what came from an older system expires at {row.expires_at}"
        elif entry.tokens or entry.charges:
            yield "takes tokens, but an import adds some"

    def _once(self, entry: Entry) -> Iterator[str]:
        if self._done:
            yield "the account came from an older system before"
        self._done = True
        if entry.idempotency_key != MIGRATION_KEY or entry.fingerprint is not None:
            yield "has another key than all that comes from an older system"
        if not (entry.reason or "").startswith("import "):
            yield "does not name its import"

    def _dated(self, entry: Entry) -> Iterator[str]:
        if entry.revision != 1:
            if entry.occurred_at != entry.recorded_at:
                yield "the account was here before, and it came at another time"
        elif self._opened_at is not None and entry.occurred_at != self._opened_at:
            yield f"opened the account at {entry.occurred_at}, not at {self._opened_at}"
