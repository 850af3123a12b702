"""The catalog, keys, imports, the log of actions, and tables for the operation of the service."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class CatalogVersion(Model):
    """One applied catalog document, unchanged. Append-only."""

    id = fields.IntField(primary_key=True)
    applied_at = fields.DatetimeField()
    source = fields.CharField(max_length=255)
    digest = fields.CharField(max_length=64)
    document = fields.TextField()

    class Meta:
        table = "catalog_version"


class ApiKey(Model):
    """A partner's key. Only the SHA-256 of its secret is stored.

    `models` and `account_prefixes` are JSON lists; null means all.
    """

    id = fields.CharField(max_length=32, primary_key=True)
    name = fields.CharField(max_length=255)
    secret_hash = fields.BinaryField()
    scopes = fields.TextField()
    created_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)
    models = fields.TextField(null=True)
    account_prefixes = fields.TextField(null=True)

    class Meta:
        table = "api_key"


class PastUse(Model):
    """A use that an older system recorded, stored for analytics and not charged. Primary key in the
    database: (account_id, id); `id` is the older system's own."""

    account_id = fields.CharField(max_length=255)
    id = fields.CharField(max_length=64, primary_key=True)
    model = fields.CharField(max_length=255)
    tokens = fields.BigIntField()
    used_at = fields.DatetimeField()

    class Meta:
        table = "past_use"


class ImportProgress(Model):
    """The progress of an import, written in the transaction of the import, so that an interrupted
    part is never imported twice. `counts` is JSON, for the reconciliation at the end."""

    name = fields.CharField(max_length=255, primary_key=True)
    position = fields.TextField()
    counts = fields.TextField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "import_progress"


class AdminAction(Model):
    """An action of an administrator. Append-only."""

    id = fields.CharField(max_length=40, primary_key=True)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=255)
    action = fields.CharField(max_length=64)
    account_id = fields.CharField(max_length=255, null=True)
    details = fields.TextField()

    class Meta:
        table = "admin_action"


class Erasing(Model):
    """An account that is erased in this transaction. The append-only triggers allow changes to its
    rows only. The table is empty at all other times, which the audit checks."""

    account_id = fields.CharField(max_length=255, primary_key=True)

    class Meta:
        table = "erasing"


class Erasure(Model):
    """The erasure of a large account, which takes several transactions. Until it ends, this row is
    the only place that has both ids. `stage` is one of `billing.privacy.stages`, `reached` is the
    highest revision of the rows that exist twice, and `digest` is the head of their new chain."""

    account_id = fields.CharField(max_length=255, primary_key=True)
    pseudonym = fields.CharField(max_length=255, unique=True)
    request = fields.CharField(max_length=40)
    actor = fields.CharField(max_length=255)
    stage = fields.CharField(max_length=16)
    reached = fields.BigIntField()
    digest = fields.BinaryField()

    class Meta:
        table = "erasure"


class ServiceClock(Model):
    """The difference between the test clock and the real time. At most one row, with id 1. No row
    means that the clock was not moved."""

    id = fields.IntField(primary_key=True, generated=False)
    ahead_seconds = fields.BigIntField()

    class Meta:
        table = "service_clock"


class PoolWindow(Model):
    """A window of a pool. `used` is what no lease counts: the counts of the leases that ended.
    `key` is that of `billing.ledger.quota`."""

    key = fields.CharField(max_length=300, primary_key=True)
    used = fields.BigIntField()
    amount_max = fields.BigIntField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "pool_window"


class PoolLease(Model):
    """The part of a window that a process may let through, and what it has let through. Primary key
    in the database: (key, holder)."""

    key = fields.CharField(max_length=300, primary_key=True)
    holder = fields.CharField(max_length=40)
    granted = fields.BigIntField()
    used = fields.BigIntField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "pool_lease"


class WriteProbe(Model):
    """A row for a test write, which shows whether the database accepts writes again."""

    id = fields.CharField(max_length=40, primary_key=True)
    filling = fields.TextField()

    class Meta:
        table = "write_probe"
