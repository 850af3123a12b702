"""Anchors, from which an audit continues."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Anchor(Model):
    """The proven part of an account: its entries up to `revision`. `memory` is what a
    replay must know of them, and `pools` what they count in pools. `digest` is that of the last
    one, `grants` one of the grants up to there, and `seal` one of all of it."""

    account_id = fields.CharField(max_length=255, primary_key=True)
    revision = fields.BigIntField()
    digest = fields.BinaryField()
    grants = fields.BinaryField()
    memory = fields.TextField()
    pools = fields.TextField()
    seal = fields.BinaryField()

    class Meta:
        table = "anchor"
