"""All servers of a benchmark, started once: one PostgreSQL with the reference in it, the service on
PostgreSQL and on SQLite, and a rival if there is one."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg

from bench.children import run_load
from bench.load import Plan
from bench.postgres import create_database, postgres_server
from bench.proc import parent
from bench.reference import load_reference
from bench.servers import Server, product, rival, token, write_team
from bench.talks import FUNDED

POSTGRES, SQLITE, RIVAL = "postgres", "sqlite", "rival"
SETTINGS = {
    "synchronous_commit": "on",
    # Checkpoints would slow down some runs and not others.
    "checkpoint_timeout": "1h",
    "max_wal_size": "16GB",
}
ACCOUNTS = 1_000
USE_SCOPE, OPEN_SCOPE = "usage:write accounts:read", "accounts:write admin"
MEMORY_FILE_SYSTEMS = {"tmpfs", "ramfs"}


class NoDisk(RuntimeError):
    """The folder for databases is in memory. Figures from there would be worthless."""


@dataclass(frozen=True, slots=True)
class World:
    """The running servers: `servers` by contender, and `tokens` by purpose."""

    folder: Path
    postgres_url: str
    postgres_version: str
    database_pid: int
    reference_url: str
    servers: dict[str, Server]
    tokens: dict[str, str]

    def plan(self, server: Server, talk: str, **options: Any) -> Plan:
        """Return the plan of a load. The options are those of `Plan`."""
        plan = Plan(port=server.port, token=self.tokens["use"], talk=talk, pid=server.pid)
        return replace(plan, database_pid=self.database_pid, **options)

    def fill(self, server: Server, *, accounts: int) -> None:
        """Open accounts, and give the first thousand more tokens than they can use."""
        open_all = self.plan(server, "opening", accounts=accounts, token=self.tokens["open"])
        run_load(open_all)
        run_load(replace(open_all, talk="funding", accounts=min(accounts, FUNDED)))

    def database(self, name: str) -> str:
        """Create an empty database; return its URL."""
        return asyncio.run(create_database(self.postgres_url, f"bench_{name}"))


@contextmanager
def world(directory: Path | None, rival_source: Path | None) -> Iterator[World]:
    """Start all servers until the block ends.

    Raises NoDisk if `directory` (None: the system's folder for temporary files) is in memory, and
    ServerFailed or RuntimeError if something does not start.
    """
    with bare_world(directory) as made, ExitStack() as stack:
        load_reference(made.reference_url)
        _serve(made, stack, rival_source)
        yield made


@contextmanager
def bare_world(directory: Path | None) -> Iterator[World]:
    """Start only the PostgreSQL until the block ends. Raises the same errors as `world`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=directory)))
        check_disk(folder)
        url = stack.enter_context(
            postgres_server(fsync=True, directory=directory, settings=SETTINGS)
        )
        version, pid = asyncio.run(_about(url))
        reference_url = asyncio.run(create_database(url, "reference"))
        tokens = {
            "use": token(USE_SCOPE),
            "open": token(OPEN_SCOPE),
        }
        yield World(folder, url, version, pid, reference_url, {}, tokens)


def file_system(path: Path) -> str:
    """Return the kind of the file system that contains `path`, such as ext4."""
    mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    kinds = {Path(fields[1]): fields[2] for line in mounts if (fields := line.split())}
    resolved = path.resolve()
    return next(kinds[one] for one in (resolved, *resolved.parents) if one in kinds)


def check_disk(path: Path) -> None:
    """Raise NoDisk if `path` is in memory."""
    if (kind := file_system(path)) in MEMORY_FILE_SYSTEMS:
        raise NoDisk(f"{path} is in memory ({kind}): name a folder on a disk by --directory")


async def _about(url: str) -> tuple[str, int]:
    """Return the version and the pid of the server process, the parent of our connection's."""
    connection = await asyncpg.connect(url)
    try:
        version = await connection.fetchval("SHOW server_version")
        return str(version), parent(connection.get_server_pid())
    finally:
        await connection.close()


def _serve(made: World, stack: ExitStack, rival_source: Path | None) -> None:
    urls = {
        POSTGRES: made.database(POSTGRES),
        SQLITE: f"sqlite://{made.folder / 'billing.db'}",
    }
    for name, url in urls.items():
        write_team(url)
        server = stack.enter_context(product(url, _folder(made.folder, name)))
        made.fill(server, accounts=ACCOUNTS)
        made.servers[name] = server
    if rival_source is not None:
        folder = _folder(made.folder, RIVAL)
        made.servers[RIVAL] = stack.enter_context(rival(rival_source, made.database(RIVAL), folder))


def _folder(parent_folder: Path, name: str) -> Path:
    folder = parent_folder / name
    folder.mkdir()
    return folder
