"""Compares the older system with this database. Both sides are counted again and must agree."""

from __future__ import annotations

from dataclasses import dataclass

from billing.imports.migration import migration_reason
from db.imports.progress import Count, Counts, all_counts
from db.imports.totals import (
    imported_days,
    migrated,
    migrated_plans,
    migrated_subscriptions,
    one_moment,
    past_uses,
)
from gateways.imports.legacy_mapping import LegacyMapping
from gateways.imports.legacy_source import LegacySource
from services.imports.legacy_rows import UserRows
from services.imports.legacy_users import live_plans


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. `old` is the number in the older system, and these are its parts:
    `imported`, `known` (imported by another import), `over` (plans that ended, or that a better one
    replaced) and `rejected`.

    `here` is the number in this database, `expected` the correct number; both are None in a dry
    run.
    """

    what: str
    old: Count
    imported: Count
    known: Count
    over: Count
    rejected: Count
    here: Count | None = None
    expected: Count | None = None

    @property
    def balances(self) -> bool:
        told = self.imported + self.known + self.over + self.rejected
        return self.old == told and self.here == self.expected


async def reconcile(
    source: LegacySource,
    mapping: LegacyMapping,
    counts: Counts,
    user_rows: UserRows,
    *,
    name: str,
    dry_run: bool,
) -> list[Line]:
    """Return the lines of the report, in order. `counts` are those of the import `name`."""
    old = await source.totals(mapping.users, mapping.usage)
    plans = live_plans(user_rows, old.plans)
    figures = {"users": old.users, "tokens": old.tokens}
    figures |= {f"plan {plan}": plans[plan] for plan in sorted(plans.keys() | _plans_in(counts))}
    # Only the import knows which subscriptions it stores: those with a live plan or an id.
    kept = ("subscriptions imported", "subscriptions rejected")
    figures["subscriptions"] = sum(counts[what] for what in kept)
    figures |= {"uses": old.uses, "used tokens": old.used_tokens}
    if dry_run:
        return [_line(what, number, counts, {}) for what, number in figures.items()]
    async with one_moment():
        here = await _here(name, counts)
        rolled_up = await _rolled_up()
    return [*(_line(what, number, counts, here) for what, number in figures.items()), *rolled_up]


async def _here(name: str, counts: Counts) -> dict[str, tuple[int, Count]]:
    """Return by name the number in the database, and the expected number."""
    reason = migration_reason(name)
    users, plans = await migrated(reason), await migrated_plans(reason)
    found = {
        "users": (users.number, counts["users imported"]),
        "tokens": (users.tokens, counts["tokens imported"]),
    }
    for plan in plans.keys() | _plans_in(counts):
        found[f"plan {plan}"] = (plans.get(plan, 0), counts[f"plan {plan} imported"])
    kept = await migrated_subscriptions(reason)
    found["subscriptions"] = (kept, counts["subscriptions imported"])
    # Uses do not store the name of their import, so this compares the uses of all imports.
    uses, everything = await past_uses(), await all_counts()
    found["uses"] = (uses.number, everything["uses imported"])
    found["used tokens"] = (uses.tokens, everything["used tokens imported"])
    return found


async def _rolled_up() -> list[Line]:
    """Return lines that compare the uses with the rollups by day."""
    uses, days = await past_uses(), await imported_days()
    pairs = {
        "uses by day": (uses.number, days.number),
        "used tokens by day": (uses.tokens, days.tokens),
    }
    return [
        Line(what, all_of, all_of, 0, 0, 0, by_day, all_of)
        for what, (all_of, by_day) in pairs.items()
    ]


def _plans_in(counts: Counts) -> set[str]:
    named = (what.removeprefix("plan ") for what in counts if what.startswith("plan "))
    return {what.rpartition(" ")[0] for what in named}


def _line(what: str, old: Count, counts: Counts, here: dict[str, tuple[int, Count]]) -> Line:
    words = ("imported", "known", "over", "rejected")
    told = [counts[f"{what} {word}"] for word in words]
    return Line(what, old, *told, *here.get(what, (None, None)))
