"""The applied catalogs. The newest has the highest id."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine.sql import as_time
from db.engine.transactions import lock_tables, transaction
from db.models import CatalogVersion


@dataclass(frozen=True, slots=True)
class StoredCatalog:
    """One row. `document` is the text as it was applied, `digest` its SHA-256 in hex."""

    id: int
    source: str
    digest: str
    document: str


@dataclass(frozen=True, slots=True)
class AppliedCatalog:
    """When a version was applied, and from where. `digest` is that of its text."""

    id: int
    applied_at: datetime
    source: str
    digest: str


@asynccontextmanager
async def appending() -> AsyncIterator[None]:
    """Open a transaction in which no other process appends, so that the newest version stays the
    newest."""
    async with transaction() as conn:
        await lock_tables(conn, "SHARE ROW EXCLUSIVE", "catalog_version")
        yield


async def append(source: str, digest: str, document: str, applied_at: datetime) -> int:
    """Return the new version's id. `source` has at most 255 characters."""
    row = await CatalogVersion.create(
        source=source, digest=digest, document=document, applied_at=applied_at
    )
    return row.id


async def newest_id() -> int | None:
    """Return the id of the newest version; None if no catalog was ever applied."""
    rows = await CatalogVersion.all().order_by("-id").limit(1).values_list("id")
    return rows[0][0] if rows else None


async def newest() -> AppliedCatalog | None:
    rows = await CatalogVersion.all().order_by("-id").limit(1).values_list(*_APPLIED)
    return _applied(*rows[0]) if rows else None


async def last_applied(source: str) -> str | None:
    """Return the digest of the newest version from `source`."""
    query = CatalogVersion.filter(source=source).order_by("-id").limit(1)
    rows = await query.values_list("digest")
    return rows[0][0] if rows else None


async def history() -> list[AppliedCatalog]:
    """Return what was applied, the newest first, without the documents."""
    rows = await CatalogVersion.all().order_by("-id").values_list(*_APPLIED)
    return [_applied(*row) for row in rows]


async def version(id: int) -> StoredCatalog:
    """Return a version with its document, which may be large. Raises LookupError."""
    rows = await CatalogVersion.filter(id=id).values_list("id", "source", "digest", "document")
    if not rows:
        raise LookupError(f"there is no version {id} of the catalog")
    return StoredCatalog(*rows[0])


_APPLIED = ("id", "applied_at", "source", "digest")


def _applied(id: int, at: Any, source: str, digest: str) -> AppliedCatalog:
    return AppliedCatalog(id, as_time(at), source, digest)
