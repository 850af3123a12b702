"""Creates, lists and revokes codes.

A code has 100 random bits, so nobody can guess it, and a fast hash is enough: the database stores
the SHA-256. It is written without letters that look like digits.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256

from billing.catalog.catalog import Money
from billing.catalog.discounts import Programme
from billing.checks import check_text
from billing.discounts.code import Code
from billing.discounts.commands import code_text
from billing.errors import BadInput
from db.discounts import codes

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS, GROUP = 4, 5
"""A code is `XXXXX-XXXXX-XXXXX-XXXXX`."""
USES_MAX, MONTHS_MAX = 1_000_000, 120


def hash_of(written: str) -> bytes:
    """Return the hash of a code, as somebody wrote it."""
    return sha256(code_text(written).encode()).digest()


async def create_code(
    name: str,
    programmes: Mapping[str, Programme],
    *,
    clock: Callable[[], datetime],
    uses: int | None = None,
    budget: Money | None = None,
    until: datetime | None = None,
    months: int | None = None,
    note: str | None = None,
) -> tuple[Code, str]:
    """Create a code of a programme; return it and its text, which cannot be read again.

    What is left out is as the catalog says. Raises BadInput, which names the argument.
    """
    programme = programmes.get(name)
    if programme is None or programme.codes is None:
        raise BadInput("programme", f"{name!r} is no programme of the catalog that has codes")
    limits, now = programme.codes, clock()
    text = "-".join(_group() for _ in range(GROUPS))
    code = Code(
        id=f"code_{secrets.token_hex(8)}",
        secret_hash=hash_of(text),
        programme=name,
        uses_max=limits.uses if uses is None else uses,
        created_at=now,
        budget=None if budget is None else budget.amount,
        currency=None if budget is None else budget.currency,
        until=limits.until if until is None else until,
        months=limits.months if months is None else months,
        note=note,
    )
    _check(code, now)
    await codes.add_code(code)
    return code, text


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))


def _check(code: Code, now: datetime) -> None:
    if not 1 <= code.uses_max <= USES_MAX:
        raise BadInput("uses", f"must be from 1 to {USES_MAX:,}")
    if code.months is not None and not 1 <= code.months <= MONTHS_MAX:
        raise BadInput("months", f"must be from 1 to {MONTHS_MAX}")
    if code.until is not None and code.until <= now:
        raise BadInput("until", "must be in the future")
    if code.budget is not None and code.budget < 1:
        raise BadInput("budget", "must be above 0")
    if code.note is not None:
        check_text("note", code.note)


async def list_codes() -> list[Code]:
    """Return all codes, the oldest first."""
    return await codes.all_codes()


async def revoke_code(code_id: str, *, clock: Callable[[], datetime]) -> Code | None:
    """Revoke a code; return it, or None if there is none. Accounts that have used it stay in their
    programme. Safe to repeat."""
    return await codes.revoke(code_id, clock())
