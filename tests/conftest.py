"""Fixtures for databases: new and migrated, of both kinds. Nothing is skipped: a test that needs
PostgreSQL fails if there is none.

A test takes `database_url` (it then runs twice), or `database`, which also connects the models.
`sqlite_url` and `postgres_url` are for one kind only. `empty_database_url` is not migrated.
"""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from db.engine.config import connect, disconnect
from db.migrate import upgrade
from tests.support.building import built_once
from tests.support.engine.databases import Databases
from tests.support.engine.postgres import (
    TEMPLATE,
    SharedServer,
    ask_for_server,
    create_database,
    drop_database,
    running_server,
)
from tests.support.examples import register_profiles
from tests.support.kinds import mark_slow, starts_programs
from tests.support.memory import directory_in_memory
from tests.support.order import long_first, processes
from tests.support.server.both_engines import both_engines

pytest_plugins = ["tests.support.reporting"]
DIALECTS = ("sqlite", "postgres")

register_profiles()

# pytest makes the tests' folders here, unless told otherwise.
if directory := directory_in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(directory))

_numbers = count(1)
_shared_server = pytest.StashKey[SharedServer]()
_shared_folder = pytest.StashKey[Path]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Called in the first process of a run with several, before each of the others starts."""
    config: pytest.Config = node.config
    if _shared_server not in config.stash:
        folder = Path(tempfile.mkdtemp(prefix="billing-tests-"))
        config.stash[_shared_folder] = folder
        config.stash[_shared_server] = SharedServer(folder)
        config.stash[_shared_server].start()
    node.workerinput["meeting_place"] = str(config.stash[_shared_folder])


def pytest_unconfigure(config: pytest.Config) -> None:
    if _shared_server in config.stash:
        config.stash[_shared_server].stop()
        shutil.rmtree(config.stash[_shared_folder])


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without looking for garbage: what is imported and collected stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_itemcollected(item: pytest.Item) -> None:
    mark_slow(item)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order what is left after the options have chosen."""
    items[:] = long_first(items, starts_programs, processes())


@pytest.fixture(scope="session", autouse=True)
def compared() -> Iterator[None]:
    """Execute every compiled operation of the suite with graphql-core too."""
    with both_engines():
        yield


@pytest.fixture(scope="session", autouse=True)
def built() -> Iterator[None]:
    """Let applications share the objects that are the same in all of them."""
    with built_once():
        yield


@pytest.fixture(scope="session")
def postgres_server_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the URL of the run's only PostgreSQL server. Databases in it have unique names."""
    workerinput: dict[str, str] | None = getattr(request.config, "workerinput", None)
    if workerinput:
        yield ask_for_server(Path(workerinput["meeting_place"]))
    else:
        with running_server() as url:
            yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server_url: str) -> str:
    """Return the name of a migrated database that others are copied from."""
    return TEMPLATE


@pytest.fixture(scope="session")
def postgres_databases(
    postgres_server_url: str, postgres_template: str, worker_id: str
) -> Databases:
    return Databases(postgres_server_url, postgres_template, f"billing_{worker_id}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "billing.db"
    asyncio.run(upgrade(f"sqlite://{path}"))
    return path


@pytest.fixture
def postgres_url(postgres_databases: Databases) -> Iterator[str]:
    """Yield the URL of a migrated PostgreSQL database, new or emptied."""
    url = postgres_databases.take()
    yield url
    postgres_databases.give_back(url)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the URL of a new migrated SQLite database."""
    path = shutil.copy(sqlite_template, tmp_path / "billing.db")
    return f"sqlite://{path}"


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new migrated database, of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def empty_postgres_url(postgres_server_url: str, worker_id: str) -> Iterator[str]:
    name = f"empty_{worker_id}_{next(_numbers)}"
    url = asyncio.run(create_database(postgres_server_url, name))
    yield url
    asyncio.run(drop_database(url))


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite://{tmp_path / 'billing.db'}"


@pytest.fixture(params=DIALECTS)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new database without tables, of each kind in turn."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """Yield the URL of a new migrated database to which the models are connected."""
    await connect(database_url)
    yield database_url
    await disconnect()
