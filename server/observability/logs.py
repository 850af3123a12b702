"""The log, on standard error: text for people, or one JSON object per line.

Secrets are removed from every message, including those of libraries.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType

import orjson

from resolvers.request import background_task, operation_name, request_id

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
OWN = ("billing", "db", "gateways", "resolvers", "sandbox", "schema", "server", "services")
"""Only these follow LOG_LEVEL below `info`. Libraries write headers, messages and statements with
their values at `debug`."""
NOISY = ("httpx", "stripe", "tortoise", "opentelemetry")

_SECRETS = re.compile(
    r"(?i:(?<=bearer )[^\s\"']+)"
    r"|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*"
    r"|\b(?:[sr]k_(?:live|test)|whsec|yk)_[\w-]{8,}"
    r"|(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"
)
"""Matches bearer tokens, JWTs, the provider's and our own keys, and passwords in URLs."""


def configure_command_logging() -> None:
    """Configure the log of a command: its warnings, without secrets."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(TextFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    sys.excepthook = _log_crash


class _Known:
    """The secrets of this process's settings."""

    pattern: re.Pattern[str] | None = None


def configure_logging(
    level: str = "info", form: str = "text", *, secrets: Iterable[str] = ()
) -> None:
    """Configure logging; `level` and `form` are the settings LOG_LEVEL and LOG_FORMAT. Each of
    `secrets` is left out wherever it appears.

    Every process has to call it: workers are spawned, and inherit nothing.
    """
    longest_first = sorted(secrets, key=len, reverse=True)
    _Known.pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter(FORMAT))
    chosen = logging.getLevelName(level.upper())
    logging.basicConfig(level=max(chosen, logging.INFO), handlers=[handler], force=True)
    for name in OWN:
        logging.getLogger(name).setLevel(chosen)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_names_no_address)
    sys.excepthook = _log_crash
    threading.excepthook = _log_crash_of_thread


def _names_no_address(record: logging.LogRecord) -> bool:
    """Drop uvicorn's line about each websocket: its query string may contain a token."""
    return not str(record.msg).startswith('%s - "WebSocket %s"')


def _log_crash(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Log what ends the process, instead of Python, which would print secrets."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("billing").critical("the process has failed", exc_info=(kind, error, trace))


def _log_crash_of_thread(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None:
        _log_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def without_secrets(text: str) -> str:
    if _Known.pattern is not None:
        text = _Known.pattern.sub("***", text)
    return _SECRETS.sub("***", text)


class TextFormatter(logging.Formatter):
    """One line, with the traceback below it. The line ends with the id of the request and its
    operation, if there is one."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        line, request, asked = super().formatMessage(record), request_id.get(), operation_name.get()
        if request is None:
            return line
        return f"{line} [request {request}{f' {asked}' if asked else ''}]"

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object per line: `time` (RFC 3339, UTC), `level`, `logger`, `message`, `process`,
    and if they exist `request`, `operation` (its first root field), `task` (the background task)
    and `error` (the traceback)."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            "process": record.process,
        }
        if (request := request_id.get()) is not None:
            said["request"] = request
            if (asked := operation_name.get()) is not None:
                said["operation"] = asked
        if (task := background_task.get()) is not None:
            said["task"] = task
        if record.exc_info:
            said["error"] = without_secrets(self.formatException(record.exc_info))
        # A lone surrogate cannot be encoded as UTF-8.
        fit = {k: _encodable(v) if isinstance(v, str) else v for k, v in said.items()}
        return orjson.dumps(fit).decode()


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
