"""Times of reads of one large account: `python -m bench.large_account --uses 1160000`.

The uses are inserted by SQL into a separate database: on PostgreSQL, or on SQLite with `--sqlite`.
They cover 60 days, many models and sizes of input, and some of them occurred an hour before they
were recorded. Their digests are empty, so an audit would refuse them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from bench.postgres import create_database, postgres_server
from bench.servers import ROOT
from billing.catalog.price_book import PriceBook, price_book
from billing.insights.bands import bands
from billing.ledger.account import Account, open_account
from db.commit.journal import journal
from db.engine.config import connect, disconnect
from db.engine.sql import default_connection, dialect_of, rows
from db.migrate import upgrade
from gateways.catalog.file import read_catalog
from schema.enums import UsageGrouping
from services.analytics.rollups import Rollups
from services.commit.changed import Taker
from services.insights.insights import forecasts, saved, suggested
from services.insights.summaries import usage_totals
from services.ledger.history import page_of

NAME = "large"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SPAN = timedelta(days=60)
READS = 9
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "8GB", "synchronous_commit": "off"}
RARE = "gpt-4-turbo"

# The times of `n`, and its bytes, in the words of each database.
_TIME = {
    "postgres": "$2::timestamptz + ({n}) * interval '1 microsecond'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000+00:00', unixepoch($2) + ({n}) / 1e6, 'unixepoch')",
}
_KEY = {"postgres": "decode(md5(CAST($1 AS TEXT) || n), 'hex')", "sqlite": "randomblob(16)"}
_NONE = {"postgres": "''::bytea", "sqlite": "x''"}
OPENING = """
INSERT INTO entry (account_id, revision, kind, tokens, balance, charges, recorded_at, occurred_at,
    digest)
VALUES ($1, 1, 'ALLOWANCE', 0, 0, '[]', $2, $2, {none})"""
USES = """
INSERT INTO entry (account_id, revision, kind, tokens, balance, charges, recorded_at, occurred_at,
    key_hash, idempotency_key, fingerprint, digest, model, input_tokens, output_tokens,
    cached_input_tokens, terms)
