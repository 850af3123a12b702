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
from typing import Any

from billing.webhooks.delivery import Delivery
from billing.webhooks.endpoint import Endpoint, WebhookEndpointStatus
from db.webhooks import deliveries, endpoints
from services.webhooks.attempts import (
    GONE,
    Outcome,
    Post,
    has_failed_throughout,
    outcome_of,
    signed,
)
from services.webhooks.counts import Counts
from services.webhooks.lanes import Lanes
from services.webhooks.results import Results

logger = logging.getLogger(__name__)

LANES_MAX = 16
"""The accounts of an endpoint that are served at the same time."""
TAKEN_MAX = 1_000
"""The deliveries that are read at once: the database is waited for only between them."""
TAKEN_MIN = 4 * LANES_MAX
"""The same for a slow endpoint, so that what is read is soon sent."""
FAILED_THROUGHOUT = (
    "A delivery failed in all its attempts of three days, and no other one succeeded."
)
ROUND_SECONDS = 1.0
"""After this time what is due is read again, so that an account with a long queue does not hold up
what others get meanwhile."""


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
        self._attempts = 0
        self._ends_at = 0.0
        self.judged = 0
        """Grows with each change that this process makes of the endpoint."""

    async def serve(self) -> None:
        """Send until nothing is due, or the endpoint is lost or dead. Raises the database's
        errors."""
        limit = TAKEN_MAX
        while self._may_send():
            taken = await deliveries.due_deliveries(self.endpoint.id, self._clock(), limit=limit)
            if not taken:
                return
            before, self._ends_at = self._attempts, self._time() + ROUND_SECONDS
            try:
                await self._send(taken)
            finally:
                # Also when the process is told to end: what is written is not sent again.
                await self._results.written()
            limit = min(max(2 * (self._attempts - before), TAKEN_MIN), TAKEN_MAX)

    def learn(self, found: Endpoint, judged: int) -> None:
        """Take the endpoint as it was read: others may have changed it. `judged` is what it was
        when the read began; what was changed here since then stays."""
        if judged != self.judged:
            mine = self.endpoint
            found = replace(
                found,
                status=mine.status,
                reason=mine.reason,
                failing_since=mine.failing_since,
            )
        self.endpoint = found

    async def _send(self, taken: Iterable[Delivery]) -> None:
        lanes: dict[str, list[Delivery]] = {}
        for one in taken:
            # A test is about no account, so it waits for none.
            lanes.setdefault(one.account_id or one.id, []).append(one)
        waiting = list(lanes.values())[::-1]
        # A read looks at the whole queue, so what it found for a failing endpoint is tried, too.
        alone = len(waiting) == 1 or self._is_failing()

        async def work() -> None:
            while waiting and self._may_send() and (alone or not self._is_failing()):
                await self._lane(waiting.pop())
                if self._is_over():
                    return

        with self._lanes.taken(1 if alone else min(LANES_MAX, len(waiting))) as count:
            # If one fails, as without the database, the others end too: the endpoint is then free
            # for another process.
            async with asyncio.TaskGroup() as working:
                for _ in range(count):
                    working.create_task(work())

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()

    def _is_over(self) -> bool:
        return self._time() >= self._ends_at

    def _may_send(self) -> bool:
        return self._is_held() and self.endpoint.status is WebhookEndpointStatus.ACTIVE

    def _is_failing(self) -> bool:
        """Return whether the endpoint fails: then one delivery at a time is tried."""
        return self.endpoint.failing_since is not None

    async def _lane(self, lane: list[Delivery]) -> None:
        for one in lane:
            outcome = await self._attempt(one)
            await self._judge(outcome)
            if not (outcome.succeeded and self._may_send()) or self._is_over():
                return

    async def _attempt(self, delivery: Delivery) -> Outcome:
        now, machine = self._clock(), self._machine()
        headers = signed(delivery, self.endpoint, self._keys, now=now, machine=machine)
        answer = await self._post(headers, delivery.payload.encode())
        outcome = outcome_of(delivery, answer, self._clock())
        self._counts.note(outcome)
        self._attempts += 1
        self._results.add(outcome.result)
        return outcome

    async def _judge(self, outcome: Outcome) -> None:
        """Note whether the endpoint works. It is dead if it said so, or failed all the time."""
        known, at = self.endpoint, outcome.result.attempted_at
        if known.status is not WebhookEndpointStatus.ACTIVE:
            return
        if outcome.succeeded:
            if known.failing_since is not None:
                await endpoints.note_success(known.id)
                self._change(failing_since=None)
            return
        if known.failing_since is None:
            await endpoints.note_failing(known.id, at)
            # Another request may have failed before.
            self._change(failing_since=self.endpoint.failing_since or at)
        if outcome.gone:
            await self._bury(f"It answered {GONE}: it wants nothing any more.")
        elif has_failed_throughout(known.failing_since, outcome.result):
            await self._bury(FAILED_THROUGHOUT)

    async def _bury(self, reason: str) -> None:
        dead, name = WebhookEndpointStatus.DEAD, self.endpoint.id
        if self.endpoint.status is dead:
            # Several requests were under way.
            return
        self._change(status=dead, reason=reason, failing_since=None)
        await endpoints.set_status(name, dead, reason)
        logger.error("ALERT webhook endpoint %s is dead: %s", name, reason)
        self._counts.died += 1

    def _change(self, **changes: Any) -> None:
        self.judged += 1
        self.endpoint = replace(self.endpoint, **changes)
