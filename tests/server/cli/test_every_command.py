"""Every command with every state of its database: its messages and its exit status.

Commands that need a database neither create nor upgrade one, except `serve` and `migrate`. If the
database cannot be used, they print one line that names the database and its setting.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import asyncpg
import click
import pytest
from tortoise.exceptions import OperationalError

from bench.postgres import free_port
from billing.ledger.commands import Touch
from billing.privacy.actions import AdminActionKind
from db.engine.config import asyncpg_credentials, connect, database_name, disconnect, sqlite_path
from db.engine.files import SQLITE_PRAGMAS
from db.identity import StoredKey, insert_key
from db.migrate import downgrade
from db.payments.inbox import receive_event
from server.cli.commands import commands, main
from server.settings import SHIPPED_CATALOG
from services.commit.decisions import Done
from services.privacy.actions import AdminLog, Asked
from tests.support.engine.frozen import frozen
from tests.support.imports.importing import service, write_csv
from tests.support.imports.legacy_data import Old, old_user
from tests.support.server.api import real_clock
from tests.support.server.server_process import run_command

NEEDS_NONE = ["token --account alice", "schema", f"catalog check {SHIPPED_CATALOG}"]
READS = [
    "audit",
    "clock show",
    "export ledger --account alice",
    "export usage --account alice",
    "inbox list",
    "inbox retry --all",
    "inbox show evt_1",
    "key list",
    "repair --dry-run",
]
COPIES = ["backup {tmp}/copy.db"]
WRITES = [
    "account erase alice --yes",
    "account export alice",
    "catalog apply {files}/catalog.yaml",
    "clock advance 1h",
    "import-legacy sqlite://{files}/old.db",
    "import-usage {files}/uses.csv --open-accounts",
    "inbox close evt_1 --reason done",
    "key create --name gateway --scope usage:write",
    "key revoke {key}",
    "rollups",
]
ASKS_THE_PROVIDER = ["reconcile"]
MAKES = ["migrate", "serve"]
DROPS = ["migrate --down --yes"]
OTHERS = READS + COPIES + WRITES + ASKS_THE_PROVIDER + DROPS
ALL = OTHERS + MAKES


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """Return the one line with the error."""
        assert (self.code, self.out) == (1, ""), self
        # Long commands name the database first.
        [line, *more] = [one for one in self.err.splitlines() if not one.startswith("database: ")]
        assert all(one.startswith("stopped: ") for one in more)
        assert line.startswith("Error: ")
        return line


Run = Callable[[str, str], Result]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that commands read."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "catalog.yaml").write_text(SHIPPED_CATALOG.read_text() + "# another\n")
    write_csv(folder / "uses.csv", HEADER, [("bob", "qwen-turbo", 1, 1)] * MANY)
    users = [old_user(f"carol-{number}") for number in range(MANY)]
    asyncio.run(Old(users).as_sqlite(folder / "old.db").close())
    return folder


@pytest.fixture
def run(
    files: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Return a function that runs a command on a database (`serve` in its own process)."""
    for name in ("JWT_SECRET", "JWT_JWKS_URL", "ENVIRONMENT", "CATALOG", "WORKERS", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORT", str(free_port()))

    def run_it(command: str, url: str) -> Result:
        arguments = command.format(files=files, tmp=tmp_path, key=KEY).split()
        if arguments == ["serve"]:
            done = run_command("serve", DATABASE_URL=url, PORT=str(free_port()))
            # The log lines of its start are not the error.
            told = [one for one in done.stderr.splitlines() if " INFO " not in one]
            return Result(done.returncode, done.stdout, "\n".join(told))
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setattr(sys, "argv", ["server", *arguments])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Result(code, *capsys.readouterr())

    return run_it


HEADER = ("accountId", "model", "inputTokens", "outputTokens")
KEY = "0123456789abcdef"
MANY = 2_000


@pytest.fixture
def lived(sqlite_url: str) -> str:
    """Return a database with an account, on SQLite."""
    asyncio.run(_live(sqlite_url))
    return sqlite_url


@pytest.fixture
def lived_anywhere(database_url: str) -> str:
    asyncio.run(_live(database_url))
    return database_url


async def _live(url: str) -> None:
    async with service(url, real_clock) as services:
        await services.accounts.open("alice")
        await receive_event("evt_1", kind="ping", payload="{}", at=real_clock())
        await insert_key(StoredKey(KEY, "partner", bytes(32), frozenset({"admin"}), real_clock()))


def leaves(group: click.Group, prefix: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}"


def test_every_command_is_in_the_table() -> None:
    listed = [*NEEDS_NONE, *ALL]
    assert {
        leaf for leaf in leaves(commands) if not any(one.startswith(leaf) for one in listed)
    } == set()


@pytest.mark.parametrize("command", NEEDS_NONE)
def test_what_needs_no_database_speaks_of_none(run: Run, command: str) -> None:
    done = run(command, "postgres://nobody@127.0.0.1:1/nothing")
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("command", READS + COPIES + WRITES)
def test_every_command_names_its_database(run: Run, lived_anywhere: str, command: str) -> None:
    if command in COPIES and not lived_anywhere.startswith("sqlite"):
        return
    done = run(command, lived_anywhere)
    assert database_name(lived_anywhere) in done.err
    assert done.code == 0
    assert done.err.endswith(f"database: {database_name(lived_anywhere)}\n")


def test_a_mistake_is_one_line_that_names_the_database_too(run: Run, lived: str) -> None:
    for command in ("key revoke fedcba9876543210", "account erase nobody --yes"):
        line = run(command, lived).line
        assert "there is no" in line.lower()
        assert lived in line


class TestNone:
    """There is no database, or something else in its place."""

    @pytest.mark.parametrize("command", OTHERS)
    def test_nothing_is_made_where_there_is_none(
        self, run: Run, tmp_path: Path, command: str
    ) -> None:
        url = f"sqlite://{tmp_path / 'billing.db'}"
        before = everything(tmp_path)
        line = run(command, url).line
        assert "there is no database" in line
        assert url in line
        assert "DATABASE_URL" in line
        assert everything(tmp_path) == before

    def test_the_default_is_told_as_such(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        line = run("audit", "").line
        assert f"sqlite://{tmp_path}/billing.db" in line
        assert "DATABASE_URL is not set" in line

    @pytest.mark.parametrize("command", ALL)
    @pytest.mark.parametrize("kind", ["no directory", "a directory", "text", "foreign"])
    def test_a_wrong_path_is_told(self, run: Run, tmp_path: Path, command: str, kind: str) -> None:
        path = wrong(tmp_path, kind)
        before = everything(tmp_path)
        line = run(command, f"sqlite://{path}").line
        assert str(path) in line
        assert "DATABASE_URL" in line
        # A server that is to migrate takes its lock first.
        assert everything(tmp_path) - {path.with_name(f"{path.name}.lock")} == before

    @pytest.mark.parametrize("command", OTHERS)
    def test_an_empty_file_is_no_database_yet(self, run: Run, tmp_path: Path, command: str) -> None:
        path = tmp_path / "billing.db"
        path.touch()
        assert "there is no database" in run(command, f"sqlite://{path}").line
        assert path.stat().st_size == 0

    def test_migrate_makes_one(self, run: Run, tmp_path: Path) -> None:
        for name in ("none.db", "empty.db"):
            (tmp_path / "empty.db").touch()
            done = run("migrate", f"sqlite://{tmp_path / name}")
            assert done.code == 0
            assert done.err == f"database: sqlite://{tmp_path / name}\n"
            assert run("audit", f"sqlite://{tmp_path / name}").code == 0

    @pytest.mark.parametrize("command", [one for one in OTHERS if one not in COPIES])
    def test_a_postgresql_without_our_tables_stays_without(
        self, run: Run, empty_postgres_url: str, command: str
    ) -> None:
        line = run(command, empty_postgres_url).line
        assert "there is no database" in line
        assert database_name(empty_postgres_url) in line
        assert asyncio.run(on_postgres(empty_postgres_url, "SELECT to_regclass('aerich')")) is None


def wrong(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / "wrong.db"
    match kind:
        case "no directory":
            return tmp_path / "nowhere" / "wrong.db"
        case "a directory":
            path.mkdir()
        case "text":
            path.write_text("not a database, but long enough to be taken for one " * 100)
        case "foreign":
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("CREATE TABLE sqliteshop (id INT)")
    return path


def everything(directory: Path) -> set[Path]:
    return set(directory.rglob("*"))


class TestAway:
    """PostgreSQL cannot be used."""

    @pytest.mark.parametrize("command", [one for one in ALL if one not in COPIES])
    def test_a_server_that_is_away_is_told(self, run: Run, command: str) -> None:
        port = free_port()
        line = run(command, f"postgres://billing:hunter2@127.0.0.1:{port}/billing").line
        assert f"postgres://billing@127.0.0.1:{port}/billing" in line
        assert "Connection refused" in line
        assert "DATABASE_URL" in line
        assert "hunter2" not in line

    @pytest.mark.parametrize("command", ["audit", "key list", "migrate", "serve"])
    def test_a_name_that_is_not_there_is_told(
        self, run: Run, postgres_server_url: str, command: str
    ) -> None:
        parts = asyncpg_credentials(postgres_server_url) or {}
        there = f"{parts['host']}:{parts['port']}"
        for user, name, told in [
            (f"{parts['user']}:{parts['password']}", "nothing", "there is no database"),
            ("nobody:hunter2", "postgres", "password authentication failed"),
        ]:
            line = run(command, f"postgres://{user}@{there}/{name}").line
            assert told in line
            assert there in line
            assert "DATABASE_URL" in line
            assert "hunter2" not in line
        line = run(command, "postgres://nowhere.invalid/billing").line
        assert "nowhere.invalid" in line


class TestReleases:
    """The database belongs to an older or a later release."""

    @pytest.mark.parametrize("command", OTHERS)
    def test_an_older_one_is_not_changed(
        self, run: Run, lived_anywhere: str, command: str, tmp_path: Path
    ) -> None:
        url = lived_anywhere
        asyncio.run(downgrade(url))
        if command in DROPS:
            assert run(command, url).code == 0
        elif command in COPIES:
            assert url.startswith("postgres") or run(command, url).code == 0
        else:
            line = run(command, url).line
            assert "older release" in line
            assert "python -m server migrate" in line
            assert database_name(url) in line
        if command == "audit":
            assert run("migrate", url).code == 0
            assert run("audit", url).code == 0

    @pytest.mark.parametrize("command", ALL)
    def test_a_later_one_is_not_touched(self, run: Run, lived_anywhere: str, command: str) -> None:
        url = lived_anywhere
        later = "INSERT INTO aerich (version, app, content) VALUES ('99_later.py', 'models', '{}')"
        asyncio.run(change(url, later))
        if command in COPIES:
            assert url.startswith("postgres") or run(command, url).code == 0
            return
        line = run(command, url).line
        assert "later release" in line
        assert "99_later.py" in line
        assert database_name(url) in line


def without_times(result: Result) -> Result:
    """Return the result without times of day: `clock show` prints the present one."""
    return result._replace(out=re.sub(r"\d\d:\d\d:\d\d", "hh:mm:ss", result.out))


class TestReadOnly:
    """The files cannot be written, no matter who runs the command."""

    @pytest.fixture(params=["as it was left", "a backup"])
    def media(self, lived: str, run: Run, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
        directory = tmp_path / "media"
        directory.mkdir()
        path = directory / "billing.db"
        if request.param == "a backup":
            assert run(f"backup {path}", lived).code == 0
        else:
            shutil.copy(str(sqlite_path(lived)), path)
        return path

    @pytest.mark.parametrize("command", READS + COPIES)
    def test_it_can_be_read(self, run: Run, media: Path, command: str) -> None:
        writable = run(command, f"sqlite://{media}")
        (media.parents[1] / "copy.db").unlink(missing_ok=True)
        before = {path: path.read_bytes() for path in media.parent.iterdir()}
        with frozen(media.parent):
            done = run(command, f"sqlite://{media}")
        assert without_times(done) == without_times(writable)
        assert done.code == 0
        assert {path: path.read_bytes() for path in media.parent.iterdir()} == before

    @pytest.mark.parametrize("command", WRITES + MAKES + DROPS)
    def test_what_would_be_written_is_told(self, run: Run, media: Path, command: str) -> None:
        if command == "serve":
            return
        before = {path: path.read_bytes() for path in media.parent.iterdir()}
        with frozen(media.parent):
            line = run(command, f"sqlite://{media}").line
        assert f"sqlite://{media}" in line
        assert "can't be written" in line or "read-only" in line
        assert "DATABASE_URL" in line
        assert {path: path.read_bytes() for path in media.parent.iterdir()} == before

    def test_a_wal_that_cannot_be_read_is_not_passed_over(self, run: Run, media: Path) -> None:
        media.with_name("billing.db-wal").write_bytes(b"\0" * 5_000)
        with frozen(media.parent):
            done = run("audit", f"sqlite://{media}")
        if done.code:
            assert f"sqlite://{media}" in done.line

    @pytest.mark.parametrize("command", READS)
    def test_a_postgresql_that_only_reads_is_read(
        self, run: Run, postgres_url: str, command: str
    ) -> None:
        asyncio.run(_live(postgres_url))
        asyncio.run(only_reads(postgres_url))
        assert run(command, postgres_url).code == 0

    @pytest.mark.parametrize("command", [*WRITES, *DROPS])
    def test_what_a_postgresql_that_only_reads_refuses_is_told(
        self, run: Run, postgres_url: str, command: str
    ) -> None:
        asyncio.run(_live(postgres_url))
        asyncio.run(only_reads(postgres_url))
        line = run(command, postgres_url).line
        assert "read-only" in line
        assert database_name(postgres_url) in line
        assert "DATABASE_URL" in line


class TestFull:
    """No space is left. Changes in place need none on SQLite."""

    @pytest.mark.parametrize("command", [one for one in WRITES if "inbox close" not in one])
    def test_on_sqlite(
        self, run: Run, lived: str, command: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asyncio.run(open_many(lived))
        with closing(sqlite3.connect(str(sqlite_path(lived)))) as connection:
            [[pages]] = connection.execute("PRAGMA page_count").fetchall()
        monkeypatch.setitem(SQLITE_PRAGMAS, "max_page_count", pages)
        asyncio.run(fill(lived))
        check_full(run(command, lived), lived, "the disk is full")

    @pytest.mark.parametrize("command", WRITES)
    def test_on_postgresql(self, run: Run, postgres_url: str, command: str) -> None:
        """The server's error is simulated, because a real full disk needs an administrator."""
        asyncio.run(_live(postgres_url))
        for statement in FULL:
            asyncio.run(on_postgres(postgres_url, statement))
        check_full(run(command, postgres_url), postgres_url, "the disk is full")

    def test_migrating(
        self, run: Run, empty_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(SQLITE_PRAGMAS, "max_page_count", 8)
        line = run("migrate", empty_sqlite_url).line
        assert "the disk is full" in line
        assert empty_sqlite_url in line


async def change(url: str, sql: str) -> None:
    path = sqlite_path(url)
    if path is None:
        await on_postgres(url, sql)
        return
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


async def on_postgres(url: str, sql: str) -> object:
    connection = await asyncpg.connect(**asyncpg_credentials(url) or {})
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def only_reads(url: str) -> None:
    name = (asyncpg_credentials(url) or {})["database"]
    await on_postgres(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")


FULL = (
    """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE disk_full USING MESSAGE = 'no space'; END $$""",
    """DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TRIGGER a_full_disk BEFORE INSERT OR UPDATE ON %I '
                   'EXECUTE FUNCTION full_disk()', name);
  END LOOP;
END $$""",
)


def check_full(done: Result, url: str, told: str) -> None:
    assert done.code == 1
    assert "Traceback" not in done.err
    assert told in done.err
    assert database_name(url) in done.err


async def open_many(url: str) -> None:
    """Add accounts that are not in the rollups yet."""
    async with service(url, real_clock) as services:
        touches = [Touch(f"bob-{number}", may_open=True) for number in range(500)]
        assert all(isinstance(one, Done) for one in await services.batcher.submit_all(touches))


async def fill(url: str) -> None:
    """Use up the space for keys and for the log of actions."""
    log = AdminLog(real_clock)
    await connect(url)
    try:
        with pytest.raises(OperationalError, match="full"):
            for number in range(10_000):
                name = f"{number:016x}"
                await insert_key(StoredKey(name, "x", bytes(32), frozenset(), real_clock()))
        with pytest.raises(OperationalError, match="full"):
            for _ in range(10_000):
                kind = AdminActionKind.CREATE_KEY
                await log.asked(Asked(actor="a", kind=kind, account_id=None, details={}))
    finally:
        await disconnect()
