"""Places holds, extends them, closes them once, and reports their status. Billing rule 7."""

from __future__ import annotations

from dataclasses import dataclass, replace

from billing.ledger.account import Account
from billing.ledger.hold import Hold, HoldStatus, hold_of
from billing.ledger.hold_commands import ExtendHold, PlaceHold, ReleaseHold, SettleHold
from billing.ledger.refusals import ClosingRefusal, HoldClosed, HoldNotFound, UseRefusal
from db.ledger.holds import read_closings, read_extended, read_placing, read_placings
from services.commit.batcher import Batcher
from services.commit.decisions import Done

CLOSED_MAX = 100
"""The maximum number of closed holds in a list."""
LOOKED_AT_MAX = 1_000
"""Closed holds are searched among this many that were placed last, so that a list takes three
statements for any number of holds."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A hold and its status."""

    hold: Hold
    status: HoldStatus


class Holds:
    """Operations on holds; all go through the batcher, like uses."""

    def __init__(self, batcher: Batcher) -> None:
        self._batcher = batcher

    async def place(self, command: PlaceHold) -> tuple[Done, Standing] | UseRefusal:
        """Place a hold. A repeated request returns the first hold in its present status. Raises as
        `submit`."""
        outcome = await self._batcher.submit(command)
        if not isinstance(outcome, Done):
            return outcome
        if outcome.hold is None:
            raise TypeError("placing a hold placed none")
        return outcome, await self._standing(outcome.account, outcome.hold)

    async def close(self, command: SettleHold | ReleaseHold) -> Done | ClosingRefusal:
        """Close a hold. An account contains only its open holds; any other hold is looked up, then
        tried again."""
        outcome = await self._batcher.submit(command)
        unseen = isinstance(outcome, Done) and outcome.hold is None
        if not (unseen or isinstance(outcome, HoldNotFound)):
            return outcome
        entry = await read_placing(command.account_id, command.number)
        if entry is None:
            return outcome
        placed = await _as_extended(command.account_id, hold_of(entry))
        return await self._batcher.submit(replace(command, placed=placed))

    async def extend(self, command: ExtendHold) -> Done | ClosingRefusal:
        """Extend an open hold. The entry that placed it says how long it may live at most."""
        entry = await read_placing(command.account_id, command.number)
        if entry is None:
            return HoldNotFound(f"{command.account_id}:{command.number}")
        given = replace(command, placed=hold_of(entry), placed_at=entry.recorded_at)
        outcome = await self._batcher.submit(given)
        if not isinstance(outcome, HoldClosed):
            return outcome
        hold, status = await _closed_hold(outcome.account_id, outcome.hold)
        return HoldClosed(outcome.account_id, hold, status)

    async def _standing(self, account: Account, hold: Hold) -> Standing:
        present = account.hold(hold.number)
        if present is not None:
            return Standing(present, HoldStatus.OPEN)
        return Standing(*await _closed_hold(account.id, hold))


async def _closed_hold(account_id: str, hold: Hold) -> tuple[Hold, HoldStatus]:
    """Return a hold that is no longer open as it was last, and its status."""
    closed = await read_closings(account_id, [hold.number])
    hold = await _as_extended(account_id, hold)
    return hold, closed.get(hold.number, HoldStatus.EXPIRED)


async def _as_extended(account_id: str, hold: Hold) -> Hold:
    ends = await read_extended(account_id, after=hold.number)
    return hold._replace(expires_at=ends.get(hold.number, hold.expires_at))


async def holds_of(account: Account, status: HoldStatus | None) -> list[Standing]:
    """Return the open holds, oldest first, then the last closed ones, newest first."""
    listed: list[Standing] = []
    if status in {None, HoldStatus.OPEN}:
        listed += [Standing(hold, HoldStatus.OPEN) for hold in account.holds]
    if status is not HoldStatus.OPEN:
        listed += await _closed(account, status)
    return listed


async def _closed(account: Account, status: HoldStatus | None) -> list[Standing]:
    placings = await read_placings(account.id, limit=LOOKED_AT_MAX)
    closed = await read_closings(account.id, [entry.revision for entry in placings])
    ends = await read_extended(account.id, after=placings[-1].revision) if placings else {}
    holds = (
        hold_of(entry)
        for entry in placings
        # A hold that was placed after the account was read is open; the next call lists it.
        if entry.revision <= account.revision and not account.hold(entry.revision)
    )
    standings = (
        Standing(
            hold._replace(expires_at=ends.get(hold.number, hold.expires_at)),
            closed.get(hold.number, HoldStatus.EXPIRED),
        )
        for hold in holds
    )
    return [one for one in standings if status in {None, one.status}][:CLOSED_MAX]
