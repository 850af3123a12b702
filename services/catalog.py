"""The catalog in force: applied from a file, stored in the database, shared by all processes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from billing.catalog.catalog import Catalog, CatalogError
from billing.catalog.origins import Versions
from billing.catalog.price_book import PriceBook, price_book
from db import catalog as catalogs
from db.catalog import AppliedCatalog
from gateways.catalog.file import parse_catalog, read_catalog

SHIPPED = "shipped"
"""The source of the shipped catalog. A newer shipped catalog may replace it."""

_SOURCE_MAX = 255
_log = logging.getLogger(__name__)


class CatalogService:
    """The price book of the last `refresh`. Every way of applying a catalog ends with a refresh."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._parsed: dict[str, Catalog | CatalogError] = {}
        self._latest: Catalog | None = None
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
        load: bool = True,
        log: Callable[[], Awaitable[None]] | None = None,
    ) -> bool:
        """Make `text` the catalog in force; return False if it was in force already.

        Raises CatalogError; then nothing has changed. `source` is where the text came from; error
        messages use `name`. `catalog` is what the text says, if the caller has read it: to read
        thousands of models takes half a second. With `load` False, this process keeps its catalog
        until the next `refresh`. `log` is called in the transaction that changes the catalog, and
        not without a change.
        """
        digest = _digest(text)
        self._keep(digest, catalog or await self._read(text, name))
        async with catalogs.appending():
            newest = await catalogs.newest()
            due = newest is None or newest.digest != digest
            if due:
                await self._append(text, digest, source)
                if log is not None:
                    await log()
        if load:
            await self.refresh()
        return due

    async def revert(
        self,
        version: int,
        *,
        load: bool = True,
        log: Callable[[], Awaitable[None]] | None = None,
    ) -> bool:
        """Make an earlier version the catalog in force again; return False if it is in force.

        This applies its text once more, so the history stays. Raises LookupError for a version that
        does not exist, and CatalogError if this program refuses its text. `load` and `log` are as
        in `apply`.
        """
        stored = await catalogs.version(version)
        source, name = f"version {version}", _name(version)
        return await self.apply(stored.document, source, name=name, load=load, log=log)

    async def apply_at_start(self, path: Path, *, explicit: bool, load: bool = True) -> bool:
        """Apply the file if necessary, and load the catalog in force; return whether it was
        applied. `load` is as in `apply`.

        It is applied if there is no catalog yet. It is also applied if its text differs from what
        was last applied from it, and the operator named the file (`explicit`) or the newest catalog
        is a shipped one. So a new release does not replace an operator's catalog, a restart does
        not undo a later `catalog apply`, and a file that was edited back is applied again. Raises
        OSError and CatalogError.
        """
        text, catalog = await asyncio.to_thread(read_catalog, path)
        digest = _digest(text)
        self._keep(digest, catalog)
        source = f"file {path}"[:_SOURCE_MAX] if explicit else SHIPPED
        async with catalogs.appending():
            newest = await catalogs.newest()
            replaceable = newest is None or explicit or newest.source == SHIPPED
            due = replaceable and digest != await catalogs.last_applied(source)
            if due and newest is not None and newest.digest == digest:
                due = False
            if due:
                await self._append(text, digest, source)
        if load:
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
        applied = [*reversed(await catalogs.history())]
        found = [(version.id, await self._known(version)) for version in applied]
        last, newest = found[-1]
        if isinstance(newest, CatalogError):
            raise CatalogError(str(newest), newest.line)
        known = [(id, catalog) for id, catalog in found if not isinstance(catalog, CatalogError)]
        book = await asyncio.to_thread(_prepared_book, [catalog for _, catalog in known])
        if self._version is None or self._version < last:
            # A refresh that read earlier may end later.
            self._book, self._version, self._versions = book, last, known
        return True

    async def _append(self, text: str, digest: str, source: str) -> None:
        await catalogs.append(source[:_SOURCE_MAX], digest, text, self._clock())

    async def _read(self, text: str, name: str) -> Catalog:
        # A catalog from a price list takes half a second, in which others are served.
        return await asyncio.to_thread(parse_catalog, text, name=name, earlier=self._latest)

    def _keep(self, digest: str, catalog: Catalog) -> None:
        self._parsed[digest] = self._latest = catalog

    async def _known(self, version: AppliedCatalog) -> Catalog | CatalogError:
        """Return the version's catalog, or its fault if it was applied under rules that have
        changed since."""
        digest = version.digest
        if digest not in self._parsed:
            stored = await catalogs.version(version.id)
            try:
                self._keep(digest, await self._read(stored.document, _name(version.id)))
            except CatalogError as error:
                _log.warning("an applied catalog is not understood any more: %s", error)
                # A copy: the error itself keeps all that was read.
                self._parsed[digest] = CatalogError(str(error), error.line)
        return self._parsed[digest]


def _prepared_book(known: Sequence[Catalog]) -> PriceBook:
    book = price_book(known)
    book.prepare()
    return book


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _name(version: int) -> str:
    return f"catalog version {version}"
