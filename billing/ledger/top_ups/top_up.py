"""An automatic top-up as a value, and its texts in the ledger. Billing rule 15."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class TopUpStatus(StrEnum):
    """The present state of a top-up."""

    ACTIVE = "ACTIVE"
    PENDING = "PENDING"
    STOPPED = "STOPPED"


class TopUp(NamedTuple):
    """The top-up of an account: it buys `pack` when fewer than `below` tokens are available, at
    most `max_per_month` times in a month of the account.

    `used` are the needs of the month that ends at `ends_at`. The open `need` is the number of the
    entry that opened it; 0 if there is none. `failure` is the code for which it stopped, until its
    owner sets it again.
    """

    pack: str
    below: int
    max_per_month: int
    ends_at: datetime
    used: int = 0
    need: int = 0
    failure: str | None = None
    failed: int = 0

    @property
    def status(self) -> TopUpStatus:
        if self.failure is not None:
            return TopUpStatus.STOPPED
        return TopUpStatus.PENDING if self.need else TopUpStatus.ACTIVE


class TopUpWord(StrEnum):
    """The news of an entry about a top-up."""

    SET = "SET"
    REMOVED = "REMOVED"
    NEEDED = "NEEDED"
    PAID = "PAID"
    FAILED = "FAILED"


def set_text(pack: str, below: int, max_per_month: int) -> str:
    """Return the `reason` of the entry that sets a top-up: "SET below 5000 at most 3 starter". The
    pack ends it, because its name may contain any character."""
    return f"{TopUpWord.SET} below {below} at most {max_per_month} {pack}"


def need_text(word: TopUpWord, need: int, code: str | None = None) -> str:
    """Return the `reason` of the entry that ends a need: "PAID 17", "FAILED 17 card_declined"."""
    return f"{word} {need}" if code is None else f"{word} {need} {code}"


def top_up_key(need: int) -> str:
    """Return the idempotency key of a need's purchase. It has a control character, which callers'
    keys cannot have."""
    return f"\x1ftop-up:{need}"


def need_of(idempotency_key: str) -> int:
    """Return the need in a key of `top_up_key`; 0 for any other key."""
    number = idempotency_key.removeprefix("\x1ftop-up:")
    return int(number) if number != idempotency_key else 0
