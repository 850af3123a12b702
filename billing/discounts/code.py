"""A code of a programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Code:
    """A code, without its text. `uses` accounts of `uses_max` have used it, before `until`. An
    account then stays in the programme for `months`; None means without an end. `booked` of the
    `budget` is taken off, in the minor unit of `currency`."""

    id: str
    secret_hash: bytes
    programme: str
    uses_max: int
    created_at: datetime
    uses: int = 0
    budget: int | None = None
    currency: str | None = None
    booked: int = 0
    until: datetime | None = None
    months: int | None = None
    note: str | None = None
    revoked_at: datetime | None = None

    def is_usable(self, now: datetime) -> bool:
        """Return whether one more account may use it."""
        ended = self.until is not None and self.until <= now
        return not ended and self.revoked_at is None and self.uses < self.uses_max
