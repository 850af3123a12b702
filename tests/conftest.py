"""Databases for tests: fresh, migrated, on both kinds of database. Nothing is skipped: a test that
asks for PostgreSQL fails where PostgreSQL cannot be had.

A test takes `database_url` (it then runs twice), or `database` to have the models connected too.
`sqlite_url` and `postgres_url` are for one kind only, `empty_database_url` for a database that
nobody has migrated.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from db.engine.config import connect, disconnect
from db.migrate import upgrade
from tests.support.both_engines import both_engines
from tests.support.postgres import create_database, drop_database, postgres_server

DIALECTS = ("sqlite", "postgres")
TEMPLATE = "billing_template"

# A slow machine is no finding. The blob repeats a failure elsewhere: examples are random.
settings.register_profile(
    "billing", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("billing")

_numbers = count(1)


@pytest.fixture(scope="session", autouse=True)
def compared() -> Iterator[None]:
    """Every operation of the suite that is compiled is executed by graphql-core too."""
    with both_engines():
        yield


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    """The one PostgreSQL server of the run."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server_url: str) -> str:
    """The name of a migrated database that others are copied from."""
    url = asyncio.run(create_database(postgres_server_url, TEMPLATE))
    asyncio.run(upgrade(url))
    return TEMPLATE


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "billing.db"
    asyncio.run(upgrade(f"sqlite://{path}"))
    return path


@pytest.fixture
def postgres_url(postgres_server_url: str, postgres_template: str) -> Iterator[str]:
    """A fresh migrated PostgreSQL database."""
    yield from _postgres_database(postgres_server_url, template=postgres_template)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database."""
    path = shutil.copy(sqlite_template, tmp_path / "billing.db")
    return f"sqlite://{path}"


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database, of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def empty_postgres_url(postgres_server_url: str) -> Iterator[str]:
    yield from _postgres_database(postgres_server_url, template="template0")


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite://{tmp_path / 'billing.db'}"


@pytest.fixture(params=DIALECTS)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database without any table, of each kind in turn."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """The URL of a fresh migrated database that the models are connected to."""
    await connect(database_url)
    yield database_url
    await disconnect()


def _postgres_database(server_url: str, *, template: str) -> Iterator[str]:
    name = f"billing_{next(_numbers)}"
    url = asyncio.run(create_database(server_url, name, template=template))
    yield url
    asyncio.run(drop_database(url))
