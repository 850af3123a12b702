"""The outbox of webhooks: the deliveries that are written together with what they tell.

It is in the room of commits, which write it; `services.webhooks` sends it.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

from billing.webhooks.delivery import NewDelivery
from billing.webhooks.payload import payload_text
from billing.webhooks.told import Mark, Told, mark_of, told_by_refusal
from db.webhooks.deliveries import insert_told
from db.webhooks.endpoints import all_endpoints, endpoint_ids

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""How long the tasks of another process may not know of the first endpoint."""
RefusalOf = tuple[str, object]
"""An account, and a refusal of one of its commands."""
ONCE_MAX = 10_000
"""The remembered events that are told once, so that repeated refusals write nothing."""


def new_id() -> str:
    """Return the id of a new delivery: its `webhook-id`."""
    return f"msg_{secrets.token_hex(16)}"


async def deliveries_of(told: Sequence[Told]) -> list[NewDelivery]:
    """Return a delivery for each event and each endpoint that wants it. Without events nothing is
    read."""
    if not told:
        return []
    endpoints = await all_endpoints()
    return [
        NewDelivery(
            new_id(),
            endpoint.id,
            one.account_id,
            one.event.value,
            payload_text(one.event, one.at, one.data),
            one.at,
            one.once,
        )
        for one in told
        for endpoint in endpoints
        if endpoint.wants(one.event, one.account_id)
    ]


class Outbox:
    """One per process. `read` returns the ids of all endpoints.

    `is_on` says whether there was an endpoint at the last look. It is for tasks that may start
    late: what is told never depends on it.
    """

    def __init__(self, read: Callable[[], Awaitable[list[str]]] = endpoint_ids) -> None:
        self.is_on = False
        self.written = asyncio.Event()
        """Set when this process may have written something to send."""
        self._read = read
        self._changes = 0
        self._once: set[Mark | None] = set()
        self._told_to: list[str] = []

    def changed(self) -> None:
        """Note that an endpoint or a delivery was made here."""
        self.is_on = True
        self._changes += 1
        self.written.set()

    async def look(self) -> None:
        """Look whether there is an endpoint."""
        changes = self._changes
        found = await self._read()
        # What was read before a change says nothing of the time after it.
        if self._changes == changes:
            self.is_on = bool(found)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            # The task must continue if the database is temporarily unavailable.
            except Exception as error:  # noqa: BLE001
                logger.warning("the webhook endpoints could not be looked for: %r", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def tell_refusals(
        self, refused: Iterable[RefusalOf], clock: Callable[[], datetime]
    ) -> None:
        """Write the events of refusals, which nothing else writes. Whom they are told to is read
        each time, so that an endpoint that any process just made misses none."""
        marked = {
            mark_of(refusal, account_id): (account_id, refusal) for account_id, refusal in refused
        }
        marked.pop(None, None)
        if not marked:
            return
        if (known := await self._read()) != self._told_to:
            self._told_to = known
            self._once.clear()
        new = {mark: one for mark, one in marked.items() if mark not in self._once}
        if not (known and new):
            return
        now = clock()
        told = (told_by_refusal(refusal, account_id, now) for account_id, refusal in new.values())
        made = await deliveries_of([one for one in told if one is not None])
        stored = await insert_told(made)
        if len(self._once) + len(new) > ONCE_MAX:
            self._once.clear()
        # What was left out is told by the next refusal.
        left_out = {one.account_id for one in made} - stored
        self._once.update(
            mark for mark, (account_id, _) in new.items() if account_id not in left_out
        )
        if stored:
            self.written.set()
