"""The settings of the control interface, kept in the file so that all processes use them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from typing import Self

from sandbox.world.errors import ApiError


@dataclass(frozen=True, slots=True)
class Setting:
    """A group of settings, kept under the name of its class."""

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
    """The sandbox's clock is the real one plus `offset` seconds, which only grows."""

    offset: int = 0


@dataclass(frozen=True, slots=True)
class WebhookSetting(Setting):
    """How events are delivered; the delay is in real seconds."""

    duplicate: int = 0
    """how many times more each event is sent"""
    reorder: bool = False
    """the newest first"""
    delay_seconds: int = 0
    pause: bool = False
    """nothing is sent but by flush"""
    drop: int = 0
    """how many of the next events are never sent"""


@dataclass(frozen=True, slots=True)
class BillingSetting(Setting):
    """The settings of a Stripe dashboard, and Stripe's delays; raises ApiError."""

    invoice_draft_seconds: int = 0
    """how long a renewal's invoice stays a draft: 3600 at Stripe, where it can still be changed"""
    when_retries_end: str = "cancel"
    """or `unpaid`: what becomes of a subscription when the last retry has failed"""
    refunds_pend: bool = False
    """refunds stay pending until `settle_refund`"""

    def __post_init__(self) -> None:
        if self.when_retries_end not in {"cancel", "unpaid"}:
            raise ApiError("cancel or unpaid", param="when_retries_end")


@dataclass(frozen=True, slots=True)
class FaultSetting(Setting):
    """The next `times` requests to the API are answered with `status`; raises ApiError."""

    status: int = 500
    times: int = 0
    after: bool = False
    """the request is carried out and only its answer lost"""

    def __post_init__(self) -> None:
        if not 400 <= self.status <= 599:
            raise ApiError("A status of an error: 400 to 599", param="status")
