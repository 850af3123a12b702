"""The proof of the rollups: they equal a new count of the entries that they contain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any

from billing.analytics.recount import Recount
from db.analytics import recount as db
from db.analytics.blocks import BlockSpan, wrong_blocks
from db.analytics.recount import RolledAccount
from db.engine.sql import Connection
from db.payments.money import purchases_booked, subscriptions_booked
from services.payments.money import book_all, received_of, returned_of

ACCOUNTS_A_PAGE = 200
BLOCKS_A_PAGE = 50

Rollup = Mapping[tuple[Any, ...], Sequence[int]]


async def recount(on_fault: Callable[[str], None], on_account: Callable[[], None]) -> None:
    """Read every folded entry, as of one instant; a server may run meanwhile. Report every
    difference to `on_fault`; call `on_account` after each account. Memory is bounded by the size of
    the rollups, not by the number of entries."""
    made = Recount()
    async with db.one_instant() as conn:
        for table, account_id in await db.strays(conn):
            on_fault(f"{table} has account {account_id}, which does not exist")
        after = ""
        while page := await db.read_rolled(conn, after=after, limit=ACCOUNTS_A_PAGE):
            await _page(conn, page, made, on_fault, on_account)
            after = page[-1].account_id
        made.close()
        for day, model, requests, tokens in await db.read_past(conn):
            made.imported(day, model, requests=requests, tokens=tokens)
        for table, rollup in _rollups(made).items():
            for fault in _differences(table, await db.read_rollup(conn, table), rollup):
                on_fault(fault)
        async for fault in _misbooked(conn):
            on_fault(fault)


async def rebuild() -> None:
    """Empty the rollups, so that all entries are folded again, and book unbooked money."""
    await db.empty_rollups()
    await book_all()


async def _misbooked(conn: Connection) -> AsyncIterator[str]:
    after = ""
    while page := await purchases_booked(conn, after=after, limit=ACCOUNTS_A_PAGE):
        for name, facts, booked in page:
            net = received_of(facts) - returned_of(facts)
            if booked != net:
                yield f"money_entry of purchase {name} sums up to {booked}, but its facts to {net}"
        after = page[-1][0]
    after = ""
    while more := await subscriptions_booked(conn, after=after, limit=ACCOUNTS_A_PAGE):
        for name, known, booked in more:
            paid = known.invoices.values()
            net = sum(received_of(facts) - returned_of(facts) for facts in paid)
            if booked != net:
                yield f"money_entry of {name} sums up to {booked}, but its invoices to {net}"
        after = more[-1][0]


async def _page(
    conn: Connection,
    page: Sequence[RolledAccount],
    made: Recount,
    on_fault: Callable[[str], None],
    on_account: Callable[[], None],
) -> None:
    ids = [account.account_id for account in page]
    past = await db.read_months(conn, ids, past=True)
    noted = await db.read_months(conn, ids, past=False)
    entries = db.read_entries(conn, page)
    entry = await anext(entries, None)
    for account in page:
        if account.revision > account.upto:
            on_fault(f"account {account.account_id} is folded beyond its revision {account.upto}")
        made.begin(account.opened_at)
        while entry is not None and entry.account_id == account.account_id:
            made.add(entry)
            entry = await anext(entries, None)
        for month in past[account.account_id]:
            made.was_active(month)
        for month in sorted(made.active ^ noted[account.account_id]):
            known = "lacks" if month in made.active else "has"
            on_fault(f"active_month {known} account {account.account_id} in {month}")
        for first in range(0, account.blocks, BLOCKS_A_PAGE):
            end = min(first + BLOCKS_A_PAGE, account.blocks)
            span = BlockSpan(account.account_id, first, end)
            for table, per, block in await wrong_blocks(conn, span):
                on_fault(
                    f"{table} of account {span.account_id} is wrong per {per} in block {block}"
                )
        on_account()


def _rollups(made: Recount) -> dict[str, Rollup]:
    return {
        "usage_day": made.usage,
        "unit_day": made.units,
        "token_day": made.tokens,
        "event_day": {key: (number,) for key, number in made.events.items()},
        "cohort_month": {key: (number,) for key, number in made.cohorts.items()},
    }


def _differences(table: str, found: Rollup, made: Rollup) -> Iterator[str]:
    for key in sorted(found.keys() | made.keys()):
        kept, counted = tuple(found.get(key, ())), tuple(made.get(key, ()))
        if kept != counted and any((*kept, *counted)):
            name = " ".join(map(str, key))
            yield f"{table} {name} is {kept}, but its entries make {counted}"
