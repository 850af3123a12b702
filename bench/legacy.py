"""A benchmark of `import-legacy` (`python -m bench.legacy`), into SQLite and into PostgreSQL.

The older system is generated. Each import is compared with a plain bulk insert in the same run: the
rows that the import created are inserted at once into the same tables of a new database. Writes its
table into docs/migration.md.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import click

from bench.postgres import create_database, postgres_server
from bench.servers import ROOT
from db.engine.config import asyncpg_credentials
from db.migrate import upgrade

TABLES = ("account", "entry", "token_grant", "plan_subscription", "payment_customer", "past_use")
GUIDE = ROOT / "docs" / "migration.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
OLD_TABLES = """
CREATE TABLE user_billing (user_id TEXT PRIMARY KEY, token_balance INTEGER, plan TEXT,
    subscription_status TEXT, stripe_customer_id TEXT, stripe_subscription_id TEXT,
    current_period_end TEXT, created_at TEXT);
CREATE TABLE usage_history (id INTEGER PRIMARY KEY, user_id TEXT, model TEXT, tokens INTEGER,
    created_at TEXT);
"""
MODELS = ("gpt-4", "gpt-4o", "claude-3-opus", "qwen-turbo", "llama-3-70b", "deepseek-chat")
STARTED = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds of an import and of the plain insert, and the import's peak memory in bytes."""

    database: str
    seconds: float
    plain: float
    peak_bytes: int


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--users", default=1_000_000, show_default=True)
@click.option("--uses", default=5_000_000, show_default=True)
@click.option(
    "--into",
    type=click.Choice(["postgres", "sqlite"]),
    multiple=True,
    help="The database to measure. [default: both]",
)
@click.option("--note", default="", help="A remark for the report.")
@click.option("--write/--no-write", default=True, help="Write the table into docs/migration.md.")
def main(users: int, uses: int, into: tuple[str, ...], note: str, write: bool) -> None:
    """Measure import-legacy."""
    with tempfile.TemporaryDirectory(prefix="billing-legacy-") as folder:
        root = Path(folder)
        old = root / "old.db"
        generate(old, users=users, uses=uses)
        measured = []
        for kind, measure in {"postgres": _postgres, "sqlite": _sqlite}.items():
            if not into or kind in into:
                measured.append(asyncio.run(measure(root, old)))
                click.echo(measured[-1])
    text = table(measured, users=users, uses=uses, note=note)
    click.echo(text)
    if write:
        _write(text)


def generate(path: Path, *, users: int, uses: int) -> None:
    """Write the database of an older system to `path`.

    One user in ten has a subscription. One user and one use in a thousand cannot be imported.
    """
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(OLD_TABLES)
        connection.execute("PRAGMA synchronous = OFF")
        marks = ", ".join("?" * 8)
        connection.executemany(f"INSERT INTO user_billing VALUES ({marks})", _users(users))  # noqa: S608 - names of our own
        connection.executemany(
            "INSERT INTO usage_history VALUES (?, ?, ?, ?, ?)", _uses(uses, users)
        )


def _users(number: int) -> Iterator[tuple[object, ...]]:
    period_end = (datetime.now(UTC) + timedelta(days=14)).isoformat(" ")
    for n in range(number):
        created = (STARTED + timedelta(seconds=n * 61 % 60_000_000)).isoformat(" ")
        tokens = -1 if n % 1_000 == 999 else n % 250_000
        if n % 10:
            yield f"user-{n:08}", tokens, "free", None, None, None, None, created
        else:
            ids = (f"cus_{n:014}", f"sub_{n:014}")
            yield f"user-{n:08}", tokens, "premium", "active", *ids, period_end, created


