"""Passes on what comes back to closed teams, and what late settlements cost them: both are their
owners'. Billing rule 13.

A sweep finds such teams. It may run in every process: where two of them pass on the same, the
second finds nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.allowance import Plans
from billing.ledger.teams.closing import pass_on
from db.commit.journal import read_accounts
from db.ledger.alerts import rests_found
from services.commit.changed import Publish
from services.ledger.desk import desks
from services.teams.passed_on import heir_of, owed_by_owner

logger = logging.getLogger(__name__)

STEP_SECONDS = 1.0


class Rests:
    """One per process. `plans` are those in force."""

    def __init__(
        self, *, plans: Callable[[], Plans], clock: Callable[[], datetime], publish: Publish
    ) -> None:
        self._plans = plans
        self._clock = clock
        self._publish = publish
        self._waiting: dict[str, None] = {}

    def offer(self, accounts: Iterable[Account]) -> None:
        """Note closed teams that have tokens or a debt."""
        for account in accounts:
            has_rest = account.grants or account.debt
            if account.team is not None and account.team.closed and has_rest:
                self._waiting[account.id] = None

    async def run(self) -> None:
        """Pass on until cancelled."""
        while True:
            await asyncio.sleep(STEP_SECONDS)
            await self.step()

    async def step(self) -> None:
        """Try each team that was noted. After a failure the sweep finds it again."""
        noted, self._waiting = self._waiting, {}
        for team_id in noted:
            try:
                await self._pass_on(team_id)
            # The task must continue if the database is temporarily unavailable.
            except Exception as error:  # noqa: BLE001
                logger.warning("the rest of a closed team is passed on later: %r", error)

    async def _pass_on(self, team_id: str) -> None:
        """Pass on, and note if there is nothing to do, so that no sweep comes back for this
        state."""
        heir = await heir_of(team_id)
        if heir.account_id is None:
            # The owner's account was erased.
            for account in (await read_accounts([team_id])).values():
                await rests_found(account)
            return
        async with desks(
            {team_id, heir.account_id},
            plans=self._plans(),
            clock=self._clock,
            publish=self._publish,
        ) as opened:
            owner, team = opened.find(heir.account_id), opened[team_id].account
            if not heir.closed or owner is None:
                return
            owed = await owed_by_owner(team, heir.account_id)
            posted = pass_on(owner.account, team, opened.now, owed=owed)
            opened.keep(posted)
            if not posted and not opened[team_id].entries:
                await rests_found(team)
