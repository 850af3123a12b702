"""Files that exports write."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from billing.ledger.commands import Touch
from db.engine.config import connect, disconnect
from server.cli.commands import commands
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.ledger.factories import adjustment, book

ENTRIES = 300
EXPORTS = (["account", "export", "alice"], ["export", "ledger", "--account", "alice"])


@contextmanager
def little_space(size: int) -> Iterator[None]:
    """Let this process write no file of more than `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def url(postgres_url: str) -> str:
    """Return a database with a long account. The process writes no file of this database."""

    async def record() -> None:
        await connect(postgres_url)
        made = [adjustment(tokens=1) for _ in range(ENTRIES)]
        await commit_batch([Touch("alice", may_open=True), *made], book=book(), clock=Clock())
        await disconnect()

    asyncio.run(record())
    return postgres_url


@pytest.mark.parametrize("arguments", EXPORTS, ids=" ".join)
def test_an_export_that_fails_leaves_the_old_file_and_nothing_else(
    arguments: list[str], url: str, tmp_path: Path
) -> None:
    file = tmp_path / "alice"
    file.write_text("old")
    environment = {"DATABASE_URL": url}
    with little_space(4_096):
        done = CliRunner().invoke(commands, [*arguments, "-o", str(file)], env=environment)
    assert done.exit_code != 0
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
    again = CliRunner().invoke(commands, [*arguments, "-o", str(file)], env=environment)
    assert (again.exit_code, again.output) == (0, "")
    assert file.stat().st_size > 4_096
    assert list(tmp_path.iterdir()) == [file]
