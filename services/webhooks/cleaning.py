"""Ends deliveries that nobody wants or sends, and deletes old ones. It needs no sender: the table
must not grow where nothing is sent any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from billing.webhooks.schedule import TRIED_FOR
from db.webhooks import deliveries

logger = logging.getLogger(__name__)

CLEAN_SECONDS = 600.0
FORGET_MAX = 5_000
"""The deliveries that are deleted in one statement."""
UNSENT_FOR_MIN = 2 * TRIED_FOR
"""A delivery waits this long at least, however short the retention is: earlier ones of its account
may be tried for TRIED_FOR."""


class Cleaning:
    """One per process. Deliveries that are over are kept for `retention`."""

    def __init__(self, retention: timedelta, clock: Callable[[], datetime]) -> None:
        self._retention = retention
        self._clock = clock

    async def run(self) -> None:
        """Clean at intervals, until cancelled."""
        while True:
            try:
                await self.clean()
            # The task must continue if the database is temporarily unavailable.
            except Exception as error:  # noqa: BLE001
                logger.warning("the webhook deliveries could not be cleaned up: %r", error)
            await asyncio.sleep(CLEAN_SECONDS)

    async def clean(self) -> None:
        """Give up what waited too long, and delete what is old."""
        now = self._clock()
        expired = await deliveries.expire_deliveries(
            unwanted=now - TRIED_FOR, unsent=now - max(self._retention, UNSENT_FOR_MIN)
        )
        if expired:
            logger.warning("%d webhook deliveries were given up: they waited too long", expired)
        before = now - self._retention
        while await deliveries.forget_deliveries(before, limit=FORGET_MAX) == FORGET_MAX:
            pass
        await deliveries.forget_orphans()
