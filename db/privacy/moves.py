"""How far the erasures of large accounts have come. Each piece of one is a transaction of its own.

The rows of the ledger are first copied to the pseudonym (COPYING), while the account stays as it
is. Then one short transaction renames the account, and the old rows are deleted (DELETING), the
newest first: as long as the first entry is there, its key keeps the id from being opened anew. If
the erasure is refused after all, the copies are deleted in the same way (WITHDRAWN).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import NamedTuple

from db.analytics.sweeps import FORGET
from db.engine.sql import Connection, as_json, rows, table_of
from db.engine.transactions import transaction
from db.privacy.erasure import ErasureJournal, deletable, delete_after


class Stage(StrEnum):
    """The stage of an erasure."""

    COPYING = "COPYING"
    DELETING = "DELETING"
    WITHDRAWN = "WITHDRAWN"


class Move(NamedTuple):
    """An erasure that is under way. The rows up to the revision `reached` exist twice, or still
    exist if they are deleted. `digest` is the head of the copies' chain."""

    account_id: str
    pseudonym: str
    request: str
    actor: str
    stage: Stage
    reached: int
    digest: bytes


LEFTOVERS = f"""
(SELECT CASE WHEN stage = '{Stage.DELETING}' THEN account_id ELSE pseudonym END AS id, reached
 FROM erasure)"""
"""The ids whose rows up to the revision `reached` belong to no account, because an erasure copies
or deletes them."""

_COLUMNS = "account_id, pseudonym, request, actor, stage, reached, digest"
_IDS = table_of(id="text")


class Piece:
    """An open transaction, in which nobody else moves this erasure on."""

    def __init__(self, conn: Connection, move: Move) -> None:
        self._conn = conn
        self.move = move
        self.journal = ErasureJournal(conn, move.account_id, move.pseudonym)

    async def copied(self, reached: int, digest: bytes) -> None:
        """Store how far the ledger is copied."""
        await rows(
            "UPDATE erasure SET reached = $2, digest = $3 WHERE account_id = $1",
            self.move.account_id,
            reached,
            digest,
            conn=self._conn,
        )

    async def renamed(self, revision: int) -> None:
        """Store that the account has its pseudonym, and that its old rows can be deleted."""
        await rows(
            "UPDATE erasure SET stage = $2, reached = $3 WHERE account_id = $1",
            self.move.account_id,
            Stage.DELETING.value,
            revision,
            conn=self._conn,
        )

    async def delete_last(self, limit: int) -> bool:
        """Delete the last `limit` revisions of the leftover rows; return whether any are left. The
        last piece deletes this erasure too, and with it the connection between both ids."""
        name, low = self.move.account_id, max(self.move.reached - limit, 0)
        doomed = name if self.move.stage is Stage.DELETING else self.move.pseudonym
        async with deletable(doomed):
            await delete_after(self._conn, doomed, low)
        if low:
            await self.copied(low, self.move.digest)
            return True
        await rows("DELETE FROM erasure WHERE account_id = $1", name, conn=self._conn)
        if self.move.stage is Stage.WITHDRAWN:
            # On SQLite, later entries may get the numbers of the deleted rows, before its mark.
            await rows(FORGET, conn=self._conn)
        return False


@asynccontextmanager
async def piece_of(account_id: str) -> AsyncIterator[Piece | None]:
    """Open the transaction of the next piece. None if no erasure of the account is under way."""
    async with transaction() as conn:
        found = await rows(
            f"SELECT {_COLUMNS} FROM erasure WHERE account_id = $1 {{for update}}",
            account_id,
            conn=conn,
        )
        yield Piece(conn, _read(found[0])) if found else None


async def begin(move: Move) -> bool:
    """Store a new erasure; return False if one of this account is under way."""
    found = await rows(
        f"INSERT INTO erasure ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7) "
        "ON CONFLICT (account_id) DO NOTHING RETURNING account_id",
        *move,
    )
    return bool(found)


async def withdraw(account_id: str) -> bool:
    """Give an erasure up, so that its copies are deleted; return False if it is too late, because
    the account has its pseudonym."""
    found = await rows(
        "UPDATE erasure SET stage = $2 WHERE account_id = $1 AND stage = $3 RETURNING account_id",
        account_id,
        Stage.WITHDRAWN.value,
        Stage.COPYING.value,
    )
    return bool(found)


async def move_of(account_id: str) -> Move | None:
    found = await rows(f"SELECT {_COLUMNS} FROM erasure WHERE account_id = $1", account_id)
    return _read(found[0]) if found else None


async def under_way() -> list[Move]:
    """Return all erasures that are under way."""
    return [_read(row) for row in await rows(f"SELECT {_COLUMNS} FROM erasure ORDER BY 1")]


async def leaving(ids: Collection[str]) -> set[str]:
    """Return those of `ids` whose account is gone, but whose old rows are still being deleted. None
    of them may be opened anew before the end."""
    found = await rows(
        "SELECT account_id FROM erasure WHERE stage = 'DELETING' "
        "AND account_id IN (SELECT id FROM {given} AS asked)",
        as_json([name] for name in ids),
        table=_IDS,
    )
    return {row["account_id"] for row in found}


def _read(row: dict[str, object]) -> Move:
    made = Move(**row)  # type: ignore[arg-type]
    return made._replace(stage=Stage(made.stage), digest=bytes(made.digest))
