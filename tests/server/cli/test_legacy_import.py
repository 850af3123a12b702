"""`import-legacy`, as an operator runs it."""

from __future__ import annotations

import asyncio
import csv
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db.engine.config import connect, disconnect
from db.imports.progress import find_progress
from db.models import PastUse
from server.cli.imports.legacy_import import REJECTS
from server.cli.imports.rejects import RejectsFileError, rejects_listed
from tests.support.imports.legacy_data import Old, old_subscriber, old_use, old_user, state
from tests.support.server.server_process import (
    ROOT,
    TIMEOUT_SECONDS,
    api_of,
    environment,
    run_command,
    server_process,
)


def old_system(path: Path, *, users: int = 40, bad: bool = True) -> str:
    """Make an older system in which one user and one use in ten are bad; return its URL."""
    rows = [
        (old_subscriber if n % 3 == 0 else old_user)(
            f"user-{n:05}", token_balance=-1 if bad and n % 10 == 9 else n
        )
        for n in range(users)
    ]
    uses = [
        old_use(n + 1, f"user-{n % users:05}", created_at="2025-05-05 05:05:05", tokens=n)
        for n in range(5 * users)
    ]
    asyncio.run(Old(rows, uses).as_sqlite(path).close())
    return f"sqlite://{path}"


def import_command(source: str, *options: str, url: str) -> subprocess.CompletedProcess[str]:
    return run_command("import-legacy", source, *options, DATABASE_URL=url)


def test_it_tells_what_it_did_and_the_audit_passes(database_url: str, tmp_path: Path) -> None:
    source, rejects = old_system(tmp_path / "old.db"), tmp_path / "rejects.csv"
    done = import_command(source, "--rejects", str(rejects), url=database_url)
    assert done.returncode == 3, done.stderr
    assert "ok: users: 40 = 38 imported + 2 rejected; the database has 38" in done.stdout
    assert "ok: plan PREMIUM: 14 = 14 imported; the database has 14" in done.stdout
    assert "ok: tokens: 680 = 684 imported - 4 rejected; the database has 684" in done.stdout
    assert "rejected 4: user_billing: negative balance" in done.stdout
    assert "rejected 10: usage_history: unknown user" in done.stdout
    with rejects.open(newline="") as file:
        header, *listed = csv.reader(file)
    assert header == ["table", "key", "reason"]
    assert len(listed) == 14
    assert ["user_billing", "user-00009", "negative balance: -1"] in listed
    again = import_command(source, "--rejects", str(rejects), url=database_url)
    assert (again.returncode, again.stdout) == (3, done.stdout)
    with rejects.open(newline="") as file:
        assert list(csv.reader(file)) == [header, *listed]
    assert run_command("audit", DATABASE_URL=database_url).returncode == 0


def test_a_dry_run_says_the_same_and_writes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    source = old_system(tmp_path / "old.db")
    dry = import_command(source, "--dry-run", url=sqlite_url)
    assert dry.returncode == 3, dry.stderr
    assert "ok: users: 40 = 38 would import + 2 rejected" in dry.stdout
    assert "user_billing user-00009: negative balance: -1" in dry.stderr
    assert asyncio.run(_state(sqlite_url))["account"] == []


def test_an_import_without_rejects_ends_with_0(sqlite_url: str, tmp_path: Path) -> None:
    source = old_system(tmp_path / "old.db", bad=False)
    done = import_command(source, url=sqlite_url)
    assert (done.returncode, done.stderr) == (0, f"database: {sqlite_url}\n")


def test_a_mismatch_ends_with_1(sqlite_url: str, tmp_path: Path) -> None:
    source = old_system(tmp_path / "old.db")
    import_command(source, url=sqlite_url)
    asyncio.run(_lose_a_use(sqlite_url))
    done = import_command(source, url=sqlite_url)
    assert done.returncode == 1
    assert "MISMATCH: uses by day" in done.stdout
    assert "does not agree" in done.stderr


