"""Rollups, for the owner's figures."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Rolled(Model):
    """The revision up to which the rollups contain an account's entries, and the number of its
    blocks that are summed."""

    account_id = fields.CharField(max_length=255, primary_key=True)
    revision = fields.BigIntField()
    blocks = fields.BigIntField(default=0)

    class Meta:
        table = "rolled"


class Sweep(Model):
    """The last sweep of the rollups, of whatever process; at most one row. `claimed_at` is its
    beginning. After one that was completed, everything before `mark` is folded, and all accounts
    were read at `whole_at`."""

    name = fields.CharField(max_length=16, primary_key=True)
    claimed_at = fields.DatetimeField()
    mark = fields.CharField(max_length=40, null=True)
    whole_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sweep"


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


class UnitDay(Model):
    """A rollup: quantities of units besides the plain counts, by the UTC day on which the uses
    occurred. Only uses with details are in it. Primary key in the database: (day, model, unit)."""

    day = fields.DateField(primary_key=True)
    model = fields.CharField(max_length=255)
    unit = fields.CharField(max_length=32)
    uses = fields.BigIntField()
    quantity = fields.BigIntField()
    unpriced_uses = fields.BigIntField()
    unpriced_quantity = fields.BigIntField()

    class Meta:
        table = "unit_day"


class TokenDay(Model):
    """A rollup: premium tokens by the UTC day on which they changed, and by source. Primary key in
    the database: (day, source)."""

    day = fields.DateField(primary_key=True)
    source = fields.CharField(max_length=16)
    granted = fields.BigIntField()
    spent = fields.BigIntField()
    lapsed = fields.BigIntField()
    reversed = fields.BigIntField()

    class Meta:
        table = "token_day"


class EventDay(Model):
    """A rollup: the number of events on a UTC day. Primary key in the database: (day, event)."""

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
    """A rollup: the number of accounts opened in the month `cohort` that were active in `month`.
    Primary key in the database: (cohort, month)."""

    cohort = fields.DateField(primary_key=True)
    month = fields.DateField()
    accounts = fields.BigIntField()

    class Meta:
        table = "cohort_month"


class UsageBlock(Model):
    """Sums over the uses of a block of an account's entries: by UTC day, model, tier of service,
    outcome and the highest threshold of `billing.insights.bands` that the input passes (`per` is
    "day"), or by UTC quarter of an hour only ("quarter"). `allowance` is the part of the cost that
    allowances paid, and `last_detailed` the revision of the last use with details, or 0. Primary
    key in the database: (account_id, per, block, since, model, tier, failed, above).
    """

    account_id = fields.CharField(max_length=255, primary_key=True)
    per = fields.CharField(max_length=8)
    block = fields.BigIntField()
    since = fields.DatetimeField()
    model = fields.CharField(max_length=255)
    tier = fields.CharField(max_length=16)
    failed = fields.SmallIntField()
    above = fields.BigIntField()
    requests = fields.BigIntField()
    input_tokens = fields.BigIntField()
    output_tokens = fields.BigIntField()
    cached_input_tokens = fields.BigIntField()
    cost = fields.BigIntField()
    allowance = fields.BigIntField()
    last_detailed = fields.BigIntField()
    first_at = fields.DatetimeField()
    last_at = fields.DatetimeField()
    input_min = fields.BigIntField()
    input_max = fields.BigIntField()

    class Meta:
        table = "usage_block"


class UnitBlock(Model):
    """Quantities of units besides the plain counts in the uses of a row of UsageBlock: `first_at`
    and `input_min` are of one of them. Primary key in the database: that of UsageBlock, and unit.
    """

    account_id = fields.CharField(max_length=255, primary_key=True)
    per = fields.CharField(max_length=8)
    block = fields.BigIntField()
    since = fields.DatetimeField()
    model = fields.CharField(max_length=255)
    tier = fields.CharField(max_length=16)
    failed = fields.SmallIntField()
    above = fields.BigIntField()
    unit = fields.CharField(max_length=32)
    quantity = fields.BigIntField()
    unpriced = fields.BigIntField()
    first_at = fields.DatetimeField()
    input_min = fields.BigIntField()

    class Meta:
        table = "unit_block"
