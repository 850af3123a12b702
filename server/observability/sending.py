"""Metrics of outgoing webhooks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from db.webhooks.deliveries import Waiting, waiting_deliveries
from server.observability.metrics import Family, Metrics
from server.observability.patience import Patience
from services.webhooks.opening import WebhookServices


class SendingFigures:
    """What waits to be sent, as last read."""

    def __init__(
        self, metrics: Metrics, sending: WebhookServices, clock: Callable[[], datetime]
    ) -> None:
        self._clock = clock
        self._outbox = sending.outbox
        self._query = Patience(waiting_deliveries)
        self._waiting: dict[str, Waiting] | None = None
        _watch_attempts(metrics, sending)
        metrics.watch(
            "sending_pending",
            "Outgoing webhook deliveries that are not over.",
            self._pending,
        )
        metrics.watch(
            "sending_oldest_seconds",
            "Since the oldest pending outgoing delivery was made; 0 when none is pending.",
            self._oldest_seconds,
        )

    async def refresh(self) -> None:
        """Read the figures. Without endpoints nothing is read. Raises the database's errors."""
        self._waiting = None
        self._waiting = await self._query.answer() if self._outbox.is_on else {}

    def _pending(self) -> int | None:
        if self._waiting is None:
            return None
        return sum(one.number for one in self._waiting.values())

    def _oldest_seconds(self) -> float | None:
        if self._waiting is None:
            return None
        now = self._clock()
        ages = [(now - one.oldest).total_seconds() for one in self._waiting.values()]
        return max(0.0, *ages, 0.0)


def _watch_attempts(metrics: Metrics, sending: WebhookServices) -> None:
    sender = sending.sender
    if sender is None:
        return
    metrics.labelled(
        Family.COUNTER,
        "sending_attempts",
        "Attempts to deliver outgoing webhooks: delivered or failed.",
        "result",
        lambda: sender.counts.attempts,
    )
    metrics.count(
        "sending_endpoints_died",
        "Webhook endpoints that this process gave up, until somebody resumes them.",
        lambda: sender.counts.died,
    )
