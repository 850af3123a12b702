"""The suggestions that accounts were shown."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class SuggestionShown(Model):
    """A free model that an account was shown instead of a premium one, first at `shown_at`, and
    whether it followed (0 or 1; null until it is judged). Primary key in the database: (account_id,
    instead_of, model)."""

    account_id = fields.CharField(max_length=255, primary_key=True)
    instead_of = fields.CharField(max_length=255)
    model = fields.CharField(max_length=255)
    shown_at = fields.DatetimeField()
    followed = fields.SmallIntField(null=True)

    class Meta:
        table = "suggestion_shown"
