"""Entries of an erased account: amounts, times and models stay, texts of people go.

An erased entry is what the ledger would hold had the caller sent nothing personal, so an audit
needs no rule of its own for it: neutral key and reason, no metadata, a fingerprint that fits these.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from billing.ledger.commands import AdjustBalance, RecordUsage
from billing.ledger.entry import Entry, EntryKind, Use, chained, is_of_repair
from billing.ledger.hold import CLOSING_MARK, Outcome, closed_by
from billing.ledger.hold_commands import SettleHold
from billing.payments.purchase import PlanSubscription, Purchase

PSEUDONYM_MARK = "erased:"
"""Begins the ids of erased accounts."""
REASON = "erased"
"""The text that replaces an operator's reason."""
NO_FINGERPRINT = bytes(16)
"""The fingerprint of an erased purchase or subscription: the request can't be repeated."""


def erased_entry(
    entry: Entry, *, pseudonym: str, previous: bytes, expires_at: datetime | None
) -> Entry:
    """The entry under the pseudonym, on the chain after the digest `previous`.

    `expires_at` is that of the grant that it made, None where it made none or one for good.
    """
    use = entry.use and entry.use._replace(metadata=None)
    key, reason = _neutral_key(entry), entry.reason
    fingerprint = entry.fingerprint
    if entry.kind is EntryKind.ADJUSTMENT and not is_of_repair(entry):
        reason = REASON
        fingerprint = AdjustBalance(
            account_id=pseudonym,
            tokens=entry.tokens,
            reason=reason,
            idempotency_key=key or "",
            expires_at=expires_at,
        ).fingerprint
    elif use is not None:
        fingerprint = _use_fingerprint(entry, use, pseudonym, key or "")
    kept = entry._replace(
        account_id=pseudonym,
        idempotency_key=key,
        fingerprint=fingerprint,
        reason=reason,
        use=use,
    )
    return chained(kept, previous)


def erased_purchase(purchase: Purchase, pseudonym: str) -> Purchase:
    """Sums, times and the payment stay, for the books; the way back to a person does not."""
    return replace(
        purchase,
        account_id=pseudonym,
        idempotency_key=purchase.id,
        fingerprint=NO_FINGERPRINT,
        checkout_url=None,
    )


def erased_subscription(subscription: PlanSubscription, pseudonym: str) -> PlanSubscription:
    """Return the subscription without personal data."""
    return replace(
        subscription,
        account_id=pseudonym,
        idempotency_key=subscription.id,
        fingerprint=NO_FINGERPRINT,
        checkout_url=None,
    )


def _neutral_key(entry: Entry) -> str | None:
    """Callers choose keys freely. What closes a hold has one of our own, which stays."""
    key = entry.idempotency_key
    if key is None or key.startswith(CLOSING_MARK):
        return key
    return f"erased {entry.revision}"


def _use_fingerprint(entry: Entry, use: Use, account_id: str, key: str) -> bytes:
    settled = closed_by(entry.reason)
    if settled:
        number, word, _ = settled
        return SettleHold(
            account_id=account_id,
            number=number,
            input_tokens=use.input_tokens,
            output_tokens=use.output_tokens,
            cached_input_tokens=use.cached_input_tokens,
            outcome=Outcome(word),
        ).fingerprint
    said = entry.occurred_at if entry.occurred_at != entry.recorded_at else None
    return RecordUsage(
        account_id=account_id,
        model=use.model,
        input_tokens=use.input_tokens,
        output_tokens=use.output_tokens,
        cached_input_tokens=use.cached_input_tokens,
        idempotency_key=key,
        occurred_at=said,
    ).fingerprint
