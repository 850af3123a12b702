"""`python -m server import-usage`, as an operator runs it."""

from __future__ import annotations

import asyncio
import csv
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from tortoise import connections

from billing.ledger.entry import EntryKind
from db.engine.config import connect, database_name, disconnect
from db.models import Account, Entry
from gateways.imports.usage_file import Format, open_usage_file
from server.cli.commands import commands
from server.cli.imports.usage_output import ROWS_BETWEEN_UPDATES, Watched
from server.cli.output import interrupts
from tests.support.imports.importing import uses_of, write_csv, write_json
from tests.support.server.server_process import (
    ROOT,
    api_of,
    environment,
    run_command,
    server_process,
)

TIMEOUT_SECONDS = 180
HEADER = ("accountId", "model", "inputTokens", "outputTokens")
MANY = 10_000
SUMMARY = re.compile(r"imported (\d+), already there (\d+), rejected (\d+) of (\d+) rows\n")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Write a file with free uses, and with more premium uses than an allowance pays."""
    models = ("gpt-4o-mini", "qwen-turbo")
    rows = (("alice", models[i % 2], i % 7 + 1, i % 3) for i in range(MANY))
    return write_csv(tmp_path / "many.csv", HEADER, rows)


async def start(database_url: str, *arguments: str | Path) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server",
        "import-usage",
        *arguments,
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url),
        stdout=PIPE,
        stderr=PIPE,
    )


async def finish(process: Process) -> tuple[int, str, str]:
    """Return the exit status, standard output and standard error."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), (errors or b"").decode()


async def run(database_url: str, *arguments: str | Path) -> tuple[int, str, str]:
    given = ("import-usage", *map(str, arguments))
    done = await asyncio.to_thread(run_command, *given, DATABASE_URL=database_url)
    return done.returncode, done.stdout, done.stderr


async def under_way(process: Process) -> None:
    """Wait until the first rows are in the ledger."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not await Entry.filter(kind=EntryKind.USAGE).exists():
            assert process.returncode is None


def named(database_url: str) -> str:
    """Return the first line of standard error."""
    return f"database: {database_name(database_url)}\n"


def counts(output: str) -> tuple[int, ...]:
    """Return the numbers: imported, already there, rejected, all."""
    match = SUMMARY.fullmatch(output)
    assert match, output
    return tuple(map(int, match.groups()))


async def ledger(account: str) -> list[object]:
    """Return the account's uses without the time at which they were recorded."""
    return [(e.idempotency_key, e.tokens, e.balance, e.use) for e in await uses_of(account)]


async def test_an_import_is_told_in_a_line_and_twice_changes_nothing(
    database: str, tmp_path: Path
) -> None:
    rows = [("2023-11-16 18:15:46.6805900", 374, 44), ("2023-11-16 18:15:50.9951690", 396, 109)]
    path = write_csv(tmp_path / "t.csv", ("TIMESTAMP", "ContextTokens", "GeneratedTokens"), rows)
    columns = ("--input-column", "ContextTokens", "--output-column", "GeneratedTokens")
    constants = ("--account", "alice", "--model", "gpt-4", "--open-accounts")
    arguments = (path, *columns, *constants, "--time-column", "TIMESTAMP")
    assert await run(database, *arguments) == (
        0,
        "imported 2, already there 0, rejected 0 of 2 rows\n",
        named(database),
    )
    before = await ledger("alice")
    assert await run(database, *arguments) == (
        0,
        "imported 0, already there 2, rejected 0 of 2 rows\n",
        named(database),
    )
    assert await ledger("alice") == before
    [account] = await Account.all()
    assert account.available == 10_000 - 8 * (374 + 44 + 396 + 109)


@pytest.mark.heavy
async def test_killed_in_the_middle_and_run_again_is_as_one_clean_run(
    database: str, many: Path
) -> None:
    broken = await start(database, many, "--open-accounts")
    await under_way(broken)
    broken.kill()
    await finish(broken)
    recorded = await Entry.filter(kind=EntryKind.USAGE).count()
    code, output, _ = await run(database, many)
    again = counts(output)
    assert (code, again[1], again[3]) == (3, recorded, MANY)
    assert 0 < recorded < again[0] + recorded
    _, output, _ = await run(database, many, "--account", "bob", "--open-accounts")
    clean = counts(output)
    assert (again[0] + again[1], again[2]) == (clean[0], clean[2])
    assert await ledger("alice") == await ledger("bob")


