"""Every change of data from an older system is found."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from tortoise.exceptions import IntegrityError

from billing.ledger.entry import EntryKind
from tests.support.audit.tampering import Tampering, account, entry, faults, grant, tampering
from tests.support.imports.legacy_data import (
    CREATED,
    NOW,
    Old,
    import_old,
    old_subscriber,
    old_user,
)

MIGRATION, PLAN = 1, 2


@pytest.fixture
async def imported(database: str, tmp_path: Path) -> None:
    users = [old_subscriber("alice"), old_user("bob")]
    await import_old(Old(users).as_sqlite(tmp_path / "old.db"))


TAMPERED = [
    *entry(MIGRATION, "kind", *(kind.value for kind in EntryKind if kind.value != "MIGRATION")),
    *entry(MIGRATION, "tokens", 501, -500, 0),
    *entry(MIGRATION, "balance", 501),
    *entry(MIGRATION, "charges", '[[1,"LEGACY",1]]', "{"),
    *entry(MIGRATION, "reason", None, "import other"),
    *entry(MIGRATION, "idempotency_key", "import-legacy"),
    *entry(MIGRATION, "key_hash", bytes(16)),
    *entry(MIGRATION, "fingerprint", bytes(16)),
    *entry(MIGRATION, "occurred_at", CREATED + timedelta(seconds=1)),
    *entry(MIGRATION, "recorded_at", NOW + timedelta(seconds=1)),
    *entry(MIGRATION, "digest", bytes(16)),
    *entry(PLAN, "reason", "FREE", "PREMIUM"),
    *grant(MIGRATION, "amount", 499),
    *grant(MIGRATION, "source", "PACK", "ALLOWANCE"),
    *grant(MIGRATION, "effective_at", CREATED + timedelta(days=1)),
    *grant(MIGRATION, "expires_at", NOW + timedelta(days=999)),
    *account("opened_at", CREATED + timedelta(seconds=1), CREATED - timedelta(seconds=1)),
    *account("available", 501),
    *account("stale_at", NOW),
    *account("plan", "FREE"),
]


@pytest.mark.usefixtures("imported")
async def test_any_change_is_found_and_without_one_nothing_is() -> None:
    assert await faults() == []
    missed: list[Tampering] = []
    for one in TAMPERED:
        async with tampering() as db:
            with suppress(IntegrityError):  # the database itself refuses some
                await one.do(db)
                if not await faults():
                    missed.append(one)
    assert missed == []