GERMAN = {
    "user_billing.csv": (
        "user_id;token_balance;plan;subscription_status;stripe_customer_id;"
        "stripe_subscription_id;current_period_end;created_at\r\n"
        "J\u00f6rg@x.example;1.234,50;premium;active;cus_1;sub_1;31.12.2099;05.04.2024 09:30\r\n"
        "j\u00f6rg@x.example;500,00;free;;;;;06.04.2024\r\n"
    ),
    "usage_history.csv": (
        "id;user_id;model;tokens;created_at\r\n1;J\u00f6rg@x.example;gpt-4;12;07.04.2024\r\n"
    ),
}


def test_a_german_export_is_read_as_it_is_meant(sqlite_url: str, tmp_path: Path) -> None:
    directory = tmp_path / "export"
    directory.mkdir()
    for name, text in GERMAN.items():
        (directory / name).write_bytes(text.encode("cp1252"))
    done = import_command(str(directory), url=sqlite_url)
    assert done.returncode == 3, done.stderr
    assert "ok: users: 2 = 2 imported; the database has 2" in done.stdout
    assert "ok: tokens: 1,734.5 = 1,734 imported + 0.5 rejected; the database has 1,734" in (
        done.stdout
    )
    assert "ok: plan PREMIUM: 1 = 1 imported" in done.stdout
    assert "user_billing.csv was read as cp1252, with ';' between cells" in done.stdout
    assert "letter case only: 'J\u00f6rg@x.example' = 'j\u00f6rg@x.example'" in done.stdout
    accounts = asyncio.run(_state(sqlite_url))["account"]
    assert [(row["id"], str(row["opened_at"])[:16]) for row in accounts] == [
        ("J\u00f6rg@x.example", "2024-04-05 09:30"),
        ("j\u00f6rg@x.example", "2024-04-06 00:00"),
    ]
    said = ("--encoding", "cp1252", "--delimiter", ";", "--date-format", "dd.mm.yyyy")
    again = import_command(str(directory), *said, url=sqlite_url)
    assert again.returncode == 1
    assert "started with another mapping" in again.stderr
    wrong = import_command(str(directory), "--delimiter", ",", "--name", "x", url=sqlite_url)
    assert wrong.returncode == 2
    assert "has no column" in wrong.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--encoding", "nonsense"), "--encoding"),
        (("--delimiter", ";;"), "--delimiter"),
        (("--date-format", "yesterday"), "--date-format"),
        (("--decimal", "x"), "--decimal"),
    ],
)
def test_a_form_that_is_none_ends_with_2(
    sqlite_url: str, tmp_path: Path, options: tuple[str, str], told: str
) -> None:
    source = old_system(tmp_path / "old.db")
    done = import_command(source, *options, url=sqlite_url)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sqlite:///no/such/file.db", "is not a file"),
        ("/no/such/directory", "a URL, or a directory"),
        ("mysql://old/billing", "must look like"),
    ],
)
def test_a_source_that_can_not_be_read_ends_with_2(
    sqlite_url: str, source: str, message: str
) -> None:
    done = import_command(source, url=sqlite_url)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_mapping_ends_with_2(sqlite_url: str, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("[users]\npurse = 'x'\n")
    source = old_system(tmp_path / "old.db")
    done = import_command(source, "--mapping", str(mapping), url=sqlite_url)
    assert done.returncode == 2
    assert "users.purse is not one of" in done.stderr


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_rejects_never_overwrite_another_file(
    sqlite_url: str, tmp_path: Path, dry: list[str]
) -> None:
    source = old_system(tmp_path / "old.db")
    before = (tmp_path / "old.db").read_bytes()
    done = import_command(source, "--rejects", str(tmp_path / "old.db"), *dry, url=sqlite_url)
    assert done.returncode == 2
    assert "old.db is not a list of rejects" in done.stderr
    assert (tmp_path / "old.db").read_bytes() == before


def test_a_list_of_rejects_belongs_to_one_import_at_a_time(tmp_path: Path) -> None:
    listed = tmp_path / "rejects.csv"
    with rejects_listed(listed, REJECTS) as first:
        first.rewind(0)
        first.write([("users", "1", "odd")])
        before = listed.read_bytes()
        with pytest.raises(RejectsFileError), rejects_listed(listed, REJECTS):
            pass
    assert listed.read_bytes() == before
    with rejects_listed(listed, REJECTS) as second:
        second.rewind(len(before))
        assert second.position == len(before)


def test_what_the_older_system_holds_does_not_move_the_terminal(
    sqlite_url: str, tmp_path: Path
) -> None:
    Old([old_user("a\x1b[2Jb")]).as_sqlite(tmp_path / "old.db")
    done = import_command(f"sqlite://{tmp_path / 'old.db'}", url=sqlite_url)
    assert "\x1b" not in done.stdout + done.stderr
    assert "bad user id" in done.stderr


@pytest.mark.heavy
def test_killed_at_any_moment_and_run_again_it_ends_the_same(
    database_url: str, sqlite_template: Path, tmp_path: Path
) -> None:
    """The real program is killed right after it committed users, and after it committed uses."""
    source = old_system(tmp_path / "old.db", users=9_000)
    rejects = tmp_path / "rejects.csv"
    kills = 0
    for wanted in ("users", "usage"):
        kills += _killed_once_it_moved(source, rejects, database_url, wanted)
    done = import_command(source, "--rejects", str(rejects), url=database_url)
    assert done.returncode == 3, done.stderr
    whole_url = f"sqlite://{tmp_path / 'whole.db'}"
    (tmp_path / "whole.db").write_bytes(sqlite_template.read_bytes())
    whole_rejects = tmp_path / "whole.csv"
    whole = import_command(source, "--rejects", str(whole_rejects), url=whole_url)
    assert kills >= 1
    assert whole.stdout == done.stdout
    assert rejects.read_bytes() == whole_rejects.read_bytes()
    assert run_command("audit", DATABASE_URL=database_url).returncode == 0


def test_ctrl_c_finishes_the_chunk_and_ends_with_130(sqlite_url: str, tmp_path: Path) -> None:
    source = old_system(tmp_path / "old.db", users=9_000)
    command = [sys.executable, "-m", "server", "import-legacy", source]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(DATABASE_URL=sqlite_url), stderr=pipe, text=True
    ) as process:
        asyncio.run(_until_moved(process, sqlite_url, "users"))
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=TIMEOUT_SECONDS)
    assert (process.returncode, told.splitlines()[-1]) == (
        130,
        "interrupted; run it again to continue",
    )
    assert import_command(source, url=sqlite_url).returncode == 3


