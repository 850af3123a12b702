"""The kinds of entries that the table takes, changed by migrations. Migrations before 17 have their
own copies of this."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tortoise import BaseDBAsyncClient

_KINDS = re.compile(r"kind\s+IN\s*\(([^)]*)\)", re.IGNORECASE)
_WORD = re.compile(r"'([A-Z_]+)'")


async def with_kinds(db: BaseDBAsyncClient, kinds: Sequence[str]) -> str:
    """Return the statements after which the table also takes entries of these `kinds`."""
    known = await known_kinds(db)
    return await _changed(db, [*known, *kinds])


async def without_kinds(db: BaseDBAsyncClient, kinds: Sequence[str], *, index: str) -> str:
    """Return the statements after which the table no longer takes these `kinds`, and has no index of
    that name. They fail if there is such an entry."""
    known = [kind for kind in await known_kinds(db) if kind not in kinds]
    return f"DROP INDEX {index};{await _changed(db, known, lost=index)}"


async def known_kinds(db: BaseDBAsyncClient) -> list[str]:
    """Return the kinds that the constraint allows now."""
    sql = (
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'entry'"
        if db.capabilities.dialect == "sqlite"
        else "SELECT pg_get_constraintdef(oid) AS sql FROM pg_constraint "
        "WHERE conname = 'entry_kind_known'"
    )
    (found,) = await db.execute_query_dict(sql)
    # PostgreSQL shows the list as an array, and nothing else in quotes.
    listed = _KINDS.search(found["sql"])
    return _WORD.findall(listed[1] if listed else found["sql"])


async def _changed(db: BaseDBAsyncClient, kinds: Sequence[str], *, lost: str = "") -> str:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    if db.capabilities.dialect == "sqlite":
        return await _entries_anew(db, listed, lost)
    return f"""
ALTER TABLE entry DROP CONSTRAINT entry_kind_known;
ALTER TABLE entry ADD CONSTRAINT entry_kind_known CHECK (kind IN ({listed})) NOT VALID;
ALTER TABLE entry VALIDATE CONSTRAINT entry_kind_known;
"""


async def _entries_anew(db: BaseDBAsyncClient, listed: str, lost: str) -> str:
    """Create the table again and copy it, because SQLite cannot change a constraint. Its indexes
    and triggers disappear with the old table."""
    parts = await db.execute_query_dict(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'entry' AND sql IS NOT NULL"
    )
    texts = {one["name"]: one["sql"] for one in parts if one["name"] != lost}
    made = _KINDS.sub(f"kind IN ({listed})", texts.pop("entry"), count=1)
    return f"""
{made.replace('"entry" (', "entry_anew (", 1)};
INSERT INTO entry_anew SELECT * FROM entry;
DROP TABLE entry;
ALTER TABLE entry_anew RENAME TO entry;
{"".join(f"{one};" for one in texts.values())}
"""
