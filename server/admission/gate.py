"""Which operations are executed, and when: so many at once, and PRIORITY first.

Where a process is at its limit, what piles up is work of the processor, before any queue of the
database's. So an operation waits before it is executed, or is refused there, and nothing was done.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from billing.catalog.catalog import Priority
from resolvers.errors import unavailable
from schema.ids import item_of
from server.admission.lines import Admission
from server.operations import Operation
from services.commit.batcher import Batcher
from services.commit.unavailable import Unavailable
from services.identity.caller import Caller

OPERATIONS_MAX = 1_024
"""Executed at once: as many as a batch takes, for larger batches cost less a use."""
WAITING_MAX = 2_000
"""Of each priority; at a saturated process's pace, about a second's work."""
ELSEWHERE = frozenset(
    {"purchasePack", "refundPurchase", "subscribe", "cancelSubscription", "resumeSubscription"}
)
"""Operations that mostly wait for the payment provider: however many do, uses are let in."""


def waits_elsewhere(operation: Operation) -> bool:
    """Whether it asks for nothing else."""
    return ELSEWHERE.issuperset(operation.fields)


class Gate:
    """One a process. `refused` counts operations."""

    def __init__(self, batcher: Batcher) -> None:
        self.admission = Admission(OPERATIONS_MAX, WAITING_MAX)
        self.refused = dict.fromkeys(Priority, 0)
        self._batcher = batcher

    def priority(self, caller: Caller | None, variables: dict[str, Any] | None) -> Priority:
        """Of an operation: the highest of the accounts that its variables name, or the caller's
        own; the batcher tells the commands of a batch apart. An operator's is PRIORITY.

        Nobody learns by it what plan an account has that is not theirs to see.
        """
        if caller is None:
            return Priority.STANDARD
        given = variables.get("input") if variables else None
        # One use, hold or account is what nearly all operations are about.
        name = None
        if type(given) is dict:
            name = given.get("accountId")
        elif variables and len(variables) == 1:
            name = variables.get("id")
        named = (name,) if type(name) is str else _accounts(variables) or (caller.account_id,)
        for one in named:
            if one is not None and self._counts(caller, one):
                return Priority.PRIORITY
        return Priority.PRIORITY if caller.is_admin else Priority.STANDARD

    def _counts(self, caller: Caller, account_id: str) -> bool:
        if self._batcher.priority_of(account_id) is not Priority.PRIORITY:
            return False
        return caller.may_record(account_id) or caller.may_read(account_id)

    async def enter(self, priority: Priority) -> bool:
        """Whether there is room, which is then taken until `leave`. It may be waited for."""
        if await self.admission.enter(priority):
            return True
        self.refused[priority] += 1
        return False

    def leave(self, priority: Priority) -> None:
        self.admission.leave(priority)

    def refusal(self) -> tuple[str, dict[str, Any]]:
        """What the one hears who was just refused: message and extensions."""
        return unavailable(Unavailable(self._batcher.retry_after()))


def _accounts(variables: dict[str, Any] | None) -> Collection[str]:
    """Those that the variables name, wherever an input or an argument would have them."""
    if not variables:
        return ()
    found: set[str] = set()
    for given in variables.values():
        for one in given if isinstance(given, list) else (given,):
            if isinstance(one, dict):
                name = one.get("accountId") or _of_hold(one.get("holdId"))
                if isinstance(name, str):
                    found.add(name)
    if not found and isinstance(name := variables.get("id"), str):
        found.add(name)
    return found


def _of_hold(hold_id: object) -> str | None:
    item = item_of(hold_id) if isinstance(hold_id, str) else None
    return item[0] if item else None
