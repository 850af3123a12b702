"""Migrations go up, down and up again, each once, even if several processes start them at once."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aerich import Command
from aerich.exceptions import DowngradeError
from aerich.utils import decompress_dict, get_models_describe, import_py_file
from tortoise import Tortoise, connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.exceptions import OperationalError

from db import migrate
from db.engine.config import DatabaseUrlError, tortoise_config
from db.errors import DatabaseUnusable
from db.migrate import DatabaseTooNew, downgrade, known_migrations, upgrade
from db.models import ApiKey
from db.privacy.moves import Stage

ROOT = Path(__file__).parents[2]
_BASE = {
    "account",
    "token_grant",
    "entry",
    "api_key",
    "catalog_version",
    "purchase",
    "plan_subscription",
    "payment_customer",
    "inbox_event",
}
PLANS = {"plan_change", "plan_taker"}
OPERATIONS = {
    "past_use",
    "import_progress",
    "rolled",
    "usage_day",
    "unit_day",
    "usage_block",
    "unit_block",
    "token_day",
    "event_day",
    "active_month",
    "cohort_month",
    "money_entry",
    "admin_action",
    "erasing",
    "erasure",
    "sweep",
}
CLOCK = {"service_clock", "write_probe"}
POOLS = {"pool_window", "pool_lease"}
TEAMS = {"team", "team_handle", "team_invitation", "team_request"}
DISCOUNTS = {"programme_change", "discount_code"}
SUGGESTIONS = {"suggestion_shown"}
AUDIT = {"anchor"}
WEBHOOKS = {"webhook_endpoint", "webhook_delivery"}
TABLES = (
    _BASE | OPERATIONS | CLOCK | POOLS | DISCOUNTS | PLANS | TEAMS | SUGGESTIONS | WEBHOOKS | AUDIT
)
MONEY = {"purchase", "plan_subscription", "payment_customer", "inbox_event"}
RACERS = 4


@asynccontextmanager
async def connection(url: str, *models: str) -> AsyncIterator[BaseDBAsyncClient]:
    config = tortoise_config(url)
    config["apps"]["models"]["models"].extend(models)
    async with TortoiseContext() as context:
        await context.init(config)
        yield context.db()


async def tables(url: str) -> set[str]:
    async with connection(url) as db:
        rows = await db.execute_query_dict(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            if db.capabilities.dialect == "sqlite"
            else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        )
    return {row["name"] for row in rows}


async def history(url: str) -> list[str]:
    async with connection(url) as db:
        rows = await db.execute_query_dict("SELECT version FROM aerich ORDER BY id")
    return [row["version"] for row in rows]


async def test_upgrade_downgrade_and_upgrade_again(empty_database_url: str) -> None:
    url = empty_database_url
    assert await upgrade(url) == known_migrations()
    assert await tables(url) == TABLES | {"aerich"}
    assert await downgrade(url, version=0) == known_migrations()[::-1]
    assert await tables(url) == {"aerich"}
    assert await upgrade(url) == known_migrations()
    assert await tables(url) == TABLES | {"aerich"}


async def test_the_tables_of_money_come_and_go_by_themselves(empty_database_url: str) -> None:
    url = empty_database_url
    await upgrade(url)
    async with connection(url) as db:
        await db.execute_query(
            "INSERT INTO payment_customer (account_id, customer_id) VALUES ('alice', 'cus_1')"
        )
    assert await downgrade(url, version=1) == known_migrations()[:0:-1]
    later = OPERATIONS | CLOCK | POOLS | DISCOUNTS | PLANS | TEAMS | SUGGESTIONS | WEBHOOKS | AUDIT
    assert await tables(url) == TABLES - MONEY - later | {"aerich"}
    assert await upgrade(url) == known_migrations()[1:]
    assert await tables(url) == TABLES | {"aerich"}


@pytest.mark.parametrize("stage", Stage)
async def test_an_erasure_under_way_is_not_taken_back(database_url: str, stage: Stage) -> None:
    async with connection(database_url) as db:
        digest = "x''" if database_url.startswith("sqlite") else "''"
        await db.execute_query(
            "INSERT INTO erasure (account_id, pseudonym, request, actor, stage, reached, digest) "
            f"VALUES ('alice', 'erased', 'r', 'root', '{stage}', 1, {digest})"
        )
    with pytest.raises(DatabaseUnusable, match="an erasure is under way"):
        await downgrade(database_url, version=25)
    assert "erasure" in await tables(database_url)
    await upgrade(database_url)
    async with connection(database_url) as db:
        await db.execute_query("DELETE FROM erasure")
    assert len(await downgrade(database_url, version=25)) >= 3


async def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    assert await upgrade(database_url) == []
    assert await history(database_url) == known_migrations()


async def test_an_upgrade_keeps_the_connections_of_its_process(database: str) -> None:
    before = connections.get("default")
    await upgrade(database)
    assert connections.get("default") is before
    assert await ApiKey.all().count() == 0


async def test_there_is_nothing_to_take_back_from_an_empty_database(
    empty_database_url: str,
) -> None:
    with pytest.raises(DowngradeError):
        await downgrade(empty_database_url)


def test_processes_that_start_at_once_migrate_once(empty_database_url: str) -> None:
    assert sorted(race(empty_database_url)) == [[]] * (RACERS - 1) + [known_migrations()]
    assert asyncio.run(history(empty_database_url)) == known_migrations()


def race(url: str) -> list[list[str]]:
    """Return what each of several processes applied. One line of input releases them all."""
    program = (
        # aerich is imported too, so that only the migration is left to do after the release.
        "import aerich, asyncio, json, sys; from db.migrate import upgrade; "
        "print('ready', flush=True); sys.stdin.readline(); "
        "print(json.dumps(asyncio.run(upgrade(sys.argv[1]))))"
    )
    command = [sys.executable, "-W", "error", "-c", program, url]
    racers = [
        subprocess.Popen(command, cwd=ROOT, stdin=-1, stdout=-1, text=True) for _ in range(RACERS)
    ]
    try:
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write("go\n")
            racer.stdin.flush()
        results = [racer.communicate(timeout=180)[0] for racer in racers]
    finally:
        for racer in racers:
            racer.kill()
            racer.communicate()
    assert [racer.returncode for racer in racers] == [0] * RACERS
    return [json.loads(result) for result in results]


async def test_an_upgrade_waits_for_the_one_under_way(empty_database_url: str) -> None:
    async with migrate._exclusive(empty_database_url):
        waiting = asyncio.create_task(upgrade(empty_database_url))
        done, _ = await asyncio.wait({waiting}, timeout=0.2)
        assert not done
        assert await tables(empty_database_url) == set()
    assert await asyncio.wait_for(waiting, 180) == known_migrations()


async def test_a_cancelled_wait_leaves_the_lock_to_others(empty_database_url: str) -> None:
    async with migrate._exclusive(empty_database_url):
        waiting = asyncio.create_task(upgrade(empty_database_url))
        await asyncio.wait({waiting}, timeout=0.2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert await asyncio.wait_for(upgrade(empty_database_url), 180) == known_migrations()


async def test_a_database_newer_than_the_code_is_refused(database_url: str) -> None:
    async with connection(database_url) as db:
        await db.execute_script(
            "INSERT INTO aerich (version, app, content) VALUES ('9_future.py', 'models', '{}')"
        )
    with pytest.raises(DatabaseTooNew, match=r"9_future\.py"):
        await upgrade(database_url)


async def test_a_missing_directory_is_a_clear_refusal(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUrlError, match="missing"):
        await upgrade(f"sqlite://{tmp_path / 'missing' / 'billing.db'}")


class TestLaterMigrations:
    """Migrations that are added in a copy of the tree."""

    @pytest.fixture
    def migrations(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        copy = tmp_path / "migrations"
        shutil.copytree(migrate.MIGRATIONS, copy)
        monkeypatch.setattr(migrate, "MIGRATIONS", copy)
        return copy

    async def test_the_next_one_is_applied_and_taken_back_alone(
        self, migrations: Path, database_url: str
    ) -> None:
        name = add_migration(migrations, up="CREATE TABLE b (id INT);", down="DROP TABLE b;")
        assert await upgrade(database_url) == [name]
        assert "b" in await tables(database_url)
        assert await downgrade(database_url) == [name]
        assert await tables(database_url) == TABLES | {"aerich"}

    async def test_one_that_fails_half_way_leaves_nothing_behind(
        self, migrations: Path, database_url: str
    ) -> None:
        add_migration(migrations, up="CREATE TABLE b (id INT); CREATE TABLE b (id INT);", down="")
        with pytest.raises(OperationalError):
            await upgrade(database_url)
        assert await tables(database_url) == TABLES | {"aerich"}
        assert await history(database_url) == known_migrations()[:-1]

    async def test_aerich_finds_the_change_of_a_model_in_the_recorded_state(
        self, migrations: Path, database_url: str
    ) -> None:
        async with connection(database_url, "aerich.models", "tests.db.later_models"):
            command = Command(tortoise_config(database_url), location=str(migrations))
            await command.init(offline=True)
            assert await command.migrate("later", no_input=True, offline=True)
        number = int(known_migrations()[-1].split("_")[0])
        (text,) = [path.read_text() for path in migrations.rglob(f"{number}_*_later.py")]
        assert 'CREATE TABLE IF NOT EXISTS "later"' in text
        assert '"account"' not in text
        assert '"entry"' not in text
        assert '"purchase"' not in text


def add_migration(migrations: Path, *, up: str, down: str) -> str:
    """Add a migration after the last one, without a change of the models; return its name."""
    last = known_migrations()[-1]
    state = import_py_file(migrations / "models" / last).MODELS_STATE
    number = int(last.split("_")[0]) + 1
    path = migrations / "models" / f"{number}_later.py"
    path.write_text(
        f"async def upgrade(db):\n    return {up!r}\n\n"
        f"async def downgrade(db):\n    return {down!r}\n\nMODELS_STATE = {state!r}\n"
    )
    return path.name


async def test_the_last_migration_records_the_models_as_they_are(database_url: str) -> None:
    last = import_py_file(migrate.MIGRATIONS / "models" / known_migrations()[-1])
    async with connection(database_url, "aerich.models"):
        described = json.loads(json.dumps(get_models_describe("models")))
    assert without_prose(decompress_dict(last.MODELS_STATE)) == without_prose(described)


def without_prose(state: Any) -> Any:
    """Return the models' descriptions without docstrings, which may change without a migration."""
    if isinstance(state, dict):
        return {
            name: without_prose(value)
            for name, value in state.items()
            if name not in {"docstring", "description"}
        }
    return [without_prose(value) for value in state] if isinstance(state, list) else state


