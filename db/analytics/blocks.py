"""Making the sums of blocks: statements in a transaction that holds the accounts' `rolled` rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from db.analytics.rollups_sql import IDS, SPANS
from db.engine.sql import Connection, as_json, rows
from db.ledger.blocks import BLOCK_ENTRIES, BLOCK_OF_ENTRY
from db.ledger.details import BY_ALLOWANCE, DETAILED, MEASURED, TIER, UNCHARGED, UNPRICED, above


class BlockSpan(NamedTuple):
    """The blocks [first, end) of an account, which have no sums yet."""

    account_id: str
    first: int
    end: int


_KEYS = "account_id, per, block, since, model, tier, failed, above"
_FAILED = f"CASE WHEN {UNCHARGED} THEN 1 ELSE 0 END"
_WITHIN = """
FROM {given} AS span CROSS JOIN {entries of span}
WHERE entry.account_id = span.account_id AND revision > low AND revision <= high
    AND kind = 'USAGE'"""
_COUNTS = f"""count(*), sum(input_tokens), sum(output_tokens),
    sum(cached_input_tokens), -sum(tokens), sum({BY_ALLOWANCE}),
    coalesce(max(revision) FILTER (WHERE {DETAILED}), 0),
    min(occurred_at), max(occurred_at), min(input_tokens), max(input_tokens)"""
_QUANTITIES = f"""{{detail unit}}, sum({{detail quantity}}),
    sum(CASE WHEN {UNPRICED} THEN {{detail quantity}} ELSE 0 END),
    min(occurred_at), min(input_tokens)"""


def _per_day(thresholds: Sequence[int]) -> str:
    return (
        f"entry.account_id, 'day' AS per, {BLOCK_OF_ENTRY} AS block, {{day of occurred_at}}, "
        f"model, {TIER}, {_FAILED}, {above(thresholds, 'input_tokens')}"
    )


_PER_QUARTER = (
    f"entry.account_id, 'quarter' AS per, {BLOCK_OF_ENTRY} AS block, {{quarter of occurred_at}}, "
    "'', '', 0, 0"
)


def _sums(keys: str) -> str:
    return f"SELECT {keys}, {_COUNTS} {_WITHIN} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"


def _quantities(keys: str) -> str:
    within = _WITHIN.replace("WHERE", "CROSS JOIN {each detail} WHERE", 1)
    return (
        f"SELECT {keys}, {_QUANTITIES} {within} AND {MEASURED} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9"
    )


_ADD_SUMS = f"""
INSERT INTO usage_block ({_KEYS}, requests, input_tokens, output_tokens, cached_input_tokens, cost,
    allowance, last_detailed, first_at, last_at, input_min, input_max) """
_ADD_QUANTITIES = f"""
INSERT INTO unit_block ({_KEYS}, unit, quantity, unpriced, first_at, input_min) """


# An account with this id was erased by the version before, which does not know these tables.
_EMPTY = """
DELETE FROM {table} WHERE account_id IN (SELECT id FROM {given} AS asked)
    AND block >= (SELECT blocks FROM rolled WHERE rolled.account_id = {table}.account_id)"""
_SUMMED = f"""
UPDATE rolled SET blocks = high / {BLOCK_ENTRIES} FROM {{given}} AS span
WHERE rolled.account_id = span.account_id"""


async def add_blocks(
    conn: Connection, spans: Sequence[BlockSpan], thresholds: Sequence[int]
) -> None:
    """Sum the blocks. `thresholds` are the numbers of input tokens that summaries tell apart."""
    ids = as_json([span.account_id] for span in spans)
    for table in ("usage_block", "unit_block"):
        await rows(_EMPTY.replace("{table}", table), ids, conn=conn, table=IDS)
    given = as_json(
        (span.account_id, span.first * BLOCK_ENTRIES, span.end * BLOCK_ENTRIES, "")
        for span in spans
    )
    for keys in (_per_day(thresholds), _PER_QUARTER):
        await rows(_ADD_SUMS + _sums(keys), given, conn=conn, table=SPANS)
        await rows(_ADD_QUANTITIES + _quantities(keys), given, conn=conn, table=SPANS)
    await rows(_SUMMED, given, conn=conn, table=SPANS)


_COLLAPSED = f"{_KEYS.replace(', above', '')}, 0"
_STORED = {
    "usage_block": """sum(requests), sum(input_tokens), sum(output_tokens),
    sum(cached_input_tokens), sum(cost), sum(allowance), max(last_detailed), min(first_at),
    max(last_at), min(input_min), max(input_max)""",
    "unit_block": "unit, sum(quantity), sum(unpriced), min(first_at), min(input_min)",
}


async def wrong_blocks(conn: Connection, span: BlockSpan) -> list[tuple[str, str, int]]:
    """Sum the blocks again, and return where the stored sums differ: (table, per, block). The
    thresholds, which may be older ones, are left out."""
    low, high = span.first * BLOCK_ENTRIES, span.end * BLOCK_ENTRIES
    given = as_json([(span.account_id, low, high, "")])
    found: list[tuple[str, str, int]] = []
    for table, made in (("usage_block", _sums), ("unit_block", _quantities)):
        for keys in (_per_day(()), _PER_QUARTER):
            per = "quarter" if keys is _PER_QUARTER else "day"
            stored = (
                f"SELECT {_COLLAPSED}, {_STORED[table]} FROM {table} WHERE block >= $2 "
                f"AND block < $3 AND per = '{per}' "
                "AND account_id = (SELECT account_id FROM {given} AS span) "
                f"GROUP BY 1, 2, 3, 4, 5, 6, 7{', 9' if table == 'unit_block' else ''}"
            )
            differing = (
                f"SELECT DISTINCT block FROM (SELECT * FROM ({made(keys)} EXCEPT {stored}) AS more "
                f"UNION ALL SELECT * FROM ({stored} EXCEPT {made(keys)}) AS less) AS differing "
                "ORDER BY 1"
            )
            blocks = await rows(differing, given, span.first, span.end, conn=conn, table=SPANS)
            found += [(table, per, row["block"]) for row in blocks]
    return found
