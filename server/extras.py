"""The optional parts of the service, each with the packages that only it needs.

`pyproject.toml` names the packages, and `requirements/` pins them. A part is imported only where it
is used. docs/installation.md tells what each is for, and how much space it takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

EXTRAS: Mapping[str, tuple[str, ...]] = {
    "postgres": ("asyncpg",),
    "payments": ("stripe", "httpx"),
    "redis": ("redis",),
    "jwks": ("cryptography", "httpx"),
    "metrics": ("prometheus_client",),
    "otel": ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"),
    "uvloop": ("uvloop",),
    "webhooks": ("certifi",),
}
"""The importable packages of each extra. The extra `page` has none: it is the files of web/dist."""


def has_extra(extra: str) -> bool:
    """Return whether all packages of an extra are installed."""
    return all(_is_installed(name) for name in EXTRAS[extra])


def missing_extra(extra: str, wanted: str) -> str | None:
    """Return what to install for `wanted`, which needs the extra; None if it is there."""
    if has_extra(extra):
        return None
    file = f"requirements/{extra}.lock"
    return f"{wanted} needs the extra `{extra}`: pip install --require-hashes -r {file}"


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    # A package around it is missing.
    except ModuleNotFoundError:
        return False
