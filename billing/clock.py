"""The refusal to move the service's time ahead."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClockNotMovable:
    """The clock stays as it is; `reason` says why, for people."""

    reason: str
    code = "CLOCK_NOT_MOVABLE"

    @property
    def message(self) -> str:
        return self.reason
