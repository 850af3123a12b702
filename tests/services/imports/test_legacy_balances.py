"""Balances that cannot be imported unchanged: what is imported of them and of their users."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from billing.tokens import MAX_TOKENS
from gateways.imports.legacy_mapping import read_mapping
from gateways.imports.legacy_source import LegacySource, LegacySourceError
from services.imports import legacy_dates
from services.imports.legacy_dates import with_dates
from tests.support.audit.tampering import faults, rows
from tests.support.imports.legacy_data import (
    Imported,
    Old,
    Row,
    import_old,
    old_subscriber,
    old_use,
    old_user,
)
from tests.support.payments.shop import shop

pytestmark = pytest.mark.usefixtures("database")

SOURCES = ["sqlite", "csv", "postgres"]


async def source_of(kind: str, users: Sequence[Row], tmp_path: Path, url: str) -> LegacySource:
    if kind == "sqlite":
        return Old(users).as_sqlite(tmp_path / "old.db")
    if kind == "csv":
        return Old(users).as_csv(tmp_path / "csv")
    return await Old(users).as_postgres(url, numbers="NUMERIC")


async def imported(users: Sequence[Row], tmp_path: Path, **options: Any) -> Imported:
    return await import_old(Old(users).as_sqlite(tmp_path / "old.db"), **options)


def tokens_line(done: Imported) -> tuple[Any, ...]:
    """Old, imported, rejected, here."""
    [line] = [one for one in done.lines if one.what == "tokens"]
    assert line.balances
    return line.old, line.imported, line.rejected, line.here


async def available() -> dict[str, int]:
    return {row["id"]: row["available"] for row in await rows("account")}


BAD = {
    "negative": (-30, -30, "negative balance"),
    "huge": (MAX_TOKENS + 1, MAX_TOKENS + 1, "bad tokens"),
    "words": ("many", 0, "bad tokens"),
    "tiny": ("0.75", Fraction(3, 4), "fraction of a token"),
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_balance_costs_nobody_a_plan(tmp_path: Path, kind: str) -> None:
    balance, counted, reason = BAD[kind]
    users = [old_subscriber("alice", token_balance=balance), old_subscriber("bob")]
    done = await imported(users, tmp_path)
    plans = {row["id"]: row["plan"] for row in await rows("account")}
    assert plans == {"alice": "PREMIUM", "bob": "PREMIUM"}
    assert await available() == {"alice": 0, "bob": 500}
    assert done.reasons["alice"].startswith(reason)
    assert done.count("users") == (2, 0, 0)
    assert done.count("plan PREMIUM") == (2, 0, 0)
    assert tokens_line(done) == (500 + counted, 500, counted, 500)
    assert done.balances
    assert await faults() == []


@pytest.mark.parametrize("kind", BAD)
async def test_without_a_plan_it_waits_to_be_mended(tmp_path: Path, kind: str) -> None:
    balance, counted, reason = BAD[kind]
    done = await imported([old_user("alice", token_balance=balance)], tmp_path)
    assert done.count("users") == (0, 0, 1)
    assert done.reasons["alice"].startswith(reason)
    assert tokens_line(done) == (counted, 0, counted, 0)
    (tmp_path / "old.db").unlink()
    mended = await imported([old_user("alice", token_balance=30)], tmp_path, name="mended")
    assert mended.count("users") == (1, 0, 0)
    assert await available() == {"alice": 30}


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("kind", SOURCES)
async def test_decimals_and_nothing_are_balances_too(
    tmp_path: Path, kind: str, postgres_url: str, dry_run: bool
) -> None:
    users = [
        old_user("whole", token_balance=Decimal("500.00")),
        old_user("part", token_balance=Decimal("7.25")),
        old_user("none", token_balance=None),
        old_subscriber("minus", token_balance=Decimal("-12.5")),
    ]
    if kind == "sqlite":
        users = [row | {"token_balance": shown(row["token_balance"])} for row in users]
    source = await source_of(kind, users, tmp_path, postgres_url)
    done = await import_old(source, dry_run=dry_run)
    assert done.count("users") == (4, 0, 0)
    assert sorted(done.reasons.values()) == sorted(
        reason
        for reason in done.reasons.values()
        if reason.startswith(("fraction of a token", "negative balance"))
    )
    assert len(done.reasons) == 2
    old, taken, rejected, here = tokens_line(done)
    assert (old, taken, rejected) == (Fraction("494.75"), 507, Fraction("-12.25"))
    assert here == (None if dry_run else 507)
    if not dry_run:
        assert await available() == {"whole": 500, "part": 7, "none": 0, "minus": 0}
        again = await import_old(source)
        assert tokens_line(again) == (old, taken, rejected, here)
    await source.close()


def shown(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


async def test_a_plan_comes_though_its_tokens_are_too_many_with_those_here(tmp_path: Path) -> None:
    async with shop() as made:
        await made.account("alice")
        await made.account("bob")
        users = [old_subscriber("alice", token_balance=MAX_TOKENS)]
        users.append(old_user("bob", token_balance=MAX_TOKENS))
        done = await imported(users, tmp_path, clock=made.clock)
        assert (await made.account("alice")).plan == "PREMIUM"
    assert set(done.reasons.values()) == {"too many tokens together with those here"}
    assert done.count("users") == (1, 0, 1)
    assert done.count("plan PREMIUM") == (1, 0, 0)
    assert tokens_line(done) == (2 * MAX_TOKENS, 0, 2 * MAX_TOKENS, 0)
    assert await faults() == []


@pytest.mark.parametrize("kind", SOURCES)
async def test_ids_that_differ_in_letter_case_only_are_found(
    tmp_path: Path, kind: str, postgres_url: str
) -> None:
    names = ["Bob@x.example", "bob@x.example", "BOB@x.example", "alice", "carol", "Carol", "dave"]
    users = [old_user(name) for name in [*names, "dave"][: 8 if kind == "csv" else 7]]
    source = await source_of(kind, users, tmp_path, postgres_url)
    found = await source.alike(read_mapping().users)
    assert sorted(sorted(one) for one in found) == [
        ["BOB@x.example", "Bob@x.example", "bob@x.example"],
        ["Carol", "carol"],
    ]
    await source.close()


@pytest.mark.parametrize("kind", ["sqlite", "csv"])
async def test_days_and_months_are_told_apart_before_anything_is_imported(
    tmp_path: Path, kind: str
) -> None:
    users = [old_user("alice", created_at="1/2/2024"), old_user("bob", created_at="25/2/2024")]
    old = Old(users, [old_use(1, created_at="3/4/2024")])
    source = old.as_csv(tmp_path / "csv") if kind == "csv" else old.as_sqlite(tmp_path / "old.db")
    mapping = await with_dates(source, read_mapping())
    await import_old(source, mapping=mapping)
    opened = {row["id"]: str(row["opened_at"])[:10] for row in await rows("account")}
    assert opened == {"alice": "2024-02-01", "bob": "2024-02-25"}
    [use] = await rows("past_use")
    assert str(use["used_at"])[:10] == "2024-04-03"


async def test_a_column_that_is_empty_at_first_is_read_until_it_has_a_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legacy_dates, "BATCH", 1)
    end = "25/12/2031"
    users = [old_user("alice"), old_user("bob"), old_subscriber("carol", current_period_end=end)]
    source = Old(users).as_sqlite(tmp_path / "old.db")
    assert (await with_dates(source, read_mapping())).date_format == "dd/mm/yyyy"


async def test_dates_that_can_be_read_in_two_ways_stop_it(tmp_path: Path) -> None:
    users = [old_user("alice", created_at="1/2/2024"), old_user("bob", created_at="3/4/2024")]
    source = Old(users).as_sqlite(tmp_path / "old.db")
    with pytest.raises(LegacySourceError, match="--date-format dd/mm/yyyy"):
        await with_dates(source, read_mapping())
    said = read_mapping(date_format="mm/dd/yyyy")
    assert await with_dates(source, said) == said
    assert said.digest != read_mapping().digest
