"""A benchmark of the owner's figures: how fast many uses are folded, and how fast a page is read.

    python -m bench.analytics --uses 10000000

The uses are inserted by SQL into a separate PostgreSQL. They cover one year and accounts with 500
uses each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from bench.postgres import create_database, postgres_server
from billing.catalog.catalog import FREE_PLAN, Allowance, Catalog, Money, Plan, QuotaPeriod
from billing.days import days_of
from db.engine.config import connect, disconnect
from db.migrate import upgrade
from services.analytics.figures import figures
from services.analytics.rollups import Rollups
from services.commit.changed import Taker

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
USES_AN_ACCOUNT = 500
READS = 20
RANGES = {"30 days": 30, "a year": 365, "five years": 1_826}
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "8GB", "synchronous_commit": "off"}

# The rollups never read these constraints. Without them, generating takes much less time.
BARE = """
ALTER TABLE entry DROP CONSTRAINT entry_key_once;
ALTER TABLE entry DROP CONSTRAINT entry_pkey"""
KEYED = """
ALTER TABLE entry ADD CONSTRAINT entry_pkey PRIMARY KEY (account_id, revision);
ANALYZE"""
ACCOUNTS = """
INSERT INTO account (id, opened_at, plan, revision, available, held, debt, state, digest)
SELECT 'account-' || n, $2::timestamptz + n % 365 * interval '1 day', 'FREE', $3 + 1, 0, 0, 0,
    '{}', ''
FROM generate_series(1, $1::bigint) AS n"""
ALLOWANCES = """
INSERT INTO entry (account_id, revision, kind, tokens, balance, charges, recorded_at, occurred_at,
    digest)
SELECT id, 1, 'ALLOWANCE', 10000, 10000, '[]', opened_at, opened_at, '' FROM account"""
# A third of the uses is free. In the others, each model token costs 8 premium tokens.
USES = """
INSERT INTO entry (account_id, revision, kind, tokens, balance, charges, recorded_at, occurred_at,
    key_hash, idempotency_key, fingerprint, digest, model, input_tokens, output_tokens,
    cached_input_tokens, terms)
SELECT id, n + 1, 'USAGE', -cost, 0,
    CASE WHEN cost > 0 THEN '[[1,"ALLOWANCE",' || cost || ']]' ELSE '[]' END,
    at, at, '', 'key', '', '', CASE WHEN cost > 0 THEN 'paid-' ELSE 'free-' END || n % 11,
    n % 7, 1, 0, CASE WHEN cost > 0 THEN '8/8/8' ELSE '1000000 TOKENS/MONTH' END
FROM account, generate_series(1, $1::bigint) AS n,
    LATERAL (SELECT CASE WHEN n % 3 = 0 THEN 0 ELSE 8 * (n % 7 + 1) END AS cost,
        opened_at + n * (365.0 / $1) * interval '1 day' AS at) AS made"""
SCAN = """
SELECT count(*), count(*) FILTER (WHERE terms LIKE '% %'), -sum(tokens) FROM entry
WHERE kind = 'USAGE'"""
FOLDED = (
    "SELECT sum(requests), sum(requests) FILTER (WHERE tier = 'FREE'), sum(cost) FROM usage_day"
)


async def measure(server_url: str, uses: int) -> dict[str, object]:
    url = await create_database(server_url, "analytics")
    await upgrade(url)
    accounts = uses // USES_AN_ACCOUNT
    connection = await asyncpg.connect(url)
    await connection.execute(BARE)
    generated = time.perf_counter()
    await connection.execute(ACCOUNTS, accounts, NOW - timedelta(days=730), USES_AN_ACCOUNT)
    await connection.execute(ALLOWANCES)
    await connection.execute(USES, USES_AN_ACCOUNT)
    await connection.execute(KEYED)
    generated = time.perf_counter() - generated
    await connect(url)
    try:
        begun = time.perf_counter()
        await Rollups(Taker(), lambda: NOW).sweep()
        seconds = time.perf_counter() - begun
        begun = time.perf_counter()
        expected = tuple(await connection.fetchrow(SCAN))
        scan = time.perf_counter() - begun
        if tuple(await connection.fetchrow(FOLDED)) != expected:
            raise RuntimeError("the rollups differ from the entries")
        reads = {name: await _read(days) for name, days in RANGES.items()}
    finally:
        await disconnect()
        await connection.close()
    return {
        "uses": uses,
        "accounts": accounts,
        "generated_seconds": round(generated, 1),
        "fold_seconds": round(seconds, 1),
        "folded_per_second": round((uses + accounts) / seconds),
        "full_scan_ms": round(scan * 1_000),
        "page_ms": reads,
    }


async def _read(days: int) -> dict[str, float]:
    """Return the median and the longest time of some reads, in milliseconds."""
    asked = days_of(NOW - timedelta(days=days - 1), None, NOW)
    free = Plan(FREE_PLAN, "Free", "", Money(0, "USD"), (Allowance(10_000, QuotaPeriod.MONTH),))
    catalog = Catalog(providers={}, models={}, packs={}, plans={FREE_PLAN: free})
    times = []
    for _ in range(READS):
        begun = time.perf_counter()
        await figures(asked, catalog, today=NOW.date())
        times.append((time.perf_counter() - begun) * 1_000)
    return {"median": round(statistics.median(times), 1), "worst": round(max(times), 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uses", type=int, default=10_000_000)
    uses = parser.parse_args().uses
    directory = Path(tempfile.gettempdir())
    with postgres_server(directory=directory, settings=SETTINGS) as url:
        sys.stdout.write(json.dumps(asyncio.run(measure(url, uses)), indent=2) + "\n")


if __name__ == "__main__":
    main()
