"""A window of an allowance in a replay: its grants, and the tokens that can return.

Part of `billing.audit.windows`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from billing.catalog.catalog import QuotaPeriod
from billing.window import anchored_month_window, day_window

Key = tuple[str, QuotaPeriod]
"""A plan, and the period of its allowance."""


@dataclass(slots=True)
class Part:
    """A grant of a window: of the entry `number`, for the plan `quantity` times. `left` are lapsed
    tokens that can return; `lapsed` are all lapsed tokens that have not returned."""

    number: int
    quantity: int
    left: int = 0
    lapsed: int = 0


@dataclass(slots=True)
class ReplayedWindow:
    """A window from `start` until `end`. The first of its grants opened it, and others let it
    grow."""

    start: datetime
    end: datetime
    parts: list[Part] = field(default_factory=list)

    @property
    def quantity(self) -> int:
        """How many times it was granted."""
        return sum(part.quantity for part in self.parts)


def window_period(
    given: tuple[datetime, datetime | None], opened_at: datetime, at: datetime
) -> QuotaPeriod | None:
    """Return the period of the given window around `at`."""
    windows = {
        QuotaPeriod.DAY: day_window(at),
        QuotaPeriod.MONTH: anchored_month_window(opened_at, at),
    }
    return next((period for period, window in windows.items() if window == given), None)
