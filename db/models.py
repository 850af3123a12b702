"""The billing tables, as Tortoise models.

CHECK constraints, composite primary keys, the hot path's unique constraint and the append-only
triggers cannot be said here (aerich ignores `Meta.constraints`): the first migration writes them,
and `tests/db/test_constraints.py` proves that they are there on both databases.

Every table of the hot path is keyed by `account_id` first, so that it can be distributed by it.
JSON is kept as text: PostgreSQL's jsonb would reorder keys and reformat numbers, and the ledger's
digests are taken over the exact text.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Account(Model):
    """One account is one row: plain columns that people query, and the state that decides.

    Token columns are premium tokens as of the last touch; `state` holds until `stale_at`.
    """

    id = fields.CharField(max_length=255, primary_key=True)
    opened_at = fields.DatetimeField()
    plan = fields.CharField(max_length=32)
    revision = fields.BigIntField()
    available = fields.BigIntField()
    held = fields.BigIntField()
    debt = fields.BigIntField()
    stale_at = fields.DatetimeField(null=True)
    state = fields.TextField()
    digest = fields.BinaryField()

    class Meta:
        table = "account"


class TokenGrant(Model):
    """What never changes of a grant. Primary key in the database: (account_id, number).

    `number` is the revision of the entry that granted it.
    """

    account_id = fields.CharField(max_length=255)
    number = fields.BigIntField(primary_key=True, generated=False)
    source = fields.CharField(max_length=16)
    amount = fields.BigIntField()
    effective_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "token_grant"


class Entry(Model):
    """One change of one account; a use is one row. Append-only. Primary key in the database:
    (account_id, revision); unique there too: (account_id, key_hash).

    `tokens` is the signed change of the balance, `balance` the balance after it
    (available + held - debt). Columns from `model` on are filled for uses only.
    """

    account_id = fields.CharField(max_length=255)
    revision = fields.BigIntField(primary_key=True, generated=False)
    kind = fields.CharField(max_length=16)
    tokens = fields.BigIntField()
    balance = fields.BigIntField()
    charges = fields.TextField()
    recorded_at = fields.DatetimeField()
    occurred_at = fields.DatetimeField()
    key_hash = fields.BinaryField(null=True)
    idempotency_key = fields.CharField(max_length=255, null=True)
    fingerprint = fields.BinaryField(null=True)
    reason = fields.TextField(null=True)
    digest = fields.BinaryField()
    model = fields.CharField(max_length=255, null=True)
    input_tokens = fields.BigIntField(null=True)
    output_tokens = fields.BigIntField(null=True)
    cached_input_tokens = fields.BigIntField(null=True)
    terms = fields.CharField(max_length=80, null=True)
    metadata = fields.TextField(null=True)

    class Meta:
        table = "entry"


class ApiKey(Model):
    """A partner's key: only the SHA-256 of its secret is kept."""

    id = fields.CharField(max_length=32, primary_key=True)
    name = fields.CharField(max_length=255)
    secret_hash = fields.BinaryField()
    scopes = fields.TextField()
    created_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_key"


class CatalogVersion(Model):
    """One catalog document that was applied, whole and unchanged. Append-only."""

    id = fields.IntField(primary_key=True)
    applied_at = fields.DatetimeField()
    source = fields.CharField(max_length=255)
    digest = fields.CharField(max_length=64)
    document = fields.TextField()

    class Meta:
        table = "catalog_version"


class Purchase(Model):
    """A pack that someone wants to buy or has bought; `facts` is what is known of its payment.

    `grant_number` and `reversed_tokens` say what the ledger holds of it.
    """

    id = fields.CharField(max_length=40, primary_key=True)
    account_id = fields.CharField(max_length=255)
    idempotency_key = fields.CharField(max_length=255)
    fingerprint = fields.BinaryField()
    pack = fields.CharField(max_length=255)
    quantity = fields.IntField()
    tokens = fields.BigIntField()
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    created_at = fields.DatetimeField()
    session_id = fields.CharField(max_length=255, null=True)
    checkout_url = fields.TextField(null=True)
    payment_intent = fields.CharField(max_length=255, null=True)
    paid_at = fields.DatetimeField(null=True)
    status = fields.CharField(max_length=24)
    facts = fields.TextField()
    grant_number = fields.BigIntField(null=True)
    reversed_tokens = fields.BigIntField()

    class Meta:
        table = "purchase"


class PlanSubscription(Model):
    """A subscription to a plan; `facts` is what is known of it and of its invoices."""

    id = fields.CharField(max_length=40, primary_key=True)
    account_id = fields.CharField(max_length=255)
    idempotency_key = fields.CharField(max_length=255)
    fingerprint = fields.BinaryField()
    plan = fields.CharField(max_length=32)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    created_at = fields.DatetimeField()
    session_id = fields.CharField(max_length=255, null=True)
    checkout_url = fields.TextField(null=True)
    external_id = fields.CharField(max_length=255, null=True)
    status = fields.CharField(max_length=24)
    facts = fields.TextField()

    class Meta:
        table = "plan_subscription"


