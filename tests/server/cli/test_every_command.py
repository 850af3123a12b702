"""Every command names its database, and its mistakes are one line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from db.engine.config import database_name
from server.cli.commands import commands
from server.settings import SHIPPED_CATALOG
from tests.support.server.every_command import (
    ALL,
    COPIES,
    NEEDS_NONE,
    READS,
    USES_A_FILE_INSTEAD,
    WRITES,
    Run,
)

pytestmark = pytest.mark.slow


def leaves(group: click.Group, prefix: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}"


def test_every_command_is_in_the_table() -> None:
    listed = [*NEEDS_NONE, *USES_A_FILE_INSTEAD, *ALL]
    assert {
        leaf for leaf in leaves(commands) if not any(one.startswith(leaf) for one in listed)
    } == set()


@pytest.mark.parametrize("command", NEEDS_NONE)
def test_what_needs_no_database_speaks_of_none(run: Run, command: str) -> None:
    done = run(command, "postgres://nobody@127.0.0.1:1/nothing")
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("command", READS + USES_A_FILE_INSTEAD + COPIES + WRITES)
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


@pytest.mark.parametrize("command", USES_A_FILE_INSTEAD)
def test_the_file_is_named_that_is_used_without_a_database(
    run: Run, tmp_path: Path, command: str
) -> None:
    done = run(command, f"sqlite://{tmp_path}/none.db")
    assert done.code == 0
    assert f"there is no database, so {SHIPPED_CATALOG} is used" in done.err
    assert [*tmp_path.iterdir()] == []
