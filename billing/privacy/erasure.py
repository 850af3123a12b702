"""The entries of an erased account: amounts, times and models stay, personal texts are removed.

An erased entry looks like one from a request without personal data, so an audit needs no rule for
it: neutral key and reason, no metadata, and a matching fingerprint.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from billing.catalog.terms import terms_of
from billing.ledger.commands import AdjustBalance, RecordUsage
from billing.ledger.entry import Entry, EntryKind, Use, chained, is_of_repair
from billing.ledger.hold import CLOSING_MARK, Outcome, closed_by
from billing.ledger.hold_commands import SettleHold
from billing.payments.purchase import PlanSubscription, Purchase

REASON = "erased"
"""The text that replaces an operator's reason."""
NO_FINGERPRINT = bytes(16)
"""The fingerprint of an erased purchase or subscription: its request cannot be repeated."""


def erased_entry(
    entry: Entry, *, pseudonym: str, previous: bytes, expires_at: datetime | None
) -> Entry:
    """Return the entry under the pseudonym, chained after the digest `previous`.

    `expires_at` is that of its grant; None if it made no grant, or one that never expires.
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
    """Return the purchase without personal data. Sums, times and the payment stay, for
    bookkeeping."""
    return replace(
        purchase,
        account_id=pseudonym,
        idempotency_key=purchase.id,
        fingerprint=NO_FINGERPRINT,
        checkout_url=None,
        code_id=None,
        booked=0,
    )


def erased_subscription(
    subscription: PlanSubscription, account_id: str, pseudonym: str
) -> PlanSubscription:
    """Return the subscription without personal data of an account that ordered it, or whose plan it
    was."""
    facts = subscription.facts
    takers = {
        price: pseudonym if taker == account_id else taker for price, taker in facts.takers.items()
    }
    subscription = replace(subscription, facts=replace(facts, takers=takers))
    if subscription.account_id != account_id:
        return subscription
    return replace(
        subscription,
        account_id=pseudonym,
        idempotency_key=subscription.id,
        fingerprint=NO_FINGERPRINT,
        checkout_url=None,
    )


def _neutral_key(entry: Entry) -> str | None:
    """Return a neutral key. Callers choose keys freely. The key of an entry that closes a hold is
    our own and stays."""
    key = entry.idempotency_key
    if key is None or key.startswith(CLOSING_MARK):
        return key
    return f"erased {entry.revision}"


def _use_fingerprint(entry: Entry, use: Use, account_id: str, key: str) -> bytes:
    settled, details = closed_by(entry.reason), terms_of(use.terms).details
    if settled:
        number, word, _ = settled
        return SettleHold(
            account_id=account_id,
            number=number,
            input_tokens=use.input_tokens,
            output_tokens=use.output_tokens,
            cached_input_tokens=use.cached_input_tokens,
            outcome=Outcome(word),
            details=details,
        ).fingerprint
    said = entry.occurred_at if entry.occurred_at != entry.recorded_at else None
    return RecordUsage(
        account_id=account_id,
        model=use.asked_model,
        input_tokens=use.input_tokens,
        output_tokens=use.output_tokens,
        cached_input_tokens=use.cached_input_tokens,
        idempotency_key=key,
        occurred_at=said,
        details=details,
    ).fingerprint
