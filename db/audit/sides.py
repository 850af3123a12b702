"""The two entries of each use that a team paid, and of each transfer to a closed team's owner: they
must name each other and say the same. One statement for each kind, so that it reads one snapshot.
Billing rule 13."""

from __future__ import annotations

from typing import NamedTuple

from db.engine.sql import rows
from db.privacy.moves import LEFTOVERS

# Until an erasure ends, the entries of a person exist twice.
_ONCE = f"account_id NOT IN (SELECT id FROM {LEFTOVERS} AS left_over)"
_SIDES = f"""
WITH paid AS (
    SELECT account_id, revision, substr(reason, 1, 25) AS team, {{linked entry}} AS number,
        {{linked tokens}} AS tokens, model, input_tokens, output_tokens, cached_input_tokens,
        recorded_at, occurred_at
    FROM entry WHERE kind = 'USAGE' AND reason LIKE 'team:% paid %' AND {_ONCE}
), used AS (
    SELECT account_id, revision, {{linked entry}} AS number, -tokens AS tokens, model, input_tokens,
        output_tokens, cached_input_tokens, recorded_at, occurred_at
    FROM entry WHERE kind = 'USAGE' AND account_id LIKE 'team:%'
)
SELECT paid.account_id, paid.revision FROM paid
LEFT JOIN used ON used.account_id = paid.team AND used.revision = paid.number
WHERE used.revision IS NULL OR used.number IS NULL OR NOT (
    used.number = paid.revision AND used.tokens = paid.tokens AND used.model = paid.model
    AND used.input_tokens = paid.input_tokens AND used.output_tokens = paid.output_tokens
    AND used.cached_input_tokens = paid.cached_input_tokens
    AND used.recorded_at = paid.recorded_at AND used.occurred_at = paid.occurred_at)
UNION ALL
SELECT used.account_id, used.revision FROM used
LEFT JOIN paid ON paid.team = used.account_id AND paid.number = used.revision
WHERE paid.revision IS NULL
UNION ALL
SELECT team, number FROM paid GROUP BY team, number HAVING count(*) > 1
LIMIT 1000"""

# The owner's entry names the grant of the team's charge, as "grant 5 PACK". A debt goes the same
# way, with the opposite signs and without a grant.
_TRANSFERS = f"""
WITH given AS (
    SELECT account_id, revision, {{linked entry}} AS number, -tokens AS tokens, charges,
        recorded_at,
        substr(reason, CASE WHEN tokens > 0 THEN 9 ELSE 4 END, 20) AS handle
    FROM entry WHERE kind = 'TRANSFER' AND account_id LIKE 'team:%'
), taken AS (
    SELECT account_id, revision, {{linked entry}} AS number, tokens,
        substr(reason, CASE WHEN tokens < 0 THEN 9 ELSE 6 END, 25) AS team,
        replace(substr(reason, {{position}}(reason, ', grant ') + 8), ' ', ',"') AS origin,
        recorded_at
    FROM entry WHERE kind = 'TRANSFER' AND account_id NOT LIKE 'team:%' AND {_ONCE}
)
SELECT given.account_id, given.revision FROM given
LEFT JOIN taken ON taken.team = given.account_id AND taken.number = given.revision
LEFT JOIN team_handle ON team_handle.team_id = given.account_id
    AND team_handle.handle = given.handle
WHERE taken.revision IS NULL OR given.number IS NULL OR NOT (
    given.number = taken.revision AND given.tokens = taken.tokens
    AND given.recorded_at = taken.recorded_at
    AND given.charges = CASE WHEN taken.tokens < 0 THEN '[]'
        ELSE '[[' || taken.origin || '",' || CAST(taken.tokens AS TEXT) || ']]' END)
    OR team_handle.account_id <> taken.account_id
UNION ALL
SELECT taken.account_id, taken.revision FROM taken
LEFT JOIN given ON given.account_id = taken.team AND given.revision = taken.number
WHERE given.revision IS NULL
UNION ALL
SELECT team, number FROM taken GROUP BY team, number HAVING count(*) > 1
LIMIT 1000"""


class OneSided(NamedTuple):
    """An entry whose other side is missing, says something else, or is that of two entries."""

    account_id: str
    revision: int


async def one_sided() -> list[OneSided]:
    """Return the uses that a team paid, and the transfers to owners, whose entries do not fit; at
    most a thousand of each."""
    return [
        OneSided(row["account_id"], row["revision"] or 0)
        for sql in (_SIDES, _TRANSFERS)
        for row in await rows(sql)
    ]
