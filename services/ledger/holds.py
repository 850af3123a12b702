"""Holds: placing them, closing them once, and telling where they stand. Billing rule 7."""

from __future__ import annotations

from dataclasses import dataclass, replace

from billing.ledger.account import Account
from billing.ledger.hold import Hold, HoldStatus, hold_of
from billing.ledger.hold_commands import PlaceHold, ReleaseHold, SettleHold
from billing.ledger.refusals import HoldNotFound, Refusal
from db.ledger.holds import read_closings, read_placing, read_placings
from services.commit.batcher import Batcher
from services.commit.decisions import Done

CLOSED_MAX = 100
"""How many closed holds are listed."""
LOOKED_AT_MAX = 1_000
"""Among how many, those placed last, the closed ones are looked for: so that a list is two
statements, however many holds there ever were."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A hold and where it stands."""

    hold: Hold
    status: HoldStatus


class Holds:
    """All through the batcher, like uses."""

    def __init__(self, batcher: Batcher) -> None:
        self._batcher = batcher

    async def place(self, command: PlaceHold) -> tuple[Done, Standing] | Refusal:
        """A repeated request answers the first hold, as it stands by now. Raises as `submit`."""
        outcome = await self._batcher.submit(command)
        if not isinstance(outcome, Done):
            return outcome
        if outcome.hold is None:
            raise TypeError("placing a hold placed none")
        return outcome, await self._standing(outcome.account, outcome.hold)

    async def close(self, command: SettleHold | ReleaseHold) -> Done | Refusal:
        """Only the open holds are in their account: any other is looked for, and asked of again."""
        outcome = await self._batcher.submit(command)
        unseen = isinstance(outcome, Done) and outcome.hold is None
        if not (unseen or isinstance(outcome, HoldNotFound)):
            return outcome
        entry = await read_placing(command.account_id, command.number)
        if entry is None:
            return outcome
        return await self._batcher.submit(replace(command, placed=hold_of(entry)))

    async def _standing(self, account: Account, hold: Hold) -> Standing:
        if account.hold(hold.number):
            return Standing(hold, HoldStatus.OPEN)
        closed = await read_closings(account.id, [hold.number])
        return Standing(hold, closed.get(hold.number, HoldStatus.EXPIRED))


async def holds_of(account: Account, status: HoldStatus | None) -> list[Standing]:
    """The open holds, oldest first, then the last closed ones, newest first."""
    listed: list[Standing] = []
    if status in {None, HoldStatus.OPEN}:
        listed += [Standing(hold, HoldStatus.OPEN) for hold in account.holds]
    if status is not HoldStatus.OPEN:
        listed += await _closed(account, status)
    return listed


async def _closed(account: Account, status: HoldStatus | None) -> list[Standing]:
    placings = await read_placings(account.id, limit=LOOKED_AT_MAX)
    closed = await read_closings(account.id, [entry.revision for entry in placings])
    standings = (
        Standing(hold_of(entry), closed.get(entry.revision, HoldStatus.EXPIRED))
        for entry in placings
        # One that was placed since the account was read is open: it is left to the next look.
        if entry.revision <= account.revision and not account.hold(entry.revision)
    )
    return [one for one in standings if status in {None, one.status}][:CLOSED_MAX]
