"""Ledger entries: one change of one account each, append-only, chained by digests.

Contract rule 10. A use is one entry. The chain makes every column of every entry tamper-evident:
each digest covers the one before it.
"""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from billing.grant import Charge


class EntryKind(StrEnum):
    """What changed the account."""

    ALLOWANCE = "ALLOWANCE"
    LAPSE = "LAPSE"
    USAGE = "USAGE"
    ADJUSTMENT = "ADJUSTMENT"
    PLAN = "PLAN"
    PURCHASE = "PURCHASE"
    REVERSAL = "REVERSAL"
    RESTORATION = "RESTORATION"
    FREEZE = "FREEZE"
    UNFREEZE = "UNFREEZE"


class Use(NamedTuple):
    """The part of an entry that only uses of a model have.

    `terms` is what the use was recorded under: a premium model's rates, or a free model's limit.
    """

    model: str
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int
    terms: str
    metadata: str | None


class Entry(NamedTuple):
    """`tokens` is the signed change of the balance, `balance` the balance after it.

    `recorded_at` is when it was decided; `occurred_at` when what it tells of happened.
    """

    account_id: str
    revision: int
    kind: EntryKind
    tokens: int
    balance: int
    charges: tuple[Charge, ...]
    recorded_at: datetime
    occurred_at: datetime
    idempotency_key: str | None = None
    fingerprint: bytes | None = None
    reason: str | None = None
    use: Use | None = None
    digest: bytes = b""

    @property
    def cost(self) -> int:
        """Premium tokens that the entry took."""
        return -self.tokens


def chained(entry: Entry, previous: bytes) -> Entry:
    """The entry with its digest, which covers all its content and the `previous` digest."""
    return entry._replace(digest=digest_of(entry, previous))


def digest_of(entry: Entry, previous: bytes) -> bytes:
    """16 bytes over a canonical text: JSON in ASCII, times in ISO 8601 with the UTC offset."""
    content = (
        entry[:6],
        entry.recorded_at.isoformat(),
        entry.occurred_at.isoformat(),
        entry.idempotency_key,
        entry.fingerprint and entry.fingerprint.hex(),
        entry.reason,
        entry.use,
    )
    return blake2b(json.dumps(content).encode(), key=previous, digest_size=16).digest()


def key_hash(idempotency_key: str) -> bytes:
    """16 bytes that stand for the key in the unique index."""
    return blake2b(idempotency_key.encode(), digest_size=16).digest()
