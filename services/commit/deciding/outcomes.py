"""The outcomes of commands, and those of repeated and forbidden ones."""

from __future__ import annotations

from typing import NamedTuple

from billing.errors import BillingError, Reserved
from billing.ledger.account import Account
from billing.ledger.commands import AdjustBalance, RecordUsage
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.grant import Grant
from billing.ledger.hold import Hold, HoldStatus, hold_of
from billing.ledger.hold_commands import ExtendHold, PlaceHold, ReleaseHold, SettleHold
from billing.ledger.refusals import HoldClosed, HoldNotFound, IdempotencyConflict, Refusal


class Done(NamedTuple):
    """The result of a command. `account` is the state after it; for a replay, the present state.

    `entry` is None for a touch, which is `replayed` if the account existed, and for a cap or an
    alert that was so before. `grant` is set if the entry granted tokens just now. `hold` is set if
    the entry placed, closed or extended a hold, unless a replay did not have it.
    """

    account: Account
    entry: Entry | None = None
    grant: Grant | None = None
    replayed: bool = False
    hold: Hold | None = None

    @property
    def recorded(self) -> Entry:
        """The entry of the command. Raises TypeError for a touch."""
        if self.entry is None:
            raise TypeError("a touch records nothing")
        return self.entry


CommandOutcome = Done | Refusal | BillingError
"""An error is BadInput, or Unavailable if the account cannot be written now."""


def repeated(
    command: RecordUsage | PlaceHold | AdjustBalance, first: Entry, account: Account
) -> Done | IdempotencyConflict:
    """Return the first result of a key; a conflict if the content is another."""
    if first.fingerprint == command.fingerprint:
        hold = hold_of(first) if isinstance(command, PlaceHold) else None
        return Done(account, first, replayed=True, hold=hold)
    return IdempotencyConflict(command.idempotency_key)


def closed_before(
    command: SettleHold | ReleaseHold, first: Entry, account: Account, hold: Hold
) -> Done | HoldClosed:
    """Return the first result for the same request, even if its counts differ now."""
    if _closes_alike(command, first):
        return Done(account, first, replayed=True, hold=hold)
    settled = first.kind is EntryKind.USAGE
    status = HoldStatus.SETTLED if settled else HoldStatus.RELEASED
    return HoldClosed(account.id, hold, status)


def forbidden(command: SettleHold | ReleaseHold | ExtendHold, hold: Hold) -> Reserved | None:
    """Return why the caller may not close or extend the hold, or None."""
    if hold.guarded and not command.may_guarded:
        return Reserved(
            "holdId", "needs the scope usage:write, because it was placed with this scope"
        )
    if command.models is not None and hold.model not in command.models:
        return Reserved("holdId", f"is for the model {hold.model!r}, which this key may not use")
    return None


def unseen(
    command: SettleHold | ReleaseHold, first: Entry | None, account: Account
) -> Done | HoldNotFound:
    """Return the result for a hold that is not open; the caller looks the hold up and tries
    again."""
    if first is not None and _closes_alike(command, first):
        # Perhaps an earlier attempt of this request closed it, and its answer was lost.
        return Done(account, first, replayed=True)
    return HoldNotFound(f"{account.id}:{command.number}")


def _closes_alike(command: SettleHold | ReleaseHold, first: Entry) -> bool:
    return (first.kind is EntryKind.USAGE) is isinstance(command, SettleHold)
