"""Ledger entries: one change of one account each, append-only, chained by digests.

Billing rule 10. A use is one entry. The chain makes every column of every entry tamper-evident:
each digest covers the one before it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from billing.canonical import quoted
from billing.ledger.grant import Charge


class EntryKind(StrEnum):
    """The kind of change that an entry records."""

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
    HOLD = "HOLD"
    RELEASE = "RELEASE"
    MIGRATION = "MIGRATION"
    CAP = "CAP"
    TEAM = "TEAM"
    TRANSFER = "TRANSFER"
    ALERT = "ALERT"
    TOP_UP = "TOP_UP"
    EXTENSION = "EXTENSION"


MIGRATION_KEY = "\x1fimport-legacy"
"""The idempotency key of an account's migration from an older system, which happens once. It has a
control character, which callers' keys cannot have."""


class Use(NamedTuple):
    """The part of an entry that only uses of a model have.

    `terms` are the terms of the use: a premium model's rates or a free model's limit, and the use's
    details (`billing.catalog.terms`). `model` is the catalog's name. `requested_model`
    is the name in the request, or None if it is the same.
    """

    model: str
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int
    terms: str
    metadata: str | None
    requested_model: str | None = None

    @property
    def asked_model(self) -> str:
        """The name of the model in the request."""
        return self.requested_model or self.model


class Entry(NamedTuple):
    """An entry of the ledger. `tokens` is the signed change of the balance, `balance` the balance
    after it.

    `recorded_at` is the time of the decision, `occurred_at` the time of the event itself.
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


Content = tuple[
    str,
    int,
    EntryKind,
    int,
    int,
    tuple[Charge, ...],
    datetime,
    datetime,
    str | None,
    bytes | None,
    str | None,
    Use | None,
]
"""The fields of an entry without the digest, in order."""


def chained(entry: Entry, previous: bytes) -> Entry:
    """Return the entry with its digest, which covers all its content and the `previous` digest."""
    return Entry._make((*entry[:-1], digest_of(entry, previous)))


def digest_of(entry: Entry | Content, previous: bytes) -> bytes:
    """Return 16 bytes over a canonical text: JSON in ASCII, times in ISO 8601 with the UTC
    offset."""
    # Every use runs this code, and one that a team pays runs it twice. Most entries have one charge
    # and one time. A fingerprint needs no escapes, and neither do the names of kinds and sources. A
    # forged charge may have a text instead of a source: it has a digest, too.
    account_id, revision, kind, tokens, balance, paid, recorded, occurred = entry[:8]
    key, fingerprint, reason, use = entry[8:12]
    if len(paid) == 1:
        ((number, source, amount),) = paid
        charges = f'[{number}, "{source}", {amount}]'
    elif not paid:
        charges = ""
    else:
        charges = ", ".join([f'[{n}, "{source}", {amount}]' for n, source, amount in paid])
    at = _iso(recorded)
    told = "null" if fingerprint is None else f'"{fingerprint.hex()}"'
    text = (
        f'[[{quoted(account_id)}, {revision}, "{kind._value_}", {tokens}, {balance}, '
        f'[{charges}]], "{at}", "{at if occurred is recorded else _iso(occurred)}", '
        f"{'null' if key is None else quoted(key)}, "
        f"{told}, "
        f"{'null' if reason is None else quoted(reason)}, "
        f"{'null' if use is None else _use_text(use)}]"
    )
    return blake2b(text.encode("ascii"), key=previous, digest_size=16).digest()


_iso = lru_cache(maxsize=64)(datetime.isoformat)
"""Cached, because all entries of a batch have the same time."""


def _use_text(use: Use) -> str:
    model, input_tokens, output_tokens, cached, terms, metadata, requested = use
    # Without another name the text is that of earlier releases, so their digests stay valid.
    asked = "" if requested is None else f", {quoted(requested)}"
    return (
        f"[{quoted(model)}, {input_tokens}, {output_tokens}, {cached}, "
        f"{quoted(terms)}, {'null' if metadata is None else quoted(metadata)}{asked}]"
    )


def charges_text(charges: tuple[Charge, ...]) -> str:
    """Return JSON: [[number,"SOURCE",tokens],...]."""
    parts = [f'[{number},"{source._value_}",{tokens}]' for number, source, tokens in charges]
    return f"[{','.join(parts)}]"


WRONG_CLOCK = "the clock was wrong: it said "
"""Prefix of the `reason` of the ADJUSTMENT entry that begins a repair."""
SPENT_AHEAD = "spent while the clock was wrong"
"""The `reason` of the ADJUSTMENT entry that ends a repair, if there are tokens to charge."""


def is_of_repair(entry: Entry) -> bool:
    """Return whether an ADJUSTMENT entry is part of a repair. An adjustment that somebody asked for
    has a key."""
    if entry.kind is not EntryKind.ADJUSTMENT or entry.idempotency_key is not None:
        return False
    is_charge = entry.reason == SPENT_AHEAD
    return is_charge or goes_back(entry) or returned_by(entry.reason) is not None


def goes_back(entry: Entry) -> bool:
    """Return whether the entry begins a repair. Only such an entry may be recorded at an earlier
    time than the entry before it."""
    asked_for = entry.kind is not EntryKind.ADJUSTMENT or entry.idempotency_key is not None
    return not asked_for and (entry.reason or "").startswith(WRONG_CLOCK)


def returning_reason(number: int) -> str:
    """Return the `reason` of an ALLOWANCE entry that opens no window, but returns the rest of grant
    `number` because its plan is in force again: "the rest of grant 5". A repair uses the same
    reason in an ADJUSTMENT entry, for an operator's grant that lapsed because of a wrong clock."""
    return f"{_RETURNING}{number}"


def returned_by(reason: str | None) -> int | None:
    """Return the number in a text of `returning_reason`; None for any other reason."""
    number = (reason or "").removeprefix(_RETURNING)
    return int(number) if reason != number and number.isdecimal() else None


_RETURNING = "the rest of grant "


def growing_reason(quantity: int) -> str:
    """Return the `reason` of an ALLOWANCE entry that grants more for an open window, because the
    account has its plan `quantity` times more: "for 2 more"."""
    return f"{_GROWING[0]}{quantity}{_GROWING[1]}"


def grown_by(reason: str | None) -> int | None:
    """Return the quantity in a text of `growing_reason`; None for any other reason."""
    number = (reason or "").removeprefix(_GROWING[0]).removesuffix(_GROWING[1])
    return int(number) if number.isdecimal() and reason == growing_reason(int(number)) else None


_GROWING = ("for ", " more")


@lru_cache(maxsize=4_096)
def key_hash(idempotency_key: str) -> bytes:
    """Return 16 bytes that stand for the key in the unique index."""
    return blake2b(idempotency_key.encode(), digest_size=16).digest()
