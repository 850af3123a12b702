"""Opens the room of webhooks: endpoints, what sends to them, and what finds expired holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.clock.movable import machine_clock, never_raising
from services.commit.outbox import Outbox
from services.privacy.actions import AdminLog
from services.webhooks.cleaning import Cleaning
from services.webhooks.endpoints import WebhookEndpoints, WebhookPolicy
from services.webhooks.expiries import HoldExpiries, Renew
from services.webhooks.sender import Client, Sender


@dataclass(frozen=True, slots=True)
class WebhookServices:
    """The parts of the room. Without the packages that send there is no `sender`."""

    outbox: Outbox
    endpoints: WebhookEndpoints
    expiries: HoldExpiries
    cleaning: Cleaning
    sender: Sender | None


def open_webhooks(
    outbox: Outbox,
    policy: WebhookPolicy,
    open_client: Callable[[str], Client] | None,
    *,
    retention: timedelta,
    touch: Renew,
    clock: Callable[[], datetime],
) -> WebhookServices:
    """Make the room of one process."""
    sender = None
    if open_client is not None and policy.keys:
        sender = Sender(
            outbox,
            open_client,
            keys=policy.keys,
            clock=never_raising(clock),
            machine=never_raising(machine_clock(clock)),
        )

    def changed() -> None:
        outbox.changed()
        if sender is not None:
            sender.changed()

    return WebhookServices(
        outbox,
        WebhookEndpoints(policy, AdminLog(clock), clock, changed),
        HoldExpiries(outbox, touch, never_raising(clock)),
        Cleaning(retention, never_raising(clock)),
        sender,
    )
