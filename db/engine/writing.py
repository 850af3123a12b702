"""Whether the database takes writes, as far as this process knows.

A full disk or a read-only database fails every write, and each of them tells: it is logged once,
when it begins and when it ends. Whether it has ended is found out by a write that succeeds, of
anybody or of `write_trouble`, which tries one. A process has one database, so the knowledge is one.
"""

from __future__ import annotations

import logging
import secrets
from uuid import uuid4

from db.engine.sql import rows
from db.errors import READ_ONLY, write_refusal

logger = logging.getLogger(__name__)

PROBE_BYTES = 256 * 1024
"""The size of a large batch. A smaller one might still fit on a disk that is full for batches."""


class Writing:
    """`refusal` is why the last write failed; None after one that succeeded, or failed for a reason
    of its own."""

    def __init__(self) -> None:
        self.refusal: str | None = None

    def failed(self, error: BaseException) -> None:
        """Something failed; most errors say nothing about others' writes."""
        if (refusal := write_refusal(error)) is not None:
            self.refused(refusal)

    def refused(self, refusal: str) -> None:
        if self.refusal is None:
            logger.error("the database takes no writes: %s", refusal)
        self.refusal = refusal

    def succeeded(self) -> None:
        """Something was written and committed."""
        if self.refusal is not None:
            logger.warning("the database takes writes again")
            self.refusal = None


writing = Writing()
"""The state of this process."""


async def write_trouble() -> str | None:
    """Why the database takes no writes; None where it takes some, or nobody knows better.

    Tries a write where the last one failed. Raises what the driver raises when the database is
    away.
    """
    (told,) = await rows("SELECT {read only} AS read_only")
    if told["read_only"]:
        writing.refused(READ_ONLY)
    elif writing.refusal is not None:
        await _try_to_write()
    return writing.refusal


async def _try_to_write() -> None:
    # Random, because PostgreSQL compresses; deleted with what a killed process left behind.
    filling = secrets.token_hex(PROBE_BYTES // 2)
    try:
        await rows("INSERT INTO write_probe (id, filling) VALUES ($1, $2)", uuid4().hex, filling)
        await rows("DELETE FROM write_probe")
    except Exception as error:
        if write_refusal(error) is None:
            raise
    else:
        writing.succeeded()
