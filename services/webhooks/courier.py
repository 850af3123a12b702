"""Sends what waits for one endpoint, in the order of each account.

Accounts are served at the same time, up to LANES_MAX; the deliveries of an account one after the
other. After a failed one, the later ones of its account wait. While an endpoint fails, one delivery
at a time is tried.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from billing.webhooks.delivery import Delivery
from billing.webhooks.endpoint import Endpoint, WebhookEndpointStatus
from billing.webhooks.schedule import TRIED_FOR
from db.webhooks import deliveries, endpoints
from services.webhooks.attempts import GONE, Outcome, Post, outcome_of, signed
from services.webhooks.counts import Counts
from services.webhooks.lanes import Lanes
from services.webhooks.results import Results

logger = logging.getLogger(__name__)

LANES_MAX = 16
"""The accounts of an endpoint that are served at the same time."""
TAKEN_MAX = 1_000
"""The deliveries that are read at once: the database is waited for only between them."""


class Courier:
    """Serves one endpoint, which this process leases. `is_held` returns whether it still does."""

    def __init__(
        self,
        endpoint: Endpoint,
        post: Post,
        *,
        keys: tuple[str, ...],
        clock: Callable[[], datetime],
        machine: Callable[[], datetime],
        is_held: Callable[[], bool],
        counts: Counts,
        lanes: Lanes,
    ) -> None:
        self.endpoint = endpoint
        self._post = post
        self._keys = keys
        self._clock = clock
        self._machine = machine
        self._is_held = is_held
        self._counts = counts
        self._lanes = lanes
        self._results = Results()

    async def serve(self) -> None:
        """Send until nothing is due, or the endpoint is lost or dead. Raises the database's
        errors."""
        while self._is_held():
            failing = self.endpoint.failing_since is not None
            taken = await deliveries.due_deliveries(
                self.endpoint.id, self._clock(), limit=1 if failing else TAKEN_MAX
            )
            if not taken:
                return
            try:
                await self._send(taken)
            finally:
                # Also when the process is told to end: what is written is not sent again.
                await self._results.written()
            if self.endpoint.status is not WebhookEndpointStatus.ACTIVE:
                return

    async def _send(self, taken: Iterable[Delivery]) -> None:
        lanes: dict[str, list[Delivery]] = {}
        for one in taken:
            # A test is about no account, so it waits for none.
            lanes.setdefault(one.account_id or one.id, []).append(one)
        waiting = list(lanes.values())[::-1]
        alone = len(waiting) == 1

        async def work() -> None:
            while waiting and (self._is_fine() or alone):
                await self._lane(waiting.pop())

        with self._lanes.taken(min(LANES_MAX, len(waiting))) as count:
            # If one fails, as without the database, the others end too: the endpoint is then free
            # for another process.
            async with asyncio.TaskGroup() as working:
                for _ in range(count):
                    working.create_task(work())

    def _is_fine(self) -> bool:
        """Return whether the next account may be served. Once an endpoint fails, what is taken is
        read again, one by one."""
        return self._is_held() and self.endpoint.failing_since is None

    async def _lane(self, lane: list[Delivery]) -> None:
        for one in lane:
            if not self._is_held():
                return
            outcome = await self._attempt(one)
            await self._judge(outcome)
            if not outcome.succeeded:
                return

    async def _attempt(self, delivery: Delivery) -> Outcome:
        now, machine = self._clock(), self._machine()
        headers = signed(delivery, self.endpoint, self._keys, now=now, machine=machine)
        answer = await self._post(headers, delivery.payload.encode())
        outcome = outcome_of(delivery, answer, self._clock())
        self._counts.note(outcome)
        self._results.add(outcome.result)
        return outcome

    async def _judge(self, outcome: Outcome) -> None:
        """Note whether the endpoint works. It is dead if it said so, or failed all the time."""
        known, at = self.endpoint, outcome.result.attempted_at
        if outcome.succeeded:
            if known.failing_since is not None:
                await endpoints.note_success(known.id)
                self.endpoint = _with(known, None)
            return
        if known.failing_since is None:
            await endpoints.note_failing(known.id, at)
            self.endpoint = _with(known, at)
        elif at - known.failing_since >= TRIED_FOR:
            await self._bury("Every attempt of three days failed.")
        if outcome.gone:
            await self._bury(f"It answered {GONE}: it wants nothing any more.")

    async def _bury(self, reason: str) -> None:
        dead = await endpoints.set_status(self.endpoint.id, WebhookEndpointStatus.DEAD, reason)
        logger.error("ALERT webhook endpoint %s is dead: %s", self.endpoint.id, reason)
        self._counts.died += 1
        if dead is not None:
            self.endpoint = dead


def _with(endpoint: Endpoint, failing_since: datetime | None) -> Endpoint:
    return replace(endpoint, failing_since=failing_since)