def _uses(number: int, users: int) -> Iterator[tuple[object, ...]]:
    for n in range(number):
        user = n * 7_919 % users
        at = (STARTED + timedelta(seconds=n * 70_000_000 // number)).isoformat(" ")
        tokens = -5 if n % 1_000 == 500 else n % 4_000
        yield n + 1, f"user-{user:08}", MODELS[n % len(MODELS)], tokens, at


async def _sqlite(root: Path, old: Path) -> Measured:
    done, fresh = root / "done.db", root / "fresh.db"
    seconds, peak = _import(old, f"sqlite://{done}")
    await upgrade(f"sqlite://{fresh}")
    plain = _timed(lambda: _insert_all(done, fresh))
    for path in (done, fresh):
        path.unlink()
    return Measured(f"SQLite {sqlite3.sqlite_version}", seconds, plain, peak)


def _insert_all(done: Path, fresh: Path) -> None:
    with (
        closing(sqlite3.connect(f"{done.as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(fresh)) as target,
        target,
    ):
        for name in TABLES:
            rows = source.execute(f"SELECT * FROM {name}")  # noqa: S608 - names of our own
            marks = ", ".join("?" * len(rows.description))
            target.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 - names of our own


async def _postgres(root: Path, old: Path) -> Measured:
    with postgres_server(fsync=True, settings={"max_wal_size": "4GB"}) as server:
        done, fresh = [await create_database(server, name) for name in ("done", "fresh")]
        seconds, peak = await asyncio.to_thread(_import, old, done)
        await upgrade(fresh)
        plain = await _copy_all(root, done, fresh)
        connection = await asyncpg.connect(**asyncpg_credentials(server) or {})
        version = await connection.fetchval("SHOW server_version")
        await connection.close()
    return Measured(f"PostgreSQL {version}", seconds, plain, peak)


async def _copy_all(root: Path, done: str, fresh: str) -> float:
    """Return the seconds of COPY FROM binary files, which is the fastest way to insert."""
    source, target = [
        await asyncpg.connect(**asyncpg_credentials(url) or {}) for url in (done, fresh)
    ]
    files = {name: str(root / f"{name}.copy") for name in TABLES}
    for name, file in files.items():
        await source.copy_from_table(name, output=file, format="binary")

    async def copy() -> None:
        async with target.transaction():
            for name, file in files.items():
                await target.copy_to_table(name, source=file, format="binary")

    seconds = await _timed_async(copy)
    for connection in (source, target):
        await connection.close()
    return seconds


def _import(old: Path, database_url: str) -> tuple[float, int]:
    """Run the real command; return its seconds and its peak of memory in bytes.

    Exit status 3 is fine: it means that rows were rejected.
    """
    command = [sys.executable, "-m", "server", "import-legacy", f"sqlite://{old}"]
    rejects = ["--rejects", str(old.with_suffix(".rejects.csv"))]
    environment = {"PATH": os.environ.get("PATH", ""), "DATABASE_URL": database_url}
    old.with_suffix(".rejects.csv").unlink(missing_ok=True)
    started = time.perf_counter()
    process = subprocess.Popen([*command, *rejects], cwd=ROOT, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 3:
        raise click.ClickException(f"the import ended with {process.returncode}")
    return time.perf_counter() - started, usage.ru_maxrss * 1024


def table(measured: list[Measured], *, users: int, uses: int, note: str) -> str:
    """Return the table as Markdown."""
    rows = users + uses
    lines = [
        f"{users:,} users and {uses:,} uses; {platform.system()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}. {note}".strip(),
        "",
        "| into | seconds | rows per second | direct insert of the same rows | "
        "speed against that | peak memory |",
        "|---|---|---|---|---|---|",
    ]
    for one in measured:
        lines.append(
            f"| {one.database} | {one.seconds:.0f} | {rows / one.seconds:,.0f} | "
            f"{one.plain:.0f} s | {one.plain / one.seconds:.2f} | "
            f"{one.peak_bytes / 2**20:.0f} MiB |"
        )
    return "\n".join(lines)


def _write(text: str) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    before, _, rest = guide.partition(BEGIN)
    after = rest.partition(END)[2]
    GUIDE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


async def _timed_async(work: Callable[[], Awaitable[None]]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
