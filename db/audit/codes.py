"""The counts of codes, beside those of accounts and purchases. One statement, so that it reads one
snapshot."""

from __future__ import annotations

from collections import Counter

from billing.audit.codes import CodeCount
from billing.reserved import PSEUDONYM_MARK
from db import models
from db.discounts.text import discounts_from
from db.engine.sql import rows

_COUNTS = """
WITH entered AS (
    SELECT code_id, count(*) AS number FROM programme_change WHERE code_id IS NOT NULL
    GROUP BY code_id
), taken AS (
    SELECT code_id, sum(booked) AS amount FROM purchase WHERE code_id IS NOT NULL GROUP BY code_id
)
SELECT known.id, discount_code.programme, discount_code.uses, discount_code.booked,
    coalesce(entered.number, 0) AS entered, coalesce(taken.amount, 0) AS taken,
    (SELECT count(*) FROM account WHERE id LIKE $1) AS erased
FROM (SELECT id FROM discount_code UNION SELECT code_id FROM entered
    UNION SELECT code_id FROM taken) AS known
LEFT JOIN discount_code ON discount_code.id = known.id
LEFT JOIN entered ON entered.code_id = known.id
LEFT JOIN taken ON taken.code_id = known.id
ORDER BY known.id"""


async def code_counts() -> list[CodeCount]:
    """Return the counts of all codes, and of codes that only accounts or purchases name."""
    found = await rows(_COUNTS, f"{PSEUDONYM_MARK}%")
    # Read later than the counts: a purchase that is erased meanwhile counts twice, and not never.
    erased = await _erased_discounts() if any(row["erased"] for row in found) else Counter()
    return [
        CodeCount(
            row["id"],
            row["uses"],
            row["booked"],
            row["entered"],
            int(row["taken"]),
            row["erased"],
            erased[row["programme"]],
        )
        for row in found
    ]


async def _erased_discounts() -> Counter[str]:
    """Return what each programme took off the purchases of erased accounts."""
    taken: Counter[str] = Counter()
    query = models.Purchase.filter(account_id__startswith=PSEUDONYM_MARK, discounts__isnull=False)
    for text in await query.values_list("discounts", flat=True):
        for one in discounts_from(str(text)):
            taken[one.name] += one.amount
    return taken
