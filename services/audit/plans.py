"""The allowances of each plan in every applied catalog."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from hashlib import sha256

from billing.catalog.catalog import FREE_PLAN, Allowance, CatalogError, Plan
from db import catalog as catalogs
from db.catalog import StoredCatalog
from gateways.catalog.file import parse_plans


class Plans:
    """The allowances of all plans, as of the last `refresh`."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._plans: dict[int, Mapping[str, Plan]] = {}

    async def refresh(self) -> list[str]:
        """Read new catalogs; return their faults. Cheap when there are none."""
        newest = await catalogs.newest_id()
        if newest == self._version:
            return []
        faults = []
        for id in [one.id for one in reversed(await catalogs.history())]:
            if id not in self._plans:
                stored = await catalogs.version(id)
                self._plans[id] = await asyncio.to_thread(_plans_of, stored)
                if sha256(stored.document.encode()).hexdigest() != stored.digest:
                    faults.append(f"catalog version {id} is not the document that was applied")
        self._version = newest
        return faults

    def offered(self, plan: str) -> frozenset[Allowance]:
        """Return the plan's allowances; empty for a plan that was in no catalog. While a plan was
        missing from the catalog, earlier releases gave its accounts the allowances of FREE."""
        known = [plans for plans in self._plans.values() if FREE_PLAN in plans]
        if not any(plan in plans for plans in known):
            return frozenset()
        return frozenset(a for plans in known for a in plans.get(plan, plans[FREE_PLAN]).allowances)


def _plans_of(stored: StoredCatalog) -> Mapping[str, Plan]:
    """Return the plans of a catalog, also of one whose models would be refused now; none if the
    plans themselves are not understood any more."""
    try:
        return parse_plans(stored.document, name=f"catalog version {stored.id}")
    except CatalogError:
        return {}
