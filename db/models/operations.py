"""The catalog, keys, imports, the log of actions, and what keeps the service running."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class CatalogVersion(Model):
    """One catalog document that was applied, whole and unchanged. Append-only."""

    id = fields.IntField(primary_key=True)
    applied_at = fields.DatetimeField()
    source = fields.CharField(max_length=255)
    digest = fields.CharField(max_length=64)
    document = fields.TextField()

    class Meta:
        table = "catalog_version"


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
    """The progress of an import, written in the transaction that imports: so an interrupted part
    is never imported twice. `counts` is JSON, for the reconciliation at the end.
    """

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
