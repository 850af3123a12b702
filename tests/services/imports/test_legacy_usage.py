"""Imports of usage from an older system into real databases, dry runs, and continued imports."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from db.imports.progress import Progress, TakenOver, find_progress, move
from db.models import ImportProgress, PastUse
from gateways.imports.legacy_mapping import read_mapping
from services.imports.legacy import LegacyImportError
from tests.support.audit.tampering import faults, rows
from tests.support.clocks import Clock
from tests.support.imports.legacy_data import (
    CREATED,
    NOW,
    Imported,
    Listed,
    Old,
    import_old,
    old_subscriber,
    old_use,
    old_user,
    state,
)
from tests.support.payments.shop import shop


def messy() -> Old:
    """Return forty users and three hundred uses, some of which cannot be imported."""
    dice = random.Random(7)
    users = [old_user(f"user-{n:02}", token_balance=n * 100) for n in range(30)]
    users += [old_subscriber(f"user-{n}") for n in range(30, 40)]
    users[3]["token_balance"] = -5
    users[35]["subscription_status"] = "odd"
    uses = [
        old_use(
            n,
            f"user-{dice.randrange(42):02}",
            model=dice.choice(["gpt-4", "qwen-turbo"]),
            tokens=dice.choice([0, 1, 250, 10**10, 10**10 + 1, -1]),
            created_at=CREATED + timedelta(hours=dice.randrange(20_000)),
        )
        for n in range(1, 301)
    ]
    return Old(users, uses)


async def test_usage_is_kept_as_it_was_and_charged_to_nobody(database: str, tmp_path: Path) -> None:
    uses = [old_use(1), old_use(2, model="qwen-turbo", tokens=0)]
    done = await import_old(Old([old_user("alice")], uses).as_sqlite(tmp_path / "old.db"))
    kept = await PastUse.filter(account_id="alice").order_by("id").values()
    assert [(u["id"], u["model"], u["tokens"], u["used_at"]) for u in kept] == [
        (str(use["id"]), use["model"], use["tokens"], use["created_at"]) for use in uses
    ]
    assert [row["kind"] for row in await rows("entry")] == ["MIGRATION"]
    assert done.count("uses") == (2, 0, 0)
    assert done.balances


async def test_rollups_are_what_a_recount_of_the_uses_finds(database: str, tmp_path: Path) -> None:
    done = await import_old(messy().as_sqlite(tmp_path / "old.db"), chunk_size=4)
    kept = await PastUse.all().values()
    opened = {row["id"]: str(row["opened_at"])[:7] for row in await rows("account")}
    days: Counter[tuple[str, str]] = Counter()
    tokens: Counter[tuple[str, str]] = Counter()
    for use in kept:
        days[str(use["used_at"].date()), use["model"]] += 1
        tokens[str(use["used_at"].date()), use["model"]] += use["tokens"]
    months = {(use["account_id"], f"{use['used_at']:%Y-%m}-01") for use in kept}
    rolled = await rows("usage_day")
    assert {(str(r["day"]), r["model"]): r["requests"] for r in rolled} == days
    assert {(str(r["day"]), r["model"]): r["input_tokens"] for r in rolled} == dict(tokens)
    assert {(r["plan"], r["tier"], r["cost"]) for r in rolled} == {("", "IMPORTED", 0)}
    assert {(r["account_id"], str(r["month"])) for r in await rows("active_month")} == months
    cohorts = Counter((f"{opened[name]}-01", month) for name, month in months)
    found = {(str(r["cohort"]), str(r["month"])): r["accounts"] for r in await rows("cohort_month")}
    assert found == cohorts
    assert done.balances


@pytest.mark.parametrize("into", ["sqlite", "postgres"])
async def test_all_kinds_of_sources_say_the_same(
    into: str, tmp_path: Path, request: pytest.FixtureRequest, postgres_server_url: str
) -> None:
    """Sources with the same data differ only in the ids in reasons: CSV has line numbers."""
    from bench.postgres import create_database, drop_database
    from db.engine.config import connect, disconnect

    old = messy()
    old_url = await create_database(postgres_server_url, f"old_{into}")
    sources = [
        old.as_sqlite(tmp_path / "old.db"),
        old.as_csv(tmp_path / "csv"),
        await old.as_postgres(old_url),
    ]
    found: list[tuple[Imported, dict[str, Any]]] = []
    for number, source in enumerate(sources):
        url = (
            await create_database(
                postgres_server_url,
                f"new_{into}_{number}",
                template=request.getfixturevalue("postgres_template"),
            )
            if into == "postgres"
            else f"sqlite://{_copy(request, tmp_path / f'new-{number}.db')}"
        )
        await connect(url)
        done = await import_old(source, chunk_size=7)
        found.append((done, await state()))
        await disconnect()
        await source.close()
        if into == "postgres":
            await drop_database(url)
    await drop_database(old_url)
    first = found[0]
    assert all(done.balances for done, _ in found)
    assert [done.counts for done, _ in found] == [first[0].counts] * 3
    assert [made for _, made in found] == [first[1]] * 3


def _copy(request: pytest.FixtureRequest, path: Path) -> Path:
    path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
    return path


async def test_an_import_that_is_broken_off_anywhere_ends_the_same(
    database: str, tmp_path: Path
) -> None:
    source = messy().as_sqlite(tmp_path / "old.db")
    listed, done = Listed(), None
    for _ in range(200):
        calls = count()
        # Called once before each table and once after each chunk.
        done = await import_old(
            source, chunk_size=7, listed=listed, interrupted=lambda calls=calls: next(calls) >= 2
        )
        if done.counts["uses imported"] + done.counts["uses rejected"] == 300:
            break
    assert done is not None
    assert done.balances
    whole = await import_old(source, chunk_size=10_000, name="old", listed=Listed())
    assert whole.counts == done.counts
    assert len(listed.all) == sum(n for what, n in done.counts.items() if "reason" in what)
    assert len(set(listed.all)) == len(listed.all)
    assert await faults() == []


async def test_a_chunk_that_fails_leaves_nothing_and_is_taken_again(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Exception):
        pass

    listed = Listed()
    source = messy().as_sqlite(tmp_path / "old.db")
    times = count()

    async def break_off(*given: Any) -> None:
        if next(times) == 3:
            raise Broken
        await move(*given)

    monkeypatch.setattr("services.imports.legacy.move", break_off)
    with pytest.raises(Broken):
        await import_old(source, chunk_size=7, listed=listed)
    before = await find_progress("old")
    assert before is not None
    assert len(await rows("account")) == before.counts["users imported"]
    monkeypatch.undo()
    done = await import_old(source, chunk_size=7, listed=listed)
    assert done.balances
    assert len(set(listed.all)) == len(listed.all)


async def test_uses_that_can_not_be_are_rejected_with_reasons(
    database: str, tmp_path: Path
) -> None:
    bad = {
        2: {"user_id": "nobody"},
        3: {"user_id": None},
        4: {"tokens": -1},
        5: {"tokens": 10**10 + 1},
        6: {"tokens": "many"},
        7: {"created_at": NOW + timedelta(seconds=1)},
        8: {"created_at": None},
        9: {"model": ""},
        10: {"model": "m" * 256},
    }
    uses = [old_use(1), *(old_use(n, **changes) for n, changes in bad.items())]
    done = await import_old(Old([old_user("alice")], uses).as_sqlite(tmp_path / "old.db"))
    assert {int(key): why.partition(":")[0] for key, why in done.reasons.items()} == {
        **{2: "unknown user", 3: "bad user id", 4: "bad tokens", 5: "bad tokens"},
        **{6: "bad tokens", 7: "bad time", 8: "bad time", 9: "bad model", 10: "bad model"},
    }
    assert done.count("uses") == (1, 0, len(bad))
    assert done.balances


async def test_duplicates_in_a_file_are_told(database: str, tmp_path: Path) -> None:
    """Duplicates may be far apart: the same use is known, another one is rejected."""
    users = [old_user("alice"), old_user("bob"), old_user("alice"), old_user("bob")]
    uses = [old_use(1), old_use(1), old_use(2), old_use(3), old_use(4), old_use(5)]
    uses += [old_use(2), old_use(3, tokens=1)]
    done = await import_old(Old(users, uses).as_csv(tmp_path / "csv"), chunk_size=2)
    assert done.count("users") == (2, 0, 2)
    assert done.count("uses") == (5, 1, 2)
    assert done.reasons["9"] == "duplicate id: 3, of another use"
    assert done.balances


async def test_a_dry_run_checks_everything_and_writes_nothing(
    database: str, tmp_path: Path
) -> None:
    async with shop() as opened:
        await opened.account("user-01")
    source = messy().as_sqlite(tmp_path / "old.db")
    before = await state()
    listed = Listed()
    dry = await import_old(source, dry_run=True, chunk_size=7, listed=listed)
    assert await state() == before
    assert await ImportProgress.all().count() == 0
    real = await import_old(source, chunk_size=7)
    assert dry.counts == real.counts
    assert listed.all == real.rejects
    assert dry.balances
    assert [line.what for line in dry.lines] == [line.what for line in real.lines[:-2]]


async def test_what_was_added_to_the_older_system_behind_the_end_comes_by_running_again(
    database: str, tmp_path: Path
) -> None:
    first = Old([old_user("alice")], [old_use(1)]).as_sqlite(tmp_path / "old.db")
    await import_old(first)
    more = Old([old_user("alice"), old_user("bob")], [old_use(1), old_use(2, "bob")])
    done = await import_old(more.as_sqlite(tmp_path / "later.db"))
    assert done.count("users") == (2, 0, 0)
    assert done.count("uses") == (2, 0, 0)
    assert done.balances


async def test_what_was_added_before_the_end_is_a_mismatch(database: str, tmp_path: Path) -> None:
    await import_old(Old([old_user("bob")]).as_sqlite(tmp_path / "old.db"))
    more = Old([old_user("alice"), old_user("bob")]).as_sqlite(tmp_path / "later.db")
    done = await import_old(more)
    assert [line.what for line in done.lines if not line.balances] == ["users", "tokens"]


async def test_rows_that_were_lost_here_are_a_mismatch(database: str, tmp_path: Path) -> None:
    source = messy().as_sqlite(tmp_path / "old.db")
    done = await import_old(source)
    assert done.balances
    kept = await PastUse.filter(tokens=250).first()
    assert kept is not None
    await PastUse.filter(account_id=kept.account_id, id=kept.id).delete()
    again = await import_old(source)
    lost = {"uses", "used tokens", "uses by day", "used tokens by day"}
    assert {line.what for line in again.lines if not line.balances} == lost


async def test_of_two_that_import_at_once_one_stops(database: str, tmp_path: Path) -> None:
    source = Old([old_user("alice")]).as_sqlite(tmp_path / "old.db")
    await import_old(source)
    progress = await find_progress("old")
    assert progress is not None
    from db.engine.transactions import transaction

    with pytest.raises(TakenOver):
        async with transaction() as conn:
            await move(conn, {"users": "older"}, Progress("old"), NOW)
    assert await find_progress("old") == progress


async def test_an_import_does_not_go_on_with_another_mapping(database: str, tmp_path: Path) -> None:
    source = Old([old_user("alice")]).as_sqlite(tmp_path / "old.db")
    await import_old(source)
    other = tmp_path / "other.toml"
    other.write_text('[plans]\ngold = "PREMIUM"\n')
    with pytest.raises(LegacyImportError, match="another mapping"):
        await import_old(source, mapping=read_mapping(other))


async def test_a_server_may_open_an_account_meanwhile(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account is opened between reading and writing, so the chunk is imported again."""
    from db.imports.postgres import PostgresBulk
    from db.imports.sqlite import SqliteBulk

    clock = Clock()
    for kind in (PostgresBulk, SqliteBulk):
        real, calls = kind.opened, count()

        async def opened(self: Any, ids: Any, real: Any = real, calls: Any = calls) -> Any:
            return {} if next(calls) == 0 else await real(self, ids)

        monkeypatch.setattr(kind, "opened", opened)
    async with shop(clock=clock) as made:
        await made.account("alice")
        users = [old_user("alice"), old_user("bob")]
        done = await import_old(Old(users).as_sqlite(tmp_path / "old.db"), clock=clock)
        assert (await made.account("alice")).available == 10_500
    assert done.counts["users here before"] == 1
    assert done.balances
    assert await faults() == []
