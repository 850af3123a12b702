"""The audit that never ends: accounts that changed of late, replayed in the background.

An account is replayed from its first entry once, and from then on only by what is new, as long as
its replay is remembered. It works for a small share of the time, a few entries at once, so that
requests hardly wait for it. `python -m server audit` proves all there is; this finds what breaks
today, today.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from time import monotonic, perf_counter

from billing.ledger.account import Account
from db.audit.reading import read_account, read_entries, read_grants
from db.audit.rows import Read
from services.audit.audit import Case, Fault
from services.audit.plans import Plans
from services.commit.changed import Taker

logger = logging.getLogger(__name__)

SLICE = 50
"""Entries replayed before others have their turn: some milliseconds."""
SHARE = 0.05
"""Of the time, at most: after every slice it rests for as long as makes that true."""
ENTRIES_MAX = 20_000
"""An account with more that are not replayed yet is left to `python -m server audit`."""
REMEMBERED_MAX = 1_000
"""Replays kept, of the accounts audited last."""
GRANTS_REMEMBERED_MAX = 1_000
"""A replay with more grants is not kept."""
FAULTY_MAX = 1_000
RECHECK_SECONDS = 60.0
"""How soon an account at fault is looked at again, to hear whether it was mended."""
SHOWN_MAX = 20


class ContinuousAudit:
    """One a process, for what this process changed. `per_second` is at least 1.

    `accounts` and `entries` count what was audited since the start, `left_out` accounts too long.
    """

    def __init__(self, taker: Taker, *, per_second: int, share: float = SHARE) -> None:
        self.accounts = self.entries = self.left_out = 0
        self._taker = taker
        self._pause = 1 / per_second
        # Seconds of rest for each second of work.
        self._rest = 1 / share - 1
        self._plans = Plans()
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._faulty: dict[str, list[Fault]] = {}
        self._audited_at = monotonic()
        self._recheck_at = self._audited_at + RECHECK_SECONDS

    @property
    def waiting(self) -> int:
        """Accounts that changed and were not audited since."""
        return len(self._taker)

    @property
    def forgotten(self) -> int:
        """Changes that there was no room to remember, since the start."""
        return self._taker.forgotten

    @property
    def faulty(self) -> int:
        """Accounts that were found at fault and not yet found sound again."""
        return len(self._faulty)

    @property
    def idle_seconds(self) -> float:
        """Since an account was audited, or 0 when none waits."""
        return monotonic() - self._audited_at if self.waiting else 0.0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            started = monotonic()
            await self._next()
            await asyncio.sleep(max(0.0, self._pause - (monotonic() - started)))

    async def _next(self) -> None:
        if monotonic() >= self._recheck_at:
            self._recheck_at = monotonic() + RECHECK_SECONDS
            for name in self._faulty:
                self._taker.note(name)
        if not self.waiting:
            # Nothing was waited for until now.
            self._audited_at = monotonic()
        for name in self._taker.take(1):
            try:
                await self.audit(name)
            # A database that is away for a while must not end the audit.
            except Exception as error:  # noqa: BLE001
                logger.warning("an account could not be audited: %r", error)
                self._taker.note(name)

    async def audit(self, account_id: str) -> list[Fault]:
        """What is wrong with the account as it is now. Raises what the database raises."""
        known = self._cases.pop(account_id, None)
        faults = await self._audit(account_id, known)
        if faults and known is not None:
            # What is remembered may be of a history that is no more: after an erasure or a restore.
            anew = await self._audit(account_id, None)
            # Too long for that, what was found counts: a fault must not go unheard.
            faults = faults if anew is None else anew
        self._audited_at = monotonic()
        if faults is None:
            return []
        self._report(account_id, faults)
        return faults

    async def _audit(self, account_id: str, known: Case | None) -> list[Fault] | None:
        """None for an account that is too long: nothing is known of it."""
        read = await read_account(account_id)
        if read is None:
            return []
        case = known if known and known.continues(read) else Case(read)
        if read.number - case.revision > ENTRIES_MAX:
            self.left_out += 1
            return None
        # After the account: what it was renewed under was applied before.
        faults = [Fault(what) for what in await self._plans.refresh()]
        faults += await self._replay(case, read)
        faults += [Fault(what, account_id, read.number) for what in case.close(self._plans)]
        self.accounts += 1
        if not faults:
            self._remember(account_id, case)
        return faults

    async def _replay(self, case: Case, read: Read[Account]) -> list[Fault]:
        faults: list[Fault] = []
        case.read = read
        ids, more = [read.account_id], True
        while more:
            started, after = perf_counter(), case.revision
            entries = await read_entries(ids, after=after, upto=read.number, limit=SLICE)
            more = len(entries) == SLICE
            reached = entries[-1].number if more else read.number
            grants = await read_grants(ids, after=after, upto=reached)
            for whats, number in (
                *((case.take_grant(grant), grant.number) for grant in grants),
                *((case.take_entry(entry), entry.number) for entry in entries),
            ):
                faults += [Fault(what, read.account_id, number) for what in whats]
            case.revision = reached
            self.entries += len(entries)
            await asyncio.sleep((perf_counter() - started) * self._rest)
        return faults

    def _remember(self, account_id: str, case: Case) -> None:
        if case.grants <= GRANTS_REMEMBERED_MAX:
            self._cases[account_id] = case
        if len(self._cases) > REMEMBERED_MAX:
            self._cases.popitem(last=False)

    def _report(self, account_id: str, faults: list[Fault]) -> None:
        before = self._faulty.pop(account_id, [])
        if faults and len(self._faulty) < FAULTY_MAX:
            self._faulty[account_id] = faults[:SHOWN_MAX]
        if faults[:SHOWN_MAX] == before:
            return
        for fault in faults[:SHOWN_MAX]:
            logger.error("the audit found a fault: %s", _printable(fault))
        if len(faults) > SHOWN_MAX:
            logger.error("… and %d more of account %r", len(faults) - SHOWN_MAX, account_id)
        if before and not faults:
            logger.info("the audit finds account %r sound again", account_id)


def _printable(fault: Fault) -> str:
    """What was tampered with may hold anything, also what moves a terminal's cursor."""
    return str(fault).encode("unicode_escape").decode()
