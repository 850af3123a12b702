"""The search for uses of some models or of a span of time in an account's ledger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.ledger.entry import Entry
from db.engine.sql import rows
from db.ledger.blocks import BLOCK_ENTRIES, SUMMED, revisions
from db.ledger.rows import entry_from

NEAR = 4 * BLOCK_ENTRIES
"""The newest revisions, which are looked through first: most pages are full then."""


async def find_uses(
    account_id: str,
    *,
    limit: int,
    before: int | None = None,
    models: Collection[str] | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> list[Entry]:
    """Return at most `limit` uses with a revision below `before`, the newest first. They occurred
    in [start, end).

    Of the older revisions, only blocks are read whose sums have such uses, and no more of these
    blocks than the page surely needs.
    """
    search = _Search([account_id, limit])
    if models is not None:
        named = search.among("model", models)
        search.narrow(named, may=named)
    if start is not None:
        bound = search.given(start)
        search.narrow(f"occurred_at >= {bound}", may=f"last_at >= {bound}")
        search.all_are += f" AND first_at >= {bound}"
    if end is not None:
        bound = search.given(end)
        search.narrow(f"occurred_at < {bound}", may=f"first_at < {bound}")
        search.all_are += f" AND last_at < {bound}"
    top = "SELECT revision + 1 FROM account WHERE id = $1"
    if before is not None:
        top = f"SELECT CAST({search.given(before)} AS BIGINT)"
    conditions = {"wanted": search.wanted, "may": search.may, "all_are": search.all_are}
    text = _TEXT.format(top=top, near=NEAR, **conditions)
    return [entry_from(row) for row in await rows(text, *search.values)]


@dataclass(slots=True)
class _Search:
    """The conditions on entries, and on sums: that there may be such uses in a sum, and that all of
    its uses are such."""

    values: list[Any]
    wanted: str = "account_id = $1 AND kind = 'USAGE'"
    may: str = "account_id = $1 AND per = 'day'"
    all_are: str = "1 = 1"

    def given(self, value: Any) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    def among(self, column: str, values: Collection[str]) -> str:
        if not values:
            return "1 = 0"
        return f"{column} IN ({', '.join(map(self.given, values))})"

    def narrow(self, wanted: str, *, may: str) -> None:
        self.wanted += f" AND {wanted}"
        self.may += f" AND {may}"


_FULL = "(SELECT count(*) FROM near) >= $2"
_TEXT = f"""
WITH top (revision) AS ({{top}}),
near AS (
    SELECT * FROM entry WHERE {{wanted}} AND revision < (SELECT revision FROM top)
        AND revision >= (SELECT revision - {{near}} FROM top) ORDER BY revision DESC LIMIT $2),
older (revision) AS (SELECT revision - {{near}} FROM top WHERE NOT {_FULL}),
summed (number) AS ({SUMMED}),
sums (block, surely) AS (
    SELECT block, sum(CASE WHEN {{all_are}}
        AND (block + 1) * {BLOCK_ENTRIES} < (SELECT revision FROM older) THEN requests ELSE 0 END)
    FROM usage_block WHERE {{may}} AND block < (SELECT number FROM summed)
        AND block * {BLOCK_ENTRIES} < (SELECT revision FROM older) GROUP BY block),
counted (block, newer) AS (
    SELECT block, sum(surely) OVER (ORDER BY block DESC) - surely FROM sums),
pieces (low, high) AS (
    SELECT {revisions("block")} FROM counted WHERE newer < $2
    UNION ALL SELECT number * {BLOCK_ENTRIES}, (SELECT revision FROM older) FROM summed),
far AS (
    SELECT entry.* FROM pieces AS piece CROSS JOIN {{{{entries of piece}}}}
    WHERE {{wanted}} AND revision > low AND revision <= high
        AND revision < (SELECT revision FROM older)
    ORDER BY revision DESC LIMIT $2)
SELECT * FROM (SELECT * FROM near UNION ALL SELECT * FROM far) AS found
ORDER BY revision DESC LIMIT $2"""
