"""The priority of an account's commands: the priority of its plan, if known without a read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from billing.catalog.catalog import Plan, Priority
from billing.ledger.account import Account
from billing.ledger.allowance import plan_of


class Priorities:
    """`remembered` contains accounts as last seen; `plans` are those of the catalog in force."""

    def __init__(
        self, remembered: Mapping[str, Account], plans: Callable[[], Mapping[str, Plan]]
    ) -> None:
        self._remembered = remembered
        self._plans = plans

    def of(self, account_id: str) -> Priority:
        """Return the priority; STANDARD for an account that is not remembered. O(1), without the
        database or the clock, so the end of a plan takes effect at the account's next touch."""
        account = self._remembered.get(account_id)
        return Priority.STANDARD if account is None else plan_of(account, self._plans()).priority