async def test_ctrl_c_stops_after_the_rows_under_way_and_the_next_run_goes_on(
    database: str, many: Path
) -> None:
    interrupted = await start(database, many, "--open-accounts")
    await under_way(interrupted)
    interrupted.send_signal(signal.SIGINT)
    code, output, errors = await finish(interrupted)
    first = counts(output)
    assert (code, "run it again to continue" in errors, "Traceback" in errors) == (130, True, False)
    assert first[0] == await Entry.filter(kind=EntryKind.USAGE).count()
    assert first[3] < MANY
    code, output, _ = await run(database, many)
    assert (code, counts(output)[1], counts(output)[3]) == (3, first[0], MANY)


async def test_it_works_beside_a_server(database_url: str, tmp_path: Path) -> None:
    rows = (("alice", "deepseek-chat", 1, 1) for _ in range(2_500))
    path = write_csv(tmp_path / "uses.csv", HEADER, rows)
    with server_process(database_url) as server:
        async with api_of(server) as api:
            alice = api.user()
            assert (await alice.balance())["available"] == 10_000
            importing = await start(database_url, path)
            for _ in range(20):
                assert (await alice.record(model="deepseek-chat"))["__typename"] == "UsageRecorded"
            assert counts((await finish(importing))[1]) == (2_500, 0, 0, 2_500)
            assert (await alice.balance())["available"] == 10_000 - 5_000 - 20 * 16


async def test_rejects_are_told_by_line_and_the_rest_goes_on(
    sqlite_url: str, tmp_path: Path
) -> None:
    rows = [{"inputTokens": -1 if line <= 103 else 1, "outputTokens": 1} for line in range(1, 106)]
    path = write_json(tmp_path / "uses.jsonl", rows)
    arguments = ("--account", "alice", "--model", "gpt-4", "--open-accounts")
    code, output, errors = await run(sqlite_url, path, *arguments)
    assert (code, counts(output)) == (3, (2, 0, 103, 105))
    lines = errors.removeprefix(named(sqlite_url)).splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [f"line {n}" for n in range(1, 101)]
    assert lines[-1] == "… and 3 more; --rejects FILE keeps them all"

    rejects = tmp_path / "rejects.csv"
    code, output, errors = await run(sqlite_url, path, *arguments, "--rejects", rejects)
    assert (code, counts(output), errors) == (3, (0, 2, 103, 105), named(sqlite_url))
    with rejects.open(encoding="utf-8", newline="") as file:
        told = list(csv.reader(file))
    assert told[0] == ["line", "reason"]
    assert [row[0] for row in told[1:]] == [str(line) for line in range(1, 104)]
    assert told[1][1].startswith("inputTokens: must be a whole number")


async def test_a_dry_run_imports_nothing(database: str, tmp_path: Path) -> None:
    rows = [("alice", "gpt-4", 1, 1), ("alice", "gpt-0", 1, 1), ("alice", "gpt-4", "x", 1)]
    path = write_csv(tmp_path / "uses.csv", HEADER, rows)
    code, output, errors = await run(database, path, "--dry-run", "--open-accounts")
    assert (code, output) == (3, "dry run: would import 1, rejected 2 of 3 rows\n")
    told = errors.removeprefix(named(database)).splitlines()
    assert [line[:7] for line in told] == ["line 3:", "line 4:"]
    assert (await Account.all().count(), await Entry.all().count()) == (0, 0)


async def test_a_database_that_fails_is_told_and_the_next_run_goes_on(
    sqlite_url: str, tmp_path: Path
) -> None:
    rows = [("alice", "deepseek-chat", 1, 13 if row == 1_500 else 1) for row in range(2_500)]
    path = write_csv(tmp_path / "uses.csv", HEADER, rows)
    await execute_on(sqlite_url, FULL_DISK)
    code, output, errors = await run(sqlite_url, path, "--open-accounts")
    assert (code, output) == (1, "")
    assert "disk full\nstopped: imported 1999, already there 0, rejected 0 of 1999 rows" in errors
    assert "Traceback" not in errors.rpartition("Error: ")[2]
    await execute_on(sqlite_url, "DROP TRIGGER full_disk")
    code, output, _ = await run(sqlite_url, path)
    assert (code, counts(output)) == (0, (501, 1_999, 0, 2_500))


FULL_DISK = """\
CREATE TRIGGER full_disk BEFORE INSERT ON entry WHEN NEW.output_tokens = 13
BEGIN SELECT RAISE(ABORT, 'disk full'); END
"""


async def execute_on(database_url: str, statement: str) -> None:
    await connect(database_url)
    try:
        await connections.get("default").execute_query(statement)
    finally:
        await disconnect()


