"""The location of the database: one URL becomes Tortoise's configuration.

`sqlite://./billing.db`, `sqlite:///var/lib/billing.db` (three slashes: an absolute path), or
`postgres://user:pass@host:port/name`, whose parts may be percent-encoded. Options of PostgreSQL:
`sslmode` (disable, prefer, require, verify-full), `sslrootcert` (a file, with verify-full),
`minsize` and `maxsize` (connections per process), `statement_cache_size` (0 behind pgbouncer).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE

from db.engine.writing import writing

DEFAULT_DATABASE_URL = "sqlite://./billing.db"
CONNECT_SECONDS = 5.0
"""The timeout of a new connection to PostgreSQL."""
SERVING_SECONDS = 30.0
"""The timeout of a server's statement that has no shorter limit. The longest one is the sweep of
the rollups over millions of accounts."""
COMMAND_SECONDS = 3_600.0
"""The same timeout for a command, which may count all entries. Migrations have no timeout."""

_SQLITE = "sqlite://"
_POSTGRES = {"postgres", "postgresql"}
_FORMS = f"{DEFAULT_DATABASE_URL} or postgres://user:pass@host:port/name"


class DatabaseUrlError(ValueError):
    """The database URL cannot be used. The message never contains the URL, because it has a
    password."""


def tortoise_config(database_url: str, *, create: bool = True) -> dict[str, Any]:
    """Return Tortoise's configuration. Without `create`, the file of an SQLite database is never
    made.

    Raises DatabaseUrlError for any other URL.
    """
    return {
        "connections": {"default": _connection(database_url, create=create)},
        "apps": {"models": {"models": ["db.models"], "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }


async def connect(database_url: str, *, statement_seconds: float = COMMAND_SECONDS) -> None:
    """Connect the models to the database, for every task of this process.

    A statement on PostgreSQL without an answer within `statement_seconds` raises TimeoutError.
    Raises DatabaseUrlError. Connections are opened at the first statement. A missing database is
    never created.
    """
    forget_statements()
    writing.begin()
    config = tortoise_config(database_url, create=False)
    if sqlite_path(database_url) is None:
        bounds = {"timeout": CONNECT_SECONDS, "command_timeout": statement_seconds}
        config["connections"]["default"]["credentials"] |= bounds
    await Tortoise.init(config=config, _enable_global_fallback=True)


async def disconnect() -> None:
    """Close the connections: an open SQLite connection would keep the interpreter running."""
    await Tortoise.close_connections()


def forget_statements() -> None:
    """Clear Tortoise's SQL, before connecting to a database that may have another dialect.

    Tortoise caches the generated SQL by the connection's name alone, without a limit.
    """
    EXECUTOR_CACHE.clear()


def sqlite_path(database_url: str) -> Path | None:
    """Return the file of an SQLite database; None for PostgreSQL. Raises DatabaseUrlError."""
    if not database_url.startswith(_SQLITE):
        return None
    text = database_url.removeprefix(_SQLITE)
    path = unquote(text)
    if not path or "?" in text or "\0" in path or path.startswith(":memory:"):
        raise DatabaseUrlError(f"a SQLite database is a file, without options, as in {_FORMS}")
    return Path(path).absolute()


def asyncpg_credentials(database_url: str) -> dict[str, Any] | None:
    """Return the arguments of `asyncpg.connect` for a connection outside the pool; None for SQLite.

    Raises DatabaseUrlError.
    """
    if sqlite_path(database_url) is not None:
        return None
    pool_only = {"minsize", "maxsize"}
    return {k: v for k, v in _postgres(database_url).items() if k not in pool_only}


def database_name(database_url: str) -> str:
    """Return a name of the database that may be shown: its URL without password and options.

    Raises DatabaseUrlError.
    """
    path = sqlite_path(database_url)
    if path is not None:
        return f"{_SQLITE}{path}"
    parts = _postgres(database_url)
    user = f"{parts['user']}@" if parts["user"] else ""
    host = f"[{parts['host']}]" if ":" in parts["host"] else parts["host"]
    return f"postgres://{user}{host}:{parts['port']}/{parts['database']}"


def _connection(database_url: str, *, create: bool) -> dict[str, Any]:
    path = sqlite_path(database_url)
    if path is not None:
        credentials = {"file_path": str(path), "create": create}
        return {"engine": "db.engine.sqlite", "credentials": credentials}
    return {"engine": "db.engine.postgres", "credentials": _postgres(database_url)}


def _postgres(database_url: str) -> dict[str, Any]:
    try:
        url = urlsplit(database_url)
        port = url.port or 5432
    except ValueError:
        # Not chained, because urlsplit's messages contain the URL.
        message = f"not a URL, or its port is not a number (encode special characters): {_FORMS}"
        raise DatabaseUrlError(message) from None
    if url.scheme not in _POSTGRES:
        raise DatabaseUrlError(f"the database URL must look like {_FORMS}")
    name = unquote(url.path.removeprefix("/"))
    if not url.hostname or not name or "/" in name or url.fragment:
        raise DatabaseUrlError(f"the database URL needs a host and one database name: {_FORMS}")
    return {
        "host": unquote(url.hostname),
        "port": port,
        "user": None if url.username is None else unquote(url.username),
        "password": None if url.password is None else unquote(url.password),
        "database": name,
        **_postgres_options(url),
    }


def _postgres_options(url: SplitResult) -> dict[str, Any]:
    pairs = parse_qsl(url.query, keep_blank_values=True)
    given = dict(pairs)
    unknown = given.keys() - _NUMBERS - {"sslmode", "sslrootcert"}
    if unknown or len(given) < len(pairs):
        names = ", ".join(sorted(unknown)) or "one given twice"
        raise DatabaseUrlError(f"unknown option in the database URL: {names}; TLS is `sslmode`")
    options: dict[str, Any] = {name: _number(name, given[name]) for name in given.keys() & _NUMBERS}
    if "sslmode" in given or "sslrootcert" in given:
        options["ssl"] = _ssl(given.get("sslmode", ""), given.get("sslrootcert"))
    return options


_NUMBERS = {"minsize", "maxsize", "statement_cache_size"}


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise DatabaseUrlError(f"option {name} of the database URL must be a whole number")
    return int(text)


def _ssl(mode: str, root_certificate: str | None) -> str | ssl.SSLContext:
    """Return the `ssl` argument of asyncpg: its name of a mode, or a context that verifies."""
    if root_certificate is not None and mode != "verify-full":
        raise DatabaseUrlError("sslrootcert needs sslmode=verify-full")
    if mode not in _SSL_MODES:
        raise DatabaseUrlError(f"sslmode must be one of {', '.join(_SSL_MODES)}")
    return _SSL_MODES[mode](root_certificate)


def _verifying(root_certificate: str | None) -> ssl.SSLContext:
    # asyncpg's own verify-full reads only ~/.postgresql/root.crt, not the system's authorities.
    try:
        return ssl.create_default_context(cafile=root_certificate)
    except OSError as error:
        raise DatabaseUrlError(f"sslrootcert cannot be read: {error}") from error


_SSL_MODES: dict[str, Callable[[str | None], str | ssl.SSLContext]] = {
    "disable": lambda _: "disable",
    "prefer": lambda _: "prefer",
    "require": lambda _: "require",
    "verify-full": _verifying,
}
