"""The proof of billing rule 10: every account is recomputed from its entries and compared.

Memory is bounded: accounts are read in pages, entries in chunks. A server may run meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from billing.audit.codes import code_faults
from billing.audit.plan_discounts import order_faults, sold_faults
from billing.audit.pools import PoolCount, pool_faults
from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from db.audit.anchors import put_anchors
from db.audit.codes import code_counts
from db.audit.plan_discounts import discounted_orders, sold_changes
from db.audit.reading import read_accounts, read_entries, read_grants
from db.audit.rows import ReadRow
from db.audit.sides import one_sided
from db.audit.tables import Stray, missing_triggers, strays, unswept
from db.pools import StandingRow, standing
from db.privacy.erasure import left_erasing
from services.audit.anchors import begin_at_anchors
from services.audit.case import Case, Fault
from services.audit.plans import Plans

ValueT = TypeVar("ValueT")

ACCOUNTS_A_PAGE = 200
ENTRIES_A_CHUNK = 2_000


@dataclass(slots=True)
class AuditReport:
    """The numbers of accounts and entries read, and of faults found."""

    accounts: int = 0
    entries: int = 0
    faults: int = 0


async def audit(
    on_fault: Callable[[Fault], None],
    on_progress: Callable[[AuditReport], None],
    *,
    from_anchors: bool = False,
) -> AuditReport:
    """Read everything; report faults as they are found, and progress after every chunk.
    `from_anchors` leaves out the entries before the anchor of their account, and moves the anchors
    of the accounts without a fault.

    Raises only what the database raises. An account that is opened meanwhile may be left out.
    """
    auditor = _Auditor(on_fault, on_progress, from_anchors=from_anchors)
    await auditor.tables()
    pools = await standing()
    after = ""
    while page := await read_accounts(after=after, limit=ACCOUNTS_A_PAGE):
        await auditor.page(page)
        after = page[-1].account_id
    auditor.pools(pools, await standing())
    return auditor.report


class _Auditor:
    def __init__(
        self,
        on_fault: Callable[[Fault], None],
        on_progress: Callable[[AuditReport], None],
        *,
        from_anchors: bool,
    ) -> None:
        self.report = AuditReport()
        self._from_anchors = from_anchors
        self._on_fault = on_fault
        self._on_progress = on_progress
        self._plans = Plans()
        self._pools = PoolCount()

    async def tables(self) -> None:
        for table, trigger in await missing_triggers():
            self._tell(Fault(f"table {table}: its trigger {trigger} is missing or disabled"))
        for account_id in await left_erasing():
            self._tell(Fault(f"account {account_id}: its rows are open to deletion (erasing)"))
        for stray in await strays():
            self._tell(Fault(_described(stray), stray.account_id, stray.number))
        for side in await one_sided():
            what = "the entry of the other side, person or team, does not fit"
            self._tell(Fault(what, side.account_id, side.revision))
        for team in await unswept():
            self._tell(Fault(f"team {team}: it is closed and has tokens, and no sweep looks at it"))
        for count in await code_counts():
            for what in code_faults(count):
                self._tell(Fault(what))
        async for order in discounted_orders():
            for what in order_faults(order):
                self._tell(Fault(what))
        async for change, subscription in sold_changes():
            for what in sold_faults(change, subscription):
                self._tell(Fault(what))

    def pools(self, before: Sequence[StandingRow], after: Sequence[StandingRow]) -> None:
        """Compare the pools with the entries. A window that changed meanwhile is left out."""
        counts, limits = Counter[str](), Counter[str]()
        for row in after:
            counts[row.key] += row.used
            limits[row.key] += row.amount_max
        moved = frozenset(row.key for row in {*before} ^ {*after})
        stored = ((key, counts[key], limit) for key, limit in limits.items())
        for what in pool_faults(self._pools, stored, moved):
            self._tell(Fault(what))

    async def page(self, accounts: Sequence[ReadRow[Account]]) -> None:
        # Read after the accounts: the catalogs that renewed them were applied before.
        for what in await self._plans.refresh():
            self._tell(Fault(what))
        anchored: dict[str, Case] = {}
        if self._from_anchors:
            anchored, faults = await begin_at_anchors(accounts, Case)
            for fault in faults:
                self._tell(fault)
        for case in anchored.values():
            await self._cases({case.read.account_id: case})
        for group in _groups([one for one in accounts if one.account_id not in anchored]):
            await self._cases({read.account_id: Case(read) for read in group})

    async def _cases(self, cases: Mapping[str, Case]) -> None:
        """Replay accounts, up to what was read of them. An account at its anchor is alone."""
        group = [case.read for case in cases.values()]
        after = max(case.revision for case in cases.values())
        async for grants, entries in _chunks(group, after):
            for grant in grants:
                self._tell_all(grant, cases[grant.account_id].take_grant(grant))
            for entry in entries:
                self._tell_all(entry, cases[entry.account_id].take_entry(entry))
            self.report.entries += len(entries)
            self._on_progress(self.report)
        for case in cases.values():
            await self._close(case)
        self.report.accounts += len(cases)
        self._on_progress(self.report)

    async def _close(self, case: Case) -> None:
        case.revision = case.read.number
        anchor = case.anchor() if self._from_anchors else None
        whats = case.close(self._plans)
        self._tell_all(case.read, whats)
        self._pools.add(case.pools)
        if anchor is not None and not whats:
            await put_anchors([anchor])

    def _tell_all(self, read: ReadRow[Any], whats: Sequence[str]) -> None:
        for what in whats:
            self._tell(Fault(what, read.account_id, read.number))

    def _tell(self, fault: Fault) -> None:
        self.report.faults += 1
        self._on_fault(fault)


def _groups(accounts: Sequence[ReadRow[Account]]) -> Iterator[list[ReadRow[Account]]]:
    """Group accounts whose entries fit in one chunk; a larger account is its own group."""
    group: list[ReadRow[Account]] = []
    size = 0
    for account in accounts:
        if group and size + account.number > ENTRIES_A_CHUNK:
            yield group
            group, size = [], 0
        group.append(account)
        size += account.number
    if group:
        yield group


async def _chunks(
    group: Sequence[ReadRow[Account]], after: int
) -> AsyncIterator[tuple[list[ReadRow[Grant]], list[ReadRow[Entry]]]]:
    """Read grants and entries after a revision, up to each account's own."""
    bounds = {account.account_id: account.number for account in group}
    ids, upto = list(bounds), max(bounds.values())
    # A single account is read to its end: tampered revisions do not tell its size.
    limit = ENTRIES_A_CHUNK if len(group) == 1 else None
    more = after < upto
    while more:
        entries = await read_entries(ids, after=after, upto=upto, limit=limit)
        more = len(entries) == limit
        reached = entries[-1].number if more else upto
        grants = await read_grants(ids, after=after, upto=reached)
        yield _within(grants, bounds), _within(entries, bounds)
        after = reached


def _within(rows: list[ReadRow[ValueT]], bounds: dict[str, int]) -> list[ReadRow[ValueT]]:
    # Entries that a server appended after the accounts were read are beyond their bounds.
    return [row for row in rows if row.number <= bounds[row.account_id]]


def _described(stray: Stray) -> str:
    rows = f"{stray.rows} rows of {stray.table} from here on"
    if stray.revision is None:
        return f"{rows} belong to no account"
    return f"{rows} are beyond the account's revision {stray.revision}"
