"""Records a database as an older release leaves it: `python -m tests.server.releases.record
SOURCE`.

SOURCE is a checkout of that release. Its server runs on SQLite and on PostgreSQL, and people use
all of its features. Both databases are then dumped as SQL beside this file, under the name of the
checkout's commit. The release's dependencies must be those of this environment.
"""

from __future__ import annotations

import asyncio
import lzma
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.postgres import client_program, create_database, free_port, postgres_server
from tests.server.releases.life import live
from tests.support.server.server_process import environment

HERE = Path(__file__).parent


def main(source: Path) -> None:
    git = ["git", "-C", str(source), "rev-parse", "--short=7", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "billing.db"
        record(source, f"sqlite://{file}", Path(folder))
        write(f"{commit}.sqlite", dump_of_sqlite(file))
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server_url:
        url = asyncio.run(create_database(server_url, "billing"))
        record(source, url, Path(folder))
        write(f"{commit}.postgres", dump_of_postgres(url))


def write(name: str, dump: str) -> None:
    """Write a dump, compressed because most of it is events of the payment provider."""
    (HERE / f"{name}.sql.xz").write_bytes(lzma.compress(dump.encode(), preset=9))


def record(source: Path, database_url: str, folder: Path) -> None:
    with serving(source, database_url, folder) as address:
        asyncio.run(live(address))


@contextmanager
def serving(source: Path, database_url: str, folder: Path) -> Iterator[str]:
    """Run the release's server until the block ends; yield its address."""
    port = free_port()
    settings = {
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "SANDBOX_PATH": str(folder / "sandbox.db"),
    }
    command = [sys.executable, "-m", "server", "serve"]
    process = subprocess.Popen(command, cwd=source, env=environment(**settings))
    try:
        wait_until_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait_until_ready(address: str) -> None:
    transport = httpx.HTTPTransport(retries=8)
    with httpx.Client(transport=transport, timeout=180) as http:
        http.get(f"{address}/readyz").raise_for_status()


def dump_of_sqlite(file: Path) -> str:
    connection = sqlite3.connect(file)
    try:
        return "\n".join(connection.iterdump()) + "\n"
    finally:
        connection.close()


def dump_of_postgres(url: str) -> str:
    """Return plain SQL without the two lines that only psql understands."""
    command = [client_program("pg_dump"), "--inserts", "--no-owner", "--no-privileges", url]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]}
    )
    lines = done.stdout.splitlines(keepends=True)
    psql = ("\\restrict ", "\\unrestrict ")
    return "".join(line for line in lines if not line.startswith(psql))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