def _killed_once_it_moved(source: str, rejects: Path, url: str, part: str) -> bool:
    """Return whether the kill came before the end."""
    command = [sys.executable, "-m", "server", "import-legacy", source, "--rejects", str(rejects)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(DATABASE_URL=url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        asyncio.run(_until_moved(process, url, part))
        process.kill()
        return process.wait(TIMEOUT_SECONDS) < 0


async def _until_moved(process: subprocess.Popen[bytes], url: str, part: str) -> None:
    await connect(url)
    try:
        before = await _position(part)
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while await _position(part) == before and process.poll() is None:
                await asyncio.sleep(0)
    finally:
        await disconnect()


async def _position(part: str) -> object:
    progress = await find_progress("legacy")
    return progress.position.get(part) if progress else None


async def _state(url: str) -> dict[str, object]:
    await connect(url)
    try:
        return await state()
    finally:
        await disconnect()


async def _lose_a_use(url: str) -> None:
    await connect(url)
    try:
        one = await PastUse.first()
        assert one is not None
        await PastUse.filter(account_id=one.account_id, id=one.id).delete()
    finally:
        await disconnect()


async def test_a_server_that_runs_shows_who_came(database_url: str, tmp_path: Path) -> None:
    """This includes a user who was there before and whose balance the server remembers."""
    source = await asyncio.to_thread(old_system, tmp_path / "old.db", bad=False)
    with server_process(database_url) as server:
        async with api_of(server) as api:
            before = (await api.user("user-00001").balance())["available"]
            done = await asyncio.to_thread(import_command, source, url=database_url)
            assert done.returncode == 0, done.stdout + done.stderr
            after = (await api.user("user-00001").balance())["available"]
            new = (await api.user("user-00003").balance())["available"]
    assert (before, after, new) == (10_000, 10_001, 30_003)
