"""A table that a later version might add, for the tests of migrations."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Later(Model):
    id = fields.IntField(primary_key=True)

    class Meta:
        table = "later"
