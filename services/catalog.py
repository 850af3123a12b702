"""The catalog in force: applied from a file, stored in the database, shared by all processes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from billing.catalog.catalog import Catalog, CatalogError
from billing.catalog.origins import Versions
from billing.catalog.price_book import PriceBook, price_book
from db import catalog as catalogs
from db.catalog import AppliedCatalog, StoredCatalog
from gateways.catalog.file import parse_catalog, read_catalog

SHIPPED = "shipped"
"""The source of the shipped catalog. A newer shipped catalog may replace it."""

_SOURCE_MAX = 255
_log = logging.getLogger(__name__)


class CatalogService:
    """The price book of the last `refresh`. Every way of applying a catalog ends with a refresh."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._parsed: dict[str, Catalog | None] = {}
        self._version: int | None = None
        self._book: PriceBook | None = None
        self._versions: Versions = ()

    @property
    def book(self) -> PriceBook:
        """The price book. Raises LookupError before the first refresh that found a catalog."""
        if self._book is None:
            raise LookupError("no catalog is loaded")
        return self._book

    @property
    def catalog(self) -> Catalog:
        """The newest catalog. Raises like `book`."""
        return self.book.catalog

    @property
    def versions(self) -> Versions:
        """The catalogs of the last `refresh`, without those that this program refuses."""
        return self._versions

    async def history(self) -> list[AppliedCatalog]:
        """Return what was applied, the newest first."""
        return await catalogs.history()

    async def apply(
        self,
        text: str,
        source: str,
        *,
        name: str = "catalog.yaml",
        catalog: Catalog | None = None,
    ) -> bool:
        """Make `text` the catalog in force; return False if it was in force already.

        Raises CatalogError; then nothing has changed. `source` is where the text came from; error
        messages use `name`. `catalog` is what the text says, if the caller has read it: to read
        thousands of models takes a second.
        """
        digest = _digest(text)
        if catalog is None:
            await self._parse(text, name)
        else:
            self._parsed[digest] = catalog
        async with catalogs.appending():
            newest = await catalogs.newest()
            due = newest is None or newest.digest != digest
            if due:
                await self._append(text, digest, source)
        await self.refresh()
        return due

    async def revert(self, version: int) -> bool:
        """Make an earlier version the catalog in force again; return False if it is in force.

        This applies its text once more, so the history stays. Raises LookupError for a version that
        does not exist, and CatalogError if this program refuses its text.
        """
        stored = await catalogs.version(version)
        if stored is None:
            raise LookupError(f"there is no version {version} of the catalog")
        return await self.apply(stored.document, f"version {version}", name=_name(stored))

    async def apply_at_start(self, path: Path, *, explicit: bool) -> bool:
        """Apply the file if necessary, and load the catalog in force; return whether it was
        applied.

        It is applied if there is no catalog yet. It is also applied if its text differs from what
        was last applied from it, and the operator named the file (`explicit`) or the newest catalog
        is a shipped one. So a new release does not replace an operator's catalog, a restart does
        not undo a later `catalog apply`, and a file that was edited back is applied again. Raises
        OSError and CatalogError.
        """
        text, catalog = read_catalog(path)
        digest = _digest(text)
        self._parsed[digest] = catalog
        source = f"file {path}"[:_SOURCE_MAX] if explicit else SHIPPED
        async with catalogs.appending():
            newest = await catalogs.newest()
            replaceable = newest is None or explicit or newest.source == SHIPPED
            due = replaceable and digest != await catalogs.last_applied(source)
            if due and newest is not None and newest.digest == digest:
                due = False
            if due:
                await self._append(text, digest, source)
        await self.refresh()
        if self._version is not None and self.catalog != catalog:
            _log.warning("%s is not in force: another catalog was applied since", path)
        return due

    async def refresh(self) -> bool:
        """Load a new catalog of any process; return whether there was one. Cheap if there is none.

        Raises CatalogError if this program refuses the newest catalog.
        """
        if await catalogs.newest_id() in (None, self._version):
            return False
        stored = await catalogs.load_all()
        *older, last = stored
        newest = await self._known(last) or parse_catalog(last.document, name=_name(last))
        known = [
            (version.id, catalog) for version in older if (catalog := await self._known(version))
        ]
        known.append((last.id, newest))
        if self._version is None or self._version < last.id:
            # A refresh that read earlier may end later.
            self._book = price_book(catalog for _, catalog in known)
            self._version, self._versions = last.id, known
        return True

    async def _append(self, text: str, digest: str, source: str) -> None:
        await catalogs.append(source[:_SOURCE_MAX], digest, text, self._clock())

    async def _parse(self, text: str, name: str) -> str:
        # A catalog from a price list takes a second, in which others are served.
        catalog = await asyncio.to_thread(parse_catalog, text, name=name)
        digest = _digest(text)
        self._parsed[digest] = catalog
        return digest

    async def _known(self, version: StoredCatalog) -> Catalog | None:
        """Return the version's catalog, or None if it was applied under rules that have changed
        since."""
        if version.digest not in self._parsed:
            try:
                await self._parse(version.document, _name(version))
            except CatalogError as error:
                _log.warning("an applied catalog is not understood any more: %s", error)
                self._parsed[version.digest] = None
        return self._parsed[version.digest]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _name(version: StoredCatalog) -> str:
    return f"catalog version {version.id}"
