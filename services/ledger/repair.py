"""Repairs accounts that were used while the clock was ahead. See decision 0022."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from billing.ledger.account import Account
from billing.ledger.allowance import Plans
from billing.ledger.plan_window import PlanTurn
from billing.ledger.posting import Posted
from billing.ledger.quota import PoolTally
from billing.ledger.repair import repair
from db import pools
from db.audit.reading import read_account, read_accounts, read_entries, read_grants
from db.commit.journal import Journal, journal
from services.clock.movable import confirm
from services.commit.changed import Publish
from services.ledger.desk import AccountGone

ACCOUNTS_A_PAGE = 500

PaidFor = Callable[[str, datetime], Awaitable[PlanTurn | None]]


class Unreadable(ValueError):
    """The rows of the account cannot be read or contradict each other; `audit` gives details."""


@dataclass(frozen=True, slots=True)
class Repair:
    """An account that is ahead, and its state after the repair."""

    before: Account
    after: Account


class Repairs:
    """Accounts may be ahead by `tolerance`, because clocks of processes differ. `plans` are those
    in force. `paid_for` returns the plan that an account's subscriptions give, or None. While the
    clock is wrong it raises ClockJumped, and nothing is written."""

    def __init__(
        self,
        *,
        plans: Callable[[], Plans],
        paid_for: PaidFor,
        clock: Callable[[], datetime],
        publish: Publish,
        tolerance: timedelta,
    ) -> None:
        self._plans = plans
        self._paid_for = paid_for
        self._clock = clock
        self._publish = publish
        self._tolerance = tolerance

    async def ahead(self, on_account: Callable[[], None]) -> AsyncIterator[str]:
        """Read all accounts and call `on_account` for each. Yield the ids of accounts that are
        ahead, or that cannot be read."""
        after = ""
        while page := await read_accounts(after=after, limit=ACCOUNTS_A_PAGE):
            for read in page:
                on_account()
                if read.value is None or self._is_ahead(read.value, self._clock()):
                    yield read.account_id
            after = page[-1].account_id

    async def repair(self, account_id: str, *, dry_run: bool) -> Repair | None:
        """Repair one account, in one transaction under its lock. Return None if it needs no repair.

        With `dry_run` nothing is written. Raises AccountGone, Unreadable and ClockJumped.
        """
        await confirm(self._clock)
        async with journal() as ledger:
            before = await _locked(ledger, account_id)
            now = self._clock()
            if not self._is_ahead(before, now):
                return None
            posted = await self._repaired(before, now)
            after = posted[-1].account
            if not dry_run:
                entries = [one.entry for one in posted]
                grants = [(account_id, one.grant) for one in posted if one.grant is not None]
                await ledger.write([after], entries, grants)
                await pools.add(_returned(before, posted), now)
        if not dry_run:
            self._publish([(account_id, after.revision)])
        return Repair(before, after)

    def _is_ahead(self, account: Account, now: datetime) -> bool:
        return account.touched_at > now + self._tolerance

    async def _repaired(self, account: Account, now: datetime) -> Sequence[Posted]:
        ids, upto = [account.id], account.revision
        entries = await read_entries(ids, after=0, upto=upto)
        rows = await read_grants(ids, after=0, upto=upto)
        grants = {row.number: row.value for row in rows if row.value is not None}
        told = [entry.value for entry in entries if entry.value is not None]
        if len(told) != upto:
            raise Unreadable(account.id)
        paid_for = await self._paid_for(account.id, now)
        plans = self._plans()
        try:
            return repair(account, told, grants, plans=plans, now=now, paid_for=paid_for)
        except (LookupError, ValueError) as error:
            raise Unreadable(account.id) from error


def _returned(before: Account, posted: Sequence[Posted]) -> Mapping[str, int]:
    """Return what closed holds had reserved of pools."""
    tally, account = PoolTally(), before
    for one in posted:
        tally.note(account.holds, one)
        account = one.account
    return tally.totals


async def _locked(ledger: Journal, account_id: str) -> Account:
    try:
        return (await ledger.lock([account_id]))[account_id]
    except KeyError as error:
        known = await read_account(account_id)
        raise (AccountGone if known is None else Unreadable)(account_id) from error
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        raise Unreadable(account_id) from error
