"""The anchors of accounts: reads of what they stand on, and writes of later ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from billing.audit.anchors.anchor import Anchor
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from db.audit.reading import read_grants
from db.audit.rows import ENTRY, ReadRow, decoded
from db.engine.sql import as_json, rows, table_of
from db.models import Anchor as AnchorRow

_PLACES = table_of(account_id="text", revision="bigint")
_AT = (
    "SELECT entry.* FROM {given} AS place CROSS JOIN entry "
    "WHERE entry.account_id = place.account_id AND entry.revision = place.revision"
)
# An erasure waits for the lock, or changes the id first. Then nothing is stored.
_PUT = (
    "INSERT INTO anchor (account_id, revision, digest, grants, memory, pools, seal) "
    "SELECT id, CAST($2 AS BIGINT), $3, $4, $5, $6, $7 FROM account "
    "WHERE id = $1 AND revision >= CAST($2 AS BIGINT) {for key share of account} "
    "ON CONFLICT (account_id) DO UPDATE SET revision = excluded.revision, "
    "digest = excluded.digest, grants = excluded.grants, memory = excluded.memory, "
    "pools = excluded.pools, seal = excluded.seal"
)


class StoredAnchor(NamedTuple):
    """An anchor as stored. `before` and `last` are the entries at its revision and directly before;
    `grants` those of its account up to there. What is missing is None or not there."""

    anchor: Anchor
    seal: bytes
    before: Entry | None
    last: Entry | None
    grants: Sequence[ReadRow[Grant]]


async def read_anchors(ids: Collection[str]) -> dict[str, StoredAnchor]:
    """Return the anchors of some accounts, in three statements."""
    found = {row.account_id: row for row in await AnchorRow.filter(account_id__in=list(ids))}
    if not found:
        return {}
    places = [(row.account_id, row.revision - n) for row in found.values() for n in (0, 1)]
    entries = {
        (read.account_id, read.number): read.value
        for read in (decoded(ENTRY, row) for row in await rows(_AT, as_json(places), table=_PLACES))
    }
    grants: dict[str, list[ReadRow[Grant]]] = {name: [] for name in found}
    upto = max(row.revision for row in found.values())
    for grant in await read_grants(list(found), after=0, upto=upto):
        if grant.number <= found[grant.account_id].revision:
            grants[grant.account_id].append(grant)
    return {
        name: StoredAnchor(
            _anchor(row),
            bytes(row.seal),
            entries.get((name, row.revision - 1)),
            entries.get((name, row.revision)),
            grants[name],
        )
        for name, row in found.items()
    }


async def put_anchors(anchors: Iterable[Anchor]) -> None:
    """Store anchors in place of those that their accounts had."""
    for one in anchors:
        await rows(_PUT, *one, one.seal)


def _anchor(row: AnchorRow) -> Anchor:
    return Anchor(
        row.account_id,
        row.revision,
        bytes(row.digest),
        bytes(row.grants),
        row.memory,
        row.pools,
    )
