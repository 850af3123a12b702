"""Commands with a database that cannot be written."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import pytest

from db.engine.config import asyncpg_credentials, database_name, sqlite_path
from tests.support.engine.frozen import frozen
from tests.support.server.command_here import Result
from tests.support.server.every_command import (
    COPIES,
    DROPS,
    MAKES,
    READS,
    WRITES,
    Run,
    make_lived,
    on_postgres,
)

pytestmark = pytest.mark.slow


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
        asyncio.run(make_lived(postgres_url))
        asyncio.run(only_reads(postgres_url))
        assert run(command, postgres_url).code == 0

    @pytest.mark.parametrize("command", [*WRITES, *DROPS])
    def test_what_a_postgresql_that_only_reads_refuses_is_told(
        self, run: Run, postgres_url: str, command: str
    ) -> None:
        asyncio.run(make_lived(postgres_url))
        asyncio.run(only_reads(postgres_url))
        line = run(command, postgres_url).line
        assert "read-only" in line
        assert database_name(postgres_url) in line
        assert "DATABASE_URL" in line


async def only_reads(url: str) -> None:
    name = (asyncpg_credentials(url) or {})["database"]
    await on_postgres(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
