"""The measured servers: each is a process of its own, with its usual settings."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.documents import PROVIDER
from bench.postgres import client_program, free_port

ROOT = Path(__file__).parents[1]
START_SECONDS = 60
POLL_SECONDS = 0.05
TOKEN_SECONDS = 24 * 3600
UNLIMITED = {
    "CONNECTIONS_MAX": "1000000",
    "CONNECTIONS_PER_ADDRESS_MAX": "1000000",
    "SOCKETS_PER_CALLER_MAX": "1000000",
    "MESSAGES_PER_SECOND_MAX": "1000000",
    "HEADER_SECONDS": "600",
    **dict.fromkeys(("RATE_PER_ADDRESS", "RATE_PER_USER", "RATE_PER_GATEWAY"), "10000000"),
    **dict.fromkeys(("AT_ONCE_PER_ADDRESS", "AT_ONCE_PER_USER", "AT_ONCE_PER_GATEWAY"), "10000000"),
}
"""The benchmark is one address and one caller, and opens all connections before it uses them."""


class ServerFailed(RuntimeError):
    """The server ended, or did not start to listen; the message contains its output."""


@dataclass(frozen=True, slots=True)
class Server:
    pid: int
    port: int


@contextmanager
def product(database_url: str, folder: Path, *, workers: int = 1) -> Iterator[Server]:
    """Run `python -m server serve` until the block ends. Output goes to `folder`."""
    settings = {
        "DATABASE_URL": database_url,
        "SANDBOX_PATH": str(folder / "sandbox.db"),
        "CATALOG": str(_catalog(folder)),
        "WORKERS": str(workers),
        **UNLIMITED,
    }
    with _listening([sys.executable, "-m", "server", "serve"], settings, folder) as server:
        yield server


@contextmanager
def reading(database_url: str, folder: Path) -> Iterator[Server]:
    """Run `bench.reading_app`, in the same way."""
    settings = {
        "DATABASE_URL": database_url,
        "SANDBOX_PATH": str(folder / "sandbox.db"),
        "CATALOG": str(_catalog(folder)),
        **UNLIMITED,
    }
    with _listening([sys.executable, "-m", "bench.reading_app"], settings, folder) as server:
        yield server


def _catalog(folder: Path) -> Path:
    """Copy the shipped catalog with its included files, and add the models of the benchmark."""
    for path in ROOT.glob("catalog*.yaml"):
        shutil.copy(path, folder)
    catalog = folder / "catalog.yaml"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace("providers:\n", PROVIDER, 1), encoding="utf-8")
    return catalog


@contextmanager
def overloaded(name: str, database_url: str, folder: Path) -> Iterator[Server]:
    """Run one variant of `bench.overload_app`."""
    settings = {
        "DATABASE_URL": database_url,
        "SANDBOX_PATH": str(folder / "sandbox.db"),
        **UNLIMITED,
    }
    command = [sys.executable, "-m", "bench.overload_app", name]
    with _listening(command, settings, folder) as server:
        yield server


@contextmanager
def layer(name: str, folder: Path) -> Iterator[Server]:
    """Run one application of `bench.layer_app`, with the product's settings."""
    settings = {
        "DATABASE_URL": f"sqlite://{folder / 'layer.db'}",
        "SANDBOX_PATH": str(folder / "sandbox.db"),
        "CATALOG": str(_catalog(folder)),
        **UNLIMITED,
    }
    with _listening([sys.executable, "-m", "bench.layer_app", name], settings, folder) as server:
        yield server


@contextmanager
def rival(source: Path, database_url: str, folder: Path) -> Iterator[Server]:
    """Copy the folder `source`, install its packages with npm, and run it with node."""
    copy = Path(shutil.copytree(source, folder / "rival"))
    npm = ["npm", "install", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(npm, cwd=copy, check=True)
    run_sql(database_url, copy / "schema.sql", users=1_000)
    with _listening(["node", "server.js"], {"DATABASE_URL": database_url}, copy) as server:
        yield server


def run_sql(database_url: str, script: Path, **variables: int) -> None:
    """Run a script with psql. Raises CalledProcessError if a statement fails."""
    pairs = [f"--set={name}={value}" for name, value in variables.items()]
    options = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", *pairs, f"--file={script}"]
    psql = [str(client_program("psql")), *options, database_url]
    # The output is captured, because it matters only if a statement fails.
    subprocess.run(psql, check=True, capture_output=True)


def command_seconds(arguments: Sequence[str], database_url: str) -> float:
    """Run a command of the service; return its processor time. Raises ServerFailed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "server", *arguments],
        cwd=ROOT,
        env=_environment({"DATABASE_URL": database_url}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ServerFailed(f"{' '.join(arguments)} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime


def write_team(database_url: str) -> None:
    """Write the accounts of `bench.team_rows` into an empty database."""
    command = [sys.executable, "-m", "bench.team_rows", database_url]
    subprocess.run(command, cwd=ROOT, env=_environment({}), check=True)


def write_deliveries(database_url: str, endpoint: str, number: int, accounts: int) -> None:
    """Write deliveries that wait for an endpoint, by `bench.hook_rows`."""
    given = (database_url, endpoint, str(number), str(accounts))
    command = [sys.executable, "-m", "bench.hook_rows", *given]
    subprocess.run(command, cwd=ROOT, env=_environment({}), check=True)


def token(scope: str) -> str:
    """Return a token that is signed with the development secret."""
    command = [sys.executable, "-m", "server", "token", "--account", "bench", "--scope", scope]
    command += ["--ttl", str(TOKEN_SECONDS)]
    result = subprocess.run(
        command, cwd=ROOT, env=_environment({}), check=True, capture_output=True, text=True
    )
    return result.stdout.strip()


@contextmanager
def _listening(
    command: Sequence[str], settings: Mapping[str, str], folder: Path
) -> Iterator[Server]:
    port = free_port()
    output = folder / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=folder if command[0] == "node" else ROOT,
            env=_environment({**settings, "PORT": str(port)}),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        if not listens(process, port):
            raise ServerFailed(output.read_text(encoding="utf-8", errors="replace"))
        yield Server(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(START_SECONDS)
        finally:
            process.kill()
            process.wait()


def listens(process: subprocess.Popen[Any], port: int) -> bool:
    """Wait until the process listens on the port. Return False if it ends, or does not start in
    time."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        # Another process starts; nothing tells when its port is open.
        time.sleep(POLL_SECONDS)
    return False


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return `settings` and what every program needs, without the shell's other variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, **settings}
