"""The settings of the control interface, stored in the file for all processes."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from typing import Self

from sandbox.world.errors import ApiError


@dataclass(frozen=True, slots=True)
class Setting:
    """A group of settings, stored under the name of its class."""

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> Self:
        query = "SELECT json FROM settings WHERE name = ?"
        row = connection.execute(query, (cls.__name__,)).fetchone()
        return cls(**json.loads(row[0])) if row else cls()

    def save(self, connection: sqlite3.Connection) -> None:
        values = (type(self).__name__, json.dumps(asdict(self)))
        connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", values)


@dataclass(frozen=True, slots=True)
class ClockSetting(Setting):
    """The sandbox's clock is `offset` seconds ahead of the service's. It never decreases."""

    offset: int = 0


@dataclass(frozen=True, slots=True)
class WebhookSetting(Setting):
    """The delivery of events. The delay is in real seconds."""

    duplicate: int = 0
    """the number of additional deliveries of each event"""
    reorder: bool = False
    """newest events first"""
    delay_seconds: int = 0
    pause: bool = False
    """only flush sends events"""
    drop: int = 0
    """the number of next events that are never sent"""


@dataclass(frozen=True, slots=True)
class BillingSetting(Setting):
    """The settings of a Stripe dashboard, and Stripe's delays. Raises ApiError."""

    invoice_draft_seconds: int = 0
    """how long a renewal's invoice stays a draft: 3600 at Stripe, where it can still be changed"""
    when_retries_end: str = "cancel"
    """or `unpaid`: the status of a subscription after the last failed retry"""
    refunds_pend: bool = False
    """refunds stay pending until `settle_refund`"""

    def __post_init__(self) -> None:
        if self.when_retries_end not in {"cancel", "unpaid"}:
            raise ApiError("cancel or unpaid", param="when_retries_end")


@dataclass(frozen=True, slots=True)
class FaultSetting(Setting):
    """Answers the next `times` requests to the API with `status`. Raises ApiError."""

    status: int = 500
    times: int = 0
    after: bool = False
    method: str = ""
    """only for requests of this method, such as POST; empty for all"""
    """the request is executed, and only its answer is lost"""

    def __post_init__(self) -> None:
        if not 400 <= self.status <= 599:
            raise ApiError("A status of an error: 400 to 599", param="status")
