"""A function that runs any command in this process, and databases with an account."""

from __future__ import annotations

import asyncio
import json
from itertools import cycle
from pathlib import Path

import pytest

from bench.postgres import free_port
from server.cli.price_lists.shipped import LISTED_MODES, LISTED_PROVIDERS
from server.settings import SHIPPED_CATALOG
from tests.support.imports.importing import write_csv
from tests.support.imports.legacy_data import Old, old_user
from tests.support.server.command_here import Result, exit_status
from tests.support.server.every_command import HEADER, KEY, MANY, Run, make_lived
from tests.support.server.server_process import run_command


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that commands read."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "catalog.yaml").write_text(SHIPPED_CATALOG.read_text() + "# another\n")
    write_csv(folder / "uses.csv", HEADER, [("bob", "qwen-turbo", 1, 1)] * MANY)
    prices = {
        f"listed-{provider}": {
            "litellm_provider": provider,
            "mode": mode,
            "input_cost_per_token": 1e-06,
        }
        for provider, mode in zip(LISTED_PROVIDERS, cycle(LISTED_MODES), strict=False)
    }
    (folder / "prices.json").write_text(json.dumps(prices))
    (folder / "described.jsonl").write_text('{"model": "gpt-4", "usage": {"input": 1}}\n')
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
        return Result(exit_status(monkeypatch, *arguments), *capsys.readouterr())

    return run_it


@pytest.fixture
def lived(sqlite_url: str) -> str:
    """Return a database with an account, on SQLite."""
    asyncio.run(make_lived(sqlite_url))
    return sqlite_url


@pytest.fixture
def lived_anywhere(database_url: str) -> str:
    asyncio.run(make_lived(database_url))
    return database_url
