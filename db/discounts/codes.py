"""Codes of programmes. Their counts change in single statements, so they hold under races."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from billing.discounts.code import Code
from db import models
from db.engine.sql import Row, rows


async def add_code(code: Code) -> None:
    await models.DiscountCode.create(**{one.name: getattr(code, one.name) for one in fields(code)})


async def code_with(secret_hash: bytes) -> Code | None:
    found = await models.DiscountCode.filter(secret_hash=secret_hash).values()
    return _code(found[0]) if found else None


async def codes_named(ids: Sequence[str]) -> dict[str, Code]:
    """Return those of the codes that exist, by id."""
    found = await models.DiscountCode.filter(id__in=list(ids)).values() if ids else []
    return {row["id"]: _code(row) for row in found}


async def all_codes() -> list[Code]:
    """Return all codes, the oldest first."""
    return [
        _code(row) for row in await models.DiscountCode.all().order_by("created_at", "id").values()
    ]


async def count_use(code_id: str, now: datetime) -> bool:
    """Count one more account of a code. False if it cannot be used any more."""
    found = await rows(
        "UPDATE discount_code SET uses = uses + 1 WHERE id = $1 AND uses < uses_max "
        "AND revoked_at IS NULL AND (until IS NULL OR until > $2) RETURNING id",
        code_id,
        now,
    )
    return bool(found)


async def book(code_id: str, amount: int) -> bool:
    """Book an amount of the code's budget; below 0 it is freed. False if there is too little."""
    found = await rows(
        "UPDATE discount_code SET booked = booked + $2 WHERE id = $1 "
        "AND booked + $2 BETWEEN 0 AND budget RETURNING id",
        code_id,
        amount,
    )
    return bool(found)


async def revoke(code_id: str, at: datetime) -> Code | None:
    """Revoke a code; return it, or None if there is none. Safe to repeat."""
    await models.DiscountCode.filter(id=code_id, revoked_at__isnull=True).update(revoked_at=at)
    return (await codes_named([code_id])).get(code_id)


def _code(row: Row) -> Code:
    return Code(**{**row, "secret_hash": bytes(row["secret_hash"])})