class PaymentCustomer(Model):
    """An account as the payment provider knows it."""

    account_id = fields.CharField(max_length=255, primary_key=True)
    customer_id = fields.CharField(max_length=255)

    class Meta:
        table = "payment_customer"


class InboxEvent(Model):
    """An event of the payment provider, kept as it came, handled once.

    `status`: PENDING until it is handled, then HANDLED, IGNORED or ALERT; `note` says why.
    """

    id = fields.CharField(max_length=255, primary_key=True)
    type = fields.CharField(max_length=255)
    received_at = fields.DatetimeField()
    payload = fields.TextField()
    status = fields.CharField(max_length=16)
    attempts = fields.IntField()
    retry_at = fields.DatetimeField(null=True)
    note = fields.TextField(null=True)

    class Meta:
        table = "inbox_event"


class PastUse(Model):
    """A use that an older system recorded: kept for analytics, charged to nobody. Primary key in
    the database: (account_id, id); `id` is the older system's own.
    """

    account_id = fields.CharField(max_length=255)
    id = fields.CharField(max_length=64, primary_key=True)
    model = fields.CharField(max_length=255)
    tokens = fields.BigIntField()
    used_at = fields.DatetimeField()

    class Meta:
        table = "past_use"


class ImportProgress(Model):
    """How far an import has come, written in the transaction that imports: so a part that was
    broken off is never imported twice. `counts` is JSON, for the reconciliation at the end.
    """

    name = fields.CharField(max_length=255, primary_key=True)
    position = fields.TextField()
    counts = fields.TextField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "import_progress"


class Rolled(Model):
    """Up to which revision the rollups hold an account's entries."""

    account_id = fields.CharField(max_length=255, primary_key=True)
    revision = fields.BigIntField()

    class Meta:
        table = "rolled"


class UsageDay(Model):
    """A rollup: uses by the UTC day on which they occurred. Primary key in the database: (day,
    model, plan, tier); tier is FREE, PREMIUM, or IMPORTED for uses of an older system.
    """

    day = fields.DateField(primary_key=True)
    model = fields.CharField(max_length=255)
    plan = fields.CharField(max_length=32)
    tier = fields.CharField(max_length=16)
    requests = fields.BigIntField()
    input_tokens = fields.BigIntField()
    output_tokens = fields.BigIntField()
    cached_input_tokens = fields.BigIntField()
    cost = fields.BigIntField()

    class Meta:
        table = "usage_day"


class TokenDay(Model):
    """A rollup: premium tokens by the UTC day on which they moved, and by where they come from.
    Primary key in the database: (day, source).
    """

    day = fields.DateField(primary_key=True)
    source = fields.CharField(max_length=16)
    granted = fields.BigIntField()
    spent = fields.BigIntField()
    lapsed = fields.BigIntField()
    reversed = fields.BigIntField()

    class Meta:
        table = "token_day"


class EventDay(Model):
    """A rollup: how often something happened on a UTC day. Primary key in the database: (day,
    event).
    """

    day = fields.DateField(primary_key=True)
    event = fields.CharField(max_length=64)
    number = fields.BigIntField()

    class Meta:
        table = "event_day"


class ActiveMonth(Model):
    """A month (its first day, UTC) in which an account used any model. Primary key in the
    database: (account_id, month).
    """

    account_id = fields.CharField(max_length=255)
    month = fields.DateField(primary_key=True)

    class Meta:
        table = "active_month"


class CohortMonth(Model):
    """A rollup: how many of the accounts opened in the month `cohort` were active in `month`.
    Primary key in the database: (cohort, month).
    """

    cohort = fields.DateField(primary_key=True)
    month = fields.DateField()
    accounts = fields.BigIntField()

    class Meta:
        table = "cohort_month"


class MoneyEntry(Model):
    """Money that came (above 0) or went back (below 0), in the currency's minor unit. `id` makes
    one of what the payment provider tells many times.
    """

    id = fields.CharField(max_length=255, primary_key=True)
    account_id = fields.CharField(max_length=255)
    kind = fields.CharField(max_length=16)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    occurred_at = fields.DatetimeField()

    class Meta:
        table = "money_entry"


class AdminAction(Model):
    """What someone with power over others' accounts did. Append-only."""

    id = fields.CharField(max_length=40, primary_key=True)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=255)
    action = fields.CharField(max_length=64)
    account_id = fields.CharField(max_length=255, null=True)
    details = fields.TextField()

    class Meta:
        table = "admin_action"


class Erasing(Model):
    """An account that is being erased in this very transaction: only for its rows the append-only
    triggers stand aside. Empty at every other moment, which the audit checks.
    """

    account_id = fields.CharField(max_length=255, primary_key=True)

    class Meta:
        table = "erasing"


class ServiceClock(Model):
    """How far the test clock is ahead of the real time. At most one row, with id 1; no row means
    that nobody has moved it.
    """

    id = fields.IntField(primary_key=True, generated=False)
    ahead_seconds = fields.BigIntField()

    class Meta:
        table = "service_clock"


class WriteProbe(Model):
    """A row that is written and deleted to learn whether the database can be written again."""

    id = fields.CharField(max_length=40, primary_key=True)
    filling = fields.TextField()

    class Meta:
        table = "write_probe"
