"""Programmes of accounts, and the codes that lead to them."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class ProgrammeChange(Model):
    """One change of an account's programmes, or a request for one. Append-only. Primary key in the
    database: (account_id, number); unique there too: (account_id, key_hash), and
    (account_id, code_id): a code works once for an account.

    `kind` is SET, CODE, REMOVED or ASKED. `reason` is the operator's reason, or the proof that
    somebody sent in.
    """

    account_id = fields.CharField(max_length=255)
    number = fields.IntField(primary_key=True, generated=False)
    kind = fields.CharField(max_length=16)
    programme = fields.CharField(max_length=32)
    until = fields.DatetimeField(null=True)
    reason = fields.TextField(null=True)
    code_id = fields.CharField(max_length=40, null=True)
    actor = fields.CharField(max_length=255)
    key_hash = fields.BinaryField(null=True)
    fingerprint = fields.BinaryField(null=True)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "programme_change"


class DiscountCode(Model):
    """A code of a programme. Only the hash of its text is stored. `uses` accounts of `uses_max`
    have used it; `booked` of `budget` is what it has taken off, in the minor unit."""

    id = fields.CharField(max_length=40, primary_key=True)
    secret_hash = fields.BinaryField()
    programme = fields.CharField(max_length=32)
    uses_max = fields.IntField()
    uses = fields.IntField()
    budget = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3, null=True)
    booked = fields.BigIntField()
    until = fields.DatetimeField(null=True)
    months = fields.IntField(null=True)
    note = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "discount_code"
