"""The allowances of each plan in every applied catalog."""

from __future__ import annotations

import asyncio
from hashlib import sha256

from billing.catalog.catalog import FREE_PLAN, Allowance, Catalog, CatalogError
from db import catalog as catalogs
from db.catalog import StoredCatalog
from gateways.catalog.file import parse_catalog


class Plans:
    """The allowances of all plans, as of the last `refresh`."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._catalogs: dict[int, Catalog | None] = {}

    async def refresh(self) -> list[str]:
        """Read new catalogs; return their faults. Cheap when there are none."""
        newest = await catalogs.newest_id()
        if newest == self._version:
            return []
        new = [one for one in await catalogs.load_all() if one.id not in self._catalogs]
        for one in new:
            self._catalogs[one.id] = await asyncio.to_thread(_parsed, one)
        self._version = newest
        return [
            f"catalog version {one.id} is not the document that was applied"
            for one in new
            if sha256(one.document.encode()).hexdigest() != one.digest
        ]

    def offered(self, plan: str) -> frozenset[Allowance]:
        """Return the plan's allowances; empty for a plan that was in no catalog. While a plan was
        missing from the catalog, earlier releases gave its accounts the allowances of FREE."""
        known = [catalog.plans for catalog in self._catalogs.values() if catalog is not None]
        if not any(plan in plans for plans in known):
            return frozenset()
        return frozenset(a for plans in known for a in plans.get(plan, plans[FREE_PLAN]).allowances)


def _parsed(stored: StoredCatalog) -> Catalog | None:
    """Return the catalog, or None if it was applied under rules that have changed since."""
    try:
        return parse_catalog(stored.document, name=f"catalog version {stored.id}")
    except CatalogError:
        return None
