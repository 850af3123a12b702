"""Accounts and their entries: the tables of the hot path."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Account(Model):
    """One account is one row: plain columns for queries, and the state for decisions.

    Token columns are premium tokens as of the last touch; `state` is valid until `stale_at`.
    A sweep looks at the account at `sweep_at`, for its alerts, its top-up, or the tokens of a
    closed team (None: it need not).
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
    sweep_at = fields.DatetimeField(null=True)

    class Meta:
        table = "account"


class TokenGrant(Model):
    """The part of a grant that never changes. Primary key in the database: (account_id, number).

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
    terms = fields.TextField(null=True)
    metadata = fields.TextField(null=True)
    requested_model = fields.CharField(max_length=255, null=True)

    class Meta:
        table = "entry"
