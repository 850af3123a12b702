"""Commands where there is no database, or something else in its place.

Only `serve` and `migrate` create a database. The others print one line that names the database and
its setting.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.engine.config import database_name
from tests.support.server.every_command import ALL, COPIES, OTHERS, Run, on_postgres

pytestmark = pytest.mark.slow


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
