"""Commands with a PostgreSQL that cannot be used, and with a database of another release."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bench.postgres import free_port
from db.engine.config import asyncpg_credentials, database_name
from db.migrate import downgrade
from tests.support.server.every_command import ALL, COPIES, DROPS, OTHERS, Run, change

pytestmark = pytest.mark.slow


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
