"""The continuous audit: replays recently changed accounts in the background.

An account is replayed once a day from its first entry. As long as this replay is in memory, later
audits read only new entries. A large account is replayed in passes. One such replay is under way at
a time, and between two passes other accounts have as much time as a pass took. After each pass its
anchor is moved, and every later replay begins there, also after a restart: so its time depends on
what is new. The audit uses a small share of the time, a few entries at once, so that requests
hardly wait for it. `python -m server audit` proves all accounts; the continuous audit finds faults
of the accounts that change on the same day, also in old entries, but not in those before an anchor.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from time import monotonic, perf_counter

from billing.audit.anchors.anchor import Anchor
from billing.ledger.account import Account
from db.audit.anchors import put_anchors
from db.audit.reading import read_account, read_entries, read_grants
from db.audit.rows import ReadRow
from services.audit.anchors import begin_at_anchors
from services.audit.case import Case, Fault
from services.audit.plans import Plans
from services.commit.changed import Taker

logger = logging.getLogger(__name__)

SLICE = 50
"""Entries replayed before other tasks run: a few milliseconds."""
SHARE = 0.05
"""The largest share of time: after every slice the audit rests long enough to keep it."""
LARGE = 20_000
"""An account with more entries begins at its anchor. A replay of fewer takes seconds."""
PASS_MAX = 5_000
"""The most entries of an account that are replayed before other accounts."""
REMEMBERED_MAX = 1_000
"""The most replays kept, of the accounts audited last."""
LARGE_MAX = 1_000
"""The most large accounts that wait. Further ones come again when they change again."""
GRANTS_REMEMBERED_MAX = 1_000
"""A finished replay with more grants is not kept."""
REMEMBERED_SECONDS = 86_400.0
"""How long after its beginning a finished replay is kept. Then old entries are read again."""
FAULTY_MAX = 1_000
RECHECK_SECONDS = 60.0
"""How soon a faulty account is audited again, to see whether it was repaired."""
SHOWN_MAX = 20


class _Replaying(Case):
    """The replay of an account, which continues in later audits."""

    def __init__(self, read: ReadRow[Account]) -> None:
        super().__init__(read)
        self.is_finished = False
        self._begun_at = monotonic()

    def continues(self, read: ReadRow[Account]) -> bool:
        is_old = monotonic() - self._begun_at >= REMEMBERED_SECONDS
        return super().continues(read) and not (self.is_finished and is_old)


class ContinuousAudit:
    """One per process, for its own changes. `per_second` is at least 1.

    `accounts` and `entries` count what was audited since the start.
    """

    def __init__(self, taker: Taker, *, per_second: int, share: float = SHARE) -> None:
        self.accounts = self.entries = 0
        self._taker = taker
        self._pause = 1 / per_second
        # Seconds of rest for each second of work.
        self._rest = 1 / share - 1
        self._plans = Plans()
        self._cases: OrderedDict[str, _Replaying] = OrderedDict()
        # Large accounts, in turn. Only the first one is replayed.
        self._large: dict[str, _Replaying | None] = {}
        self._others_until = 0.0
        self._left_out = 0
        self._faulty: dict[str, list[Fault]] = {}
        self._auditing = asyncio.Lock()
        self._audited_at = monotonic()
        self._recheck_at = self._audited_at + RECHECK_SECONDS

    @property
    def waiting(self) -> int:
        """The number of changed accounts that wait for their audit."""
        return len(self._taker)

    @property
    def unfinished(self) -> int:
        """The number of large accounts whose replay is under way, or waits for that of another."""
        return len(self._large)

    @property
    def forgotten(self) -> int:
        """The number of changes that were dropped since the start."""
        return self._taker.forgotten + self._left_out

    @property
    def faulty(self) -> int:
        """The number of accounts whose last audit found a fault."""
        return len(self._faulty)

    @property
    def idle_seconds(self) -> float:
        """Seconds since the last audit of an account, or 0 when none waits."""
        return monotonic() - self._audited_at if self.waiting else 0.0

    async def run(self) -> None:
        """Audit until cancelled."""
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
            # Nothing waited until now.
            self._audited_at = monotonic()
        for name in self._taker.take(1):
            # The replay that is under way comes to what is new, too.
            if name not in self._large:
                await self._try(name)
        if self._large and (not self.waiting or monotonic() >= self._others_until):
            started = monotonic()
            await self._try(next(iter(self._large)))
            self._others_until = 2 * monotonic() - started

    async def _try(self, account_id: str) -> None:
        try:
            await self.audit(account_id)
        # A database that is temporarily unavailable must not end the audit.
        except Exception as error:  # noqa: BLE001
            logger.warning("an account could not be audited: %r", error)
            if account_id in self._large:
                # The others' turn: perhaps only this account can't be read.
                self._large[account_id] = self._large.pop(account_id)
            else:
                self._taker.note(account_id)

    async def audit(self, account_id: str) -> list[Fault]:
        """Return the account's faults in its present state; of a large account, those that this
        pass found. Raises the database's errors."""
        # One at a time: the result of an earlier read must not replace that of a later one.
        async with self._auditing:
            faults, is_whole = await self._faults(account_id)
        self._audited_at = monotonic()
        if faults or is_whole:
            self._report(account_id, faults)
        return faults

    async def _faults(self, account_id: str) -> tuple[list[Fault], bool]:
        """Return the faults, and whether the account was replayed up to its end."""
        known = self._cases.pop(account_id, None) or self._large.get(account_id)
        faults, is_whole, is_continued = await self._audit(account_id, known)
        if faults and is_continued:
            # What is remembered may be of an earlier history: after an erasure or a restore.
            anew, is_whole, _ = await self._audit(account_id, None, from_anchor=False)
            # A large account needs more passes. Until then, the faults found are reported.
            faults = anew if is_whole else faults
        return faults, is_whole

    async def _audit(
        self, account_id: str, known: _Replaying | None, *, from_anchor: bool = True
    ) -> tuple[list[Fault], bool, bool]:
        """Return also whether the replay was continued, from memory or from an anchor."""
        read = await read_account(account_id)
        if read is None:
            self._large.pop(account_id, None)
            return [], True, False
        case, faults = known, list[Fault]()
        if case is None or not case.continues(read):
            case, faults = await _begun(read, from_anchor=from_anchor)
        upto = min(read.number, case.revision + PASS_MAX)
        is_whole = upto == read.number
        if not is_whole and next(iter(self._large), account_id) != account_id:
            self._wait(account_id, known if case is known else None)
            return [], False, False
        is_continued = case.revision > 0
        # Read after the account: the catalogs that renewed it were applied before.
        faults += [Fault(what) for what in await self._plans.refresh()]
        faults += await self._replay(case, read, upto)
        anchor = case.anchor() if read.number > LARGE else None
        closing = case.close(self._plans) if is_whole else ()
        faults += [Fault(what, account_id, read.number) for what in closing]
        self.accounts += is_whole
        if anchor is not None and not closing:
            await _put(case, anchor)
        if faults or is_whole:
            self._large.pop(account_id, None)
        else:
            self._large[account_id] = case
        if is_whole and not faults:
            self._remember(account_id, case)
        return faults, is_whole, is_continued

    def _wait(self, account_id: str, known: _Replaying | None) -> None:
        if account_id in self._large or len(self._large) < LARGE_MAX:
            self._large.setdefault(account_id, known)
        else:
            self._left_out += 1

    async def _replay(self, case: Case, read: ReadRow[Account], upto: int) -> list[Fault]:
        faults: list[Fault] = []
        case.read = read
        ids, more = [read.account_id], True
        while more:
            started, after = perf_counter(), case.revision
            entries = await read_entries(ids, after=after, upto=upto, limit=SLICE)
            more = len(entries) == SLICE
            reached = entries[-1].number if more else upto
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

    def _remember(self, account_id: str, case: _Replaying) -> None:
        case.is_finished = True
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
            logger.info("the audit finds account %r correct again", account_id)


async def _begun(read: ReadRow[Account], *, from_anchor: bool) -> tuple[_Replaying, list[Fault]]:
    """Return the replay of an account at its beginning, and the faults of its anchor."""
    if from_anchor and read.number > LARGE:
        cases, faults = await begin_at_anchors([read], _Replaying)
        return cases.get(read.account_id) or _Replaying(read), faults
    return _Replaying(read), []


async def _put(case: Case, anchor: Anchor) -> None:
    await put_anchors([anchor])
    case.anchored_at = anchor.revision


def _printable(fault: Fault) -> str:
    """Escape the text: tampered data may contain anything, such as terminal control characters."""
    return str(fault).encode("unicode_escape").decode()
