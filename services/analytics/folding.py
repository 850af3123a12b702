"""Folds entries into the rollups: in one transaction, exactly once, in any process."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from billing.analytics.tally import DEBT, Moves, Tally
from billing.catalog.catalog import FREE_PLAN
from billing.days import month_of
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.hold import closed_by
from db.analytics import rollups as db
from db.analytics.blocks import BlockSpan, add_blocks
from db.analytics.rollups import Segment, Span
from db.engine.sql import Connection, dialect_of
from db.engine.transactions import transaction
from db.ledger.blocks import BLOCK_ENTRIES

ENTRIES_MAX = {"sqlite": 5_000, "postgres": 100_000}
"""The most entries per transaction. On SQLite it blocks all writers, on PostgreSQL only other
folds."""


Bands = Callable[[], Sequence[int]]
"""Returns the numbers of input tokens that summaries tell apart."""


async def fold(ids: Iterable[str], bands: Bands = tuple) -> set[str]:
    """Fold the accounts' entries up to the given revisions, in one transaction of at most
    ENTRIES_MAX entries, and sum at most as many entries of blocks. Return the accounts with entries
    left to fold or to sum."""
    async with transaction() as conn:
        behind = await db.lock_behind(conn, ids)
        room = ENTRIES_MAX[dialect_of(conn)]
        spans = _bounded(behind, room)
        if fresh := [span for span in spans if span.low < span.high]:
            await _fold(conn, fresh)
        blocks = _blocks(spans, room // BLOCK_ENTRIES)
        if blocks:
            await add_blocks(conn, blocks, bands())
    folded = {span.account_id: span.high for span in spans}
    summed = {span.account_id: span.end for span in blocks}
    return {
        span.account_id
        for span in behind
        if folded.get(span.account_id) != span.high
        or summed.get(span.account_id, span.blocks) != span.high // BLOCK_ENTRIES
    }


def _bounded(behind: Sequence[Span], room: int) -> list[Span]:
    spans: list[Span] = []
    for span in behind:
        if room:
            spans.append(span._replace(high=min(span.high, span.low + room)))
            room -= spans[-1].high - span.low
    return spans


def _blocks(spans: Sequence[Span], room: int) -> list[BlockSpan]:
    """Return the complete blocks of folded entries that have no sums, at most `room`."""
    found: list[BlockSpan] = []
    for span in spans:
        end = min(span.high // BLOCK_ENTRIES, span.blocks + room)
        if end > span.blocks:
            found.append(BlockSpan(span.account_id, span.blocks, end))
            room -= end - span.blocks
    return found


async def _fold(conn: Connection, spans: Sequence[Span]) -> None:
    tallies, segments = await _tallied(conn, spans)
    moves, events = _summed(tallies)
    for day, source, tokens in await db.spent(conn, spans):
        moves[day, source][1] += tokens
    debts, detailed = await db.owed(conn, spans)
    for day, tokens in debts:
        moves[day, DEBT][1] += tokens
    await db.add_uses(conn, segments)
    if detailed:
        await db.add_units(conn, spans)
    await db.add_moves(conn, moves)
    await db.add_events(conn, events)
    cohorts = {span.account_id: month_of(span.opened_at.date()) for span in spans}
    active = await db.add_active_months(conn, spans)
    await db.add_cohorts(conn, Counter((cohorts[name], month) for name, month in active))
    await db.set_rolled(conn, spans)


async def _tallied(conn: Connection, spans: Sequence[Span]) -> tuple[list[Tally], list[Segment]]:
    """Fold all entries except uses, and follow the plans of the accounts."""
    turns: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in await db.turns(conn, spans):
        turns[entry.account_id].append(entry)
    earlier = [span for span in spans if span.low]
    before = await db.stood(conn, earlier)
    buyers = await db.buyers(conn, [span for span in earlier if _buys(turns[span.account_id])])
    placed = await db.hold_charges(conn, _settled(turns.values()))
    tallies: list[Tally] = []
    segments: list[Segment] = []
    for span in spans:
        tally = Tally(
            span.opened_at,
            **before.get(span.account_id, _NEW)._asdict(),
            has_bought=span.account_id in buyers,
            holds=placed[span.account_id],
        )
        segments += _segments(span, tally, turns[span.account_id])
        tallies.append(tally)
    return tallies, segments


_NEW = db.Stood(FREE_PLAN, has_subscribed=False)


def _buys(turns: Sequence[Entry]) -> bool:
    return any(entry.kind is EntryKind.PURCHASE for entry in turns)


def _settled(turns: Iterable[Sequence[Entry]]) -> list[tuple[str, int]]:
    """Return the holds whose settling paid debt."""
    closing = [
        (entry.account_id, closed_by(entry.reason))
        for entries in turns
        for entry in entries
        if entry.kind is EntryKind.USAGE
    ]
    return [(name, closed[0]) for name, closed in closing if closed]


def _segments(span: Span, tally: Tally, turns: Sequence[Entry]) -> Iterable[Segment]:
    """Tally the entries; an entry that changes the plan begins a new segment."""
    low = span.low
    for entry in turns:
        plan = tally.plan
        if entry.kind is EntryKind.USAGE:
            tally.repay(entry)
        else:
            tally.add(entry)
        if tally.plan != plan:
            yield Segment(span.account_id, low, entry.revision, plan)
            low = entry.revision
    yield Segment(span.account_id, low, span.high, tally.plan)


def _summed(tallies: Sequence[Tally]) -> tuple[Moves, Counter[tuple[date, str]]]:
    moves: Moves = defaultdict(lambda: [0, 0, 0, 0])
    events: Counter[tuple[date, str]] = Counter()
    for tally in tallies:
        events += tally.events
        for key, tokens in tally.tokens.items():
            for place, one in enumerate(tokens):
                moves[key][place] += one
    return moves, events