def test_a_file_without_a_named_column_is_refused_before_anything(
    empty_sqlite_url: str, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "uses.csv", HEADER, [("alice", "gpt-4", 1, 1)])
    rejects = tmp_path / "rejects.csv"
    arguments = ("--cached-column", "cached", "--rejects", str(rejects))
    done = run_command("import-usage", str(path), *arguments, DATABASE_URL=empty_sqlite_url)
    assert (done.returncode, done.stdout) == (2, "")
    assert "uses.csv has no column 'cached'; it has 'accountId', 'model'," in done.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"uses.csv"}


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("uses.txt", [], "use --format csv or --format jsonl"),
        ("uses.csv", ["--delimiter", ";;"], "--delimiter must be one character"),
        ("uses.csv", ["--delimiter", '"'], "--delimiter must be one character"),
        ("uses.csv", ["--format", "xml"], "'xml' is not one of 'csv', 'jsonl'"),
        ("uses.csv", ["--source", ""], "source: must be 1 to 228 characters long"),
        ("uses.csv", ["--account", "a\nb"], "accountId: must not contain control characters"),
        ("uses.csv", ["--rejects", "uses.csv"], "--rejects would overwrite FILE"),
        ("uses.csv", ["--rejects", "link.csv"], "--rejects would overwrite FILE"),
        ("none.csv", [], "'none.csv' does not exist"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything(
    name: str,
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for known in ("uses.csv", "uses.txt"):
        write_csv(tmp_path / known, HEADER, [])
    (tmp_path / "link.csv").symlink_to("uses.csv")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    done = CliRunner().invoke(commands, ["import-usage", name, *arguments])
    assert done.exit_code == 2
    assert message in done.stderr
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_the_help_says_what_is_charged_and_what_a_second_run_does() -> None:
    told = " ".join(CliRunner().invoke(commands, ["import-usage", "--help"]).stdout.split())
    assert "Uses are charged now, at the prices, balances and limits of this moment." in told
    assert "in the past, but not more than 5 minutes in the future" in told
    assert "You can run an import again" in told


async def test_a_terminal_sees_the_progress_by_bytes(sqlite_url: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "uses.tsv", ("\t".join(HEADER),), [("alice\tgpt-4\t1\t1",)])
    ours, theirs = os.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server",
        "import-usage",
        path,
        "--format",
        "csv",
        "--delimiter",
        "tab",
        "--open-accounts",
        cwd=ROOT,
        env=environment(DATABASE_URL=sqlite_url, TERM="xterm"),
        stdout=PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    assert counts((await finish(process))[1]) == (1, 0, 0, 1)
    assert "100%" in _all_of(ours)


def _all_of(terminal: int) -> str:
    content = b""
    # A terminal whose other end is closed ends with an error.
    with suppress(OSError), os.fdopen(terminal, "rb", buffering=0) as file:
        while piece := file.read(4096):
            content += piece
    return content.decode()


class TestWatched:
    def watched(self, path: Path, told: list[int], *, stop_after: int) -> tuple[int, bool]:
        """Return how many records came, and whether some were left out."""
        seen = 0
        with open_usage_file(path, file_format=Format.CSV, columns=[]) as usage:
            records = Watched(usage, lambda: seen >= stop_after, told.append)
            for _ in records:
                seen += 1
        return seen, records.cut

    @pytest.fixture
    def path(self, tmp_path: Path) -> Iterator[Path]:
        yield write_csv(tmp_path / "uses.csv", ("a",), [(1,)] * 2_000)

    def test_tells_the_progress_up_to_the_size(self, path: Path) -> None:
        told: list[int] = []
        assert self.watched(path, told, stop_after=9_999) == (2_000, False)
        assert told == sorted(told)
        assert len(told) == 2_000 // ROWS_BETWEEN_UPDATES + 1
        assert told[-1] == path.stat().st_size

    @pytest.mark.parametrize("stop_after", [0, 1, 1_999])
    def test_ends_where_it_is_interrupted(self, path: Path, stop_after: int) -> None:
        assert self.watched(path, [], stop_after=stop_after) == (stop_after, True)

    def test_is_not_cut_by_an_interrupt_after_its_end(self, path: Path) -> None:
        assert self.watched(path, [], stop_after=2_000) == (2_000, False)


def test_a_second_ctrl_c_interrupts_at_once() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), interrupts() as interrupted:
        assert not interrupted()
        signal.raise_signal(signal.SIGINT)
        assert interrupted()
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == before
