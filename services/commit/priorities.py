"""Which priority an account's commands have: its plan's, as far as that is known without asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from billing.catalog.catalog import Plan, Priority
from billing.ledger.account import Account
from billing.ledger.allowance import plan_of


class Priorities:
    """`remembered`: accounts as they were last seen; `plans` are those of the catalog in force."""

    def __init__(
        self, remembered: Mapping[str, Account], plans: Callable[[], Mapping[str, Plan]]
    ) -> None:
        self._remembered = remembered
        self._plans = plans

    def of(self, account_id: str) -> Priority:
        """STANDARD for an account that was not seen for long. O(1): neither the database nor the
        clock is asked, so that the end of a plan counts from the account's next touch."""
        account = self._remembered.get(account_id)
        return Priority.STANDARD if account is None else plan_of(account, self._plans()).priority