WITH RECURSIVE numbers (n) AS (
    SELECT CAST($4 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < CAST($5 AS BIGINT)),
made AS (
    SELECT n, CASE WHEN n % 3 = 0 THEN 0 ELSE 8 * (n % 7 + 1) END AS cost,
        n * CAST($3 AS BIGINT) AS at, CASE n % 23 WHEN 0 THEN 150000 WHEN 1 THEN 40000
            ELSE (n * 7919) % 9000 END AS size
    FROM numbers)
SELECT CAST($1 AS TEXT), n + 1, 'USAGE', -cost, 0, CASE WHEN cost = 0 THEN '[]'
        ELSE '[[1,"' || CASE WHEN n % 2 = 0 THEN 'ALLOWANCE' ELSE 'PACK' END || '",' || cost || ']]'
    END,
    {recorded}, {occurred}, {key}, CAST(n AS TEXT), {key}, {none},
    CASE WHEN n % 10007 = 1 THEN '{rare}' WHEN cost > 0
        THEN CASE n % 4 WHEN 0 THEN 'gpt-4' WHEN 1 THEN 'gpt-4o' WHEN 2 THEN 'chat-latest'
            ELSE 'computer-use-preview' END
        ELSE CASE n % 4 WHEN 0 THEN 'qwen-turbo' WHEN 1 THEN 'qwen-plus' WHEN 2 THEN 'qwen-max'
            ELSE 'google/gemini-2.5-pro' END END,
    size, 1 + n % 50, 0, CASE WHEN cost = 0 THEN '1000000 TOKENS/MONTH' ELSE '8/8/8' END
        || CASE WHEN n % 50 = 7 THEN ';FLEX' WHEN n % 50 = 9 THEN ';SEARCHES=2' ELSE '' END
FROM made"""


@contextmanager
def _server(sqlite: bool) -> Iterator[str | Path]:
    if sqlite:
        with tempfile.TemporaryDirectory(prefix="billing-large-") as folder:
            yield Path(folder)
    else:
        with postgres_server(directory=Path(tempfile.gettempdir()), settings=SETTINGS) as url:
            yield url


@asynccontextmanager
async def large_account(server: str | Path, uses: int) -> AsyncIterator[Account]:
    """Connect to a new database with the account; yield the account."""
    if isinstance(server, Path):
        url = f"sqlite://{server}/large.db"
    else:
        url = await create_database(server, "large")
    await upgrade(url)
    await connect(url)
    try:
        account = open_account(NAME, plan="FREE", now=NOW - SPAN)._replace(revision=uses + 1)
        async with journal() as ledger:
            await ledger.open([account])
        await add_uses(NAME, NOW - SPAN, SPAN, uses)
        yield account
    finally:
        await disconnect()


async def add_uses(
    account_id: str, start: datetime, span: timedelta, uses: int, *, first: int = 0
) -> None:
    """Insert uses after the first entry, in equal steps of time; `first` of them exist already.
    The first entry is one of an allowance."""
    dialect = dialect_of(default_connection())
    if not first:
        await rows(
            OPENING.format(none=_NONE[dialect]),
            account_id,
            start,
        )
    step = span // timedelta(microseconds=1) // uses
    late = "at - CASE WHEN n % 97 = 0 THEN 3600000000 ELSE 0 END"
    text = USES.format(
        recorded=_TIME[dialect].format(n="at"),
        occurred=_TIME[dialect].format(n=late),
        key=_KEY[dialect],
        none=_NONE[dialect],
        rare=RARE,
    )
    await rows(text, account_id, start, step, first + 1, uses)
    if dialect == "postgres":
        await rows("ANALYZE entry")


def _reads(account: Account, book: PriceBook) -> dict[str, Callable[[], Awaitable[object]]]:
    month = NOW - timedelta(days=30, minutes=7)

    def summary(by: UsageGrouping, zone: str = "UTC") -> Awaitable[object]:
        return usage_totals(NAME, book, start=month, end=None, by=by, time_zone=zone)

    def page(**wanted: object) -> Awaitable[object]:
        # The callers below name only arguments of `page_of`, with its types.
        return page_of(NAME, size=20, before=None, uses_only=True, **wanted)  # type: ignore[arg-type]

    return {
        "usageSummary by MODEL, 30 days": lambda: summary(UsageGrouping.MODEL),
        "usageSummary by DAY, 30 days": lambda: summary(UsageGrouping.DAY),
        "usageSummary by DAY in Kolkata": lambda: summary(UsageGrouping.DAY, "Asia/Kolkata"),
        "usageSummary by MODEL, all time": lambda: usage_totals(
            NAME, book, start=None, end=None, by=UsageGrouping.MODEL, time_zone="UTC"
        ),
        "forecast": lambda: forecasts(account, book, NOW),
        "suggestions": lambda: suggested(account, book, NOW),
        "savings, 30 days": lambda: saved(NAME, book, NOW, start=month, end=None, instead_of=None),
        "usage(model:)": lambda: page(models=[RARE]),
        "usage(model:) without a use": lambda: page(models=["gpt-5"]),
        "usage(to:)": lambda: page(end=NOW - SPAN + timedelta(minutes=90)),
        "usage(from:)": lambda: page(start=NOW),
    }


async def _timed(read: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(READS):
        begun = perf_counter()
        await read()
        times.append((perf_counter() - begun) * 1_000)
    return round(statistics.median(times), 1)


async def measure(server: str | Path, uses: int, *, unfolded: bool) -> dict[str, object]:
    begun = perf_counter()
    async with large_account(server, uses) as account:
        made = perf_counter() - begun
        book = price_book([read_catalog(ROOT / "catalog.yaml")[1]])
        reads = _reads(account, book)
        before = {name: await _timed(read) for name, read in reads.items() if unfolded}
        begun = perf_counter()
        await Rollups(Taker(), lambda: NOW, lambda: bands(book, NOW)).sweep()
        folded = perf_counter() - begun
        after = {name: await _timed(read) for name, read in reads.items()}
    return {
        "uses": uses,
        "generated_seconds": round(made, 1),
        "fold_seconds": round(folded, 1),
        "ms_before": before,
        "ms_after": after,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uses", type=int, default=1_160_000)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--unfolded", action="store_true", help="Also read without sums.")
    asked = parser.parse_args()
    with _server(asked.sqlite) as server:
        found = asyncio.run(measure(server, asked.uses, unfolded=asked.unfolded))
    sys.stdout.write(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
