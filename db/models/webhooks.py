"""Outgoing webhooks: the endpoints of partners, and what they are sent."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class WebhookEndpoint(Model):
    """An endpoint. `account_prefixes` and `events` are JSON lists; null means all. The database has
    no secret: `secret_number` is the number of the present one. One process at a time, `holder`,
    sends to it, until `leased_until` by the machine's clock."""

    id = fields.CharField(max_length=40, primary_key=True)
    url = fields.TextField()
    account_prefixes = fields.TextField(null=True)
    events = fields.TextField(null=True)
    description = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    secret_number = fields.IntField()
    rotated_at = fields.DatetimeField(null=True)
    status = fields.CharField(max_length=16)
    reason = fields.TextField(null=True)
    failing_since = fields.DatetimeField(null=True)
    holder = fields.CharField(max_length=40, null=True)
    leased_until = fields.DatetimeField(null=True)

    class Meta:
        table = "webhook_endpoint"


class WebhookDelivery(Model):
    """An event for an endpoint: written in the transaction of what it tells, and kept as a log.

    `number` is made by the database. Unique in the database: `id`, and (endpoint_id, once_key).
    `due_at` is the time of the next attempt while `status` is PENDING. `code`, `duration_ms` and
    `answer` are about the last attempt, at `attempted_at`.
    """

    number = fields.BigIntField(primary_key=True, generated=False)
    id = fields.CharField(max_length=40)
    endpoint_id = fields.CharField(max_length=40)
    account_id = fields.CharField(max_length=255, null=True)
    type = fields.CharField(max_length=64)
    payload = fields.TextField()
    once_key = fields.CharField(max_length=40, null=True)
    created_at = fields.DatetimeField()
    status = fields.CharField(max_length=16)
    attempts = fields.IntField()
    due_at = fields.DatetimeField(null=True)
    first_at = fields.DatetimeField(null=True)
    attempted_at = fields.DatetimeField(null=True)
    code = fields.IntField(null=True)
    duration_ms = fields.IntField(null=True)
    answer = fields.TextField(null=True)

    class Meta:
        table = "webhook_delivery"