async def test_the_tables_have_the_columns_of_the_models(database: str) -> None:
    db = connections.get("default")
    assert Tortoise.apps is not None
    for model in Tortoise.apps["models"].values():
        table = model._meta.db_table
        nullable = {
            field.source_field or name: field.null for name, field in model._meta.fields_map.items()
        }
        assert await columns(db, table) == nullable, table


async def columns(db: BaseDBAsyncClient, table: str) -> dict[str, bool]:
    """Return whether each column of the table accepts NULL."""
    rows = await db.execute_query_dict(
        f"SELECT name, \"notnull\" = 0 AS nullable FROM pragma_table_info('{table}')"
        if db.capabilities.dialect == "sqlite"
        else "SELECT column_name AS name, is_nullable = 'YES' AS nullable "
        f"FROM information_schema.columns WHERE table_name = '{table}'"
    )
    return {row["name"]: bool(row["nullable"]) for row in rows}


def test_aerichs_own_command_line_upgrades_and_downgrades(empty_database_url: str) -> None:
    assert known_migrations()[-1] in aerich(empty_database_url, "upgrade")
    assert "No upgrade items" in aerich(empty_database_url, "upgrade")
    assert known_migrations()[-1] in aerich(empty_database_url, "downgrade", "--yes")
    assert asyncio.run(upgrade(empty_database_url)) == known_migrations()[-1:]


def aerich(url: str, *arguments: str) -> str:
    program = Path(sys.executable).with_name("aerich")
    result = subprocess.run(
        [program, "-c", "aerich.ini", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout
