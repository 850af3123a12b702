"""Decides which operations are executed and when: a bounded number at once, PRIORITY first.

A process at its limit runs out of CPU time first, before any queue of the database is full. So an
operation waits, or is refused, before it is executed; then nothing was done.
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
"""The maximum number of operations executed at once: about the size of a batch, because larger
batches cost less per use."""
WAITING_MAX = 2_000
"""The maximum number of waiting operations of each priority: about one second of work for a
saturated process."""
ELSEWHERE = frozenset(
    {"purchasePack", "refundPurchase", "subscribe", "cancelSubscription", "resumeSubscription"}
)
"""Operations that mostly wait for the payment provider. They are always admitted, so that they
never take the places of uses."""


def waits_elsewhere(operation: Operation) -> bool:
    """Return whether the operation consists only of fields in ELSEWHERE."""
    return ELSEWHERE.issuperset(operation.fields)


class Gate:
    """The admission of one process. `refused` counts operations by priority."""

    def __init__(self, batcher: Batcher) -> None:
        self.admission = Admission(OPERATIONS_MAX, WAITING_MAX)
        self.refused = dict.fromkeys(Priority, 0)
        self._batcher = batcher

    def priority(self, caller: Caller | None, variables: dict[str, Any] | None) -> Priority:
        """Return the priority of an operation: the highest among the accounts that its variables
        name, else the caller's own. An operator has PRIORITY.

        Only accounts that the caller may read or charge count, so that the priority reveals nothing
        about the plans of others. Within a batch of uses, the batcher decides for each command.
        """
        if caller is None:
            return Priority.STANDARD
        given = variables.get("input") if variables else None
        # Nearly all operations name one use, hold or account.
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
        """Wait for a place if necessary. Return True if there is one; it is taken until `leave`."""
        if await self.admission.enter(priority):
            return True
        self.refused[priority] += 1
        return False

    def leave(self, priority: Priority) -> None:
        self.admission.leave(priority)

    def refusal(self) -> tuple[str, dict[str, Any]]:
        """Return the message and the extensions of the error for a refused operation."""
        return unavailable(Unavailable(self._batcher.retry_after()))


def _accounts(variables: dict[str, Any] | None) -> Collection[str]:
    """Return the accounts that the variables name, in any input or argument that may name one."""
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
