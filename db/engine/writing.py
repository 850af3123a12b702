"""Whether the database accepts writes, as known by this process.

A full disk or a read-only database fails every write. The log reports this once at its beginning
and once at its end. A successful write shows that it has ended: any write, or the test write of
`write_trouble`. A process has one database, so there is one state.
"""

from __future__ import annotations

import logging
import secrets
from time import monotonic
from uuid import uuid4

from db.engine.sql import rows
from db.errors import READ_ONLY, write_refusal

logger = logging.getLogger(__name__)

PROBE_BYTES = 256 * 1024
"""The size of a large batch. A smaller one might still fit on a disk that is too full for
batches."""
IDLE_SECONDS = 60.0
"""The time without a write after which `write_trouble` tries one. Without traffic, nothing else
would find a full disk."""
IDLE_PROBE_BYTES = 16 * 1024
"""A small write, because PostgreSQL keeps it in its log for replication and backups."""


class Writing:
    """The state of writes. `refusal` is the reason why the last write failed; None after a success,
    or after a failure with another cause."""

    def __init__(self) -> None:
        self.refusal: str | None = None
        self._written_at = monotonic()

    @property
    def is_idle(self) -> bool:
        """Whether nothing was written for a while."""
        return monotonic() - self._written_at > IDLE_SECONDS

    def begin(self) -> None:
        """Forget what was known of another database."""
        self.refusal, self._written_at = None, monotonic()

    def failed(self, error: BaseException) -> None:
        """Note a failure. Most errors say nothing about other writes."""
        if (refusal := write_refusal(error)) is not None:
            self.refused(refusal)

    def refused(self, refusal: str) -> None:
        if self.refusal is None:
            logger.error("the database takes no writes: %s", refusal)
        self.refusal = refusal

    def succeeded(self) -> None:
        """Note a committed write."""
        self._written_at = monotonic()
        if self.refusal is not None:
            logger.warning("the database takes writes again")
            self.refusal = None


writing = Writing()
"""The state of this process."""


async def write_trouble() -> str | None:
    """Return why the database accepts no writes; None if it accepts some, or if that is not known.

    Tries a write if the last one failed or is long ago. Raises the driver's errors if the database
    is not reachable.
    """
    (told,) = await rows("SELECT {read only} AS read_only")
    if told["read_only"]:
        writing.refused(READ_ONLY)
    elif writing.refusal is not None:
        await _try_to_write(PROBE_BYTES)
    elif writing.is_idle:
        await _try_to_write(IDLE_PROBE_BYTES)
    return writing.refusal


async def _try_to_write(size: int) -> None:
    # Random, because PostgreSQL compresses. It is deleted together with rows of processes that were
    # killed.
    filling = secrets.token_hex(size // 2)
    try:
        await rows("INSERT INTO write_probe (id, filling) VALUES ($1, $2)", uuid4().hex, filling)
        await rows("DELETE FROM write_probe")
    except Exception as error:
        if write_refusal(error) is None:
            raise
    else:
        writing.succeeded()
