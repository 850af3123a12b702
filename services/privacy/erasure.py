"""Erases accounts: the ledger stays and balances, but no longer identifies a person.

The ledger moves to a random pseudonym, under the account's lock. A later caller with the old id
finds no account, and may open a new one.

A small account moves in one transaction. A large one moves in pieces, each a transaction of its own
(`db.privacy.moves`), so that others write in between and a killed process loses one piece. The
account stays as it is until the copies are complete; then it has its pseudonym at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from time import perf_counter
from uuid import uuid4

from billing.ledger.account import NO_DIGEST, Account
from billing.ledger.refusals import AccountNotFound
from billing.ledger.teams.membership import is_team_id
from billing.privacy.actions import AccountNotErasable, action_id
from billing.reserved import PSEUDONYM_MARK
from db.commit.journal import read_accounts, read_revisions
from db.privacy.actions import find_action
from db.privacy.erasure import ErasureJournal, deletable, erasing
from db.privacy.moves import (
    Move,
    Piece,
    Stage,
    begin,
    move_of,
    piece_of,
    under_way,
    withdraw,
)
from services.clock.movable import confirm
from services.commit.changed import Publish
from services.privacy.moving import Copied, Renaming, copy, give_pseudonym
from services.privacy.unfinished import NotErasable, locked

logger = logging.getLogger(__name__)

PIECE = 100
"""The entries that one transaction copies."""
DELETED_A_PIECE = 500
"""The entries that one transaction deletes."""
LOOK_SECONDS = 5.0
"""The time between two looks for erasures whose process has ended."""


@dataclass(frozen=True, slots=True)
class Erased:
    """An erased account: `pseudonym` is its new id, `entries` the size of its ledger."""

    pseudonym: str
    entries: int
    replayed: bool


ErasureOutcome = Erased | AccountNotErasable | AccountNotFound
Depart = Callable[[str], Awaitable[str | None]]
"""Ends an account's membership in a team. Returns why that is not possible, or None."""


async def _no_teams(account_id: str) -> str | None:
    return f"The account {account_id!r} is in a team, which it must leave first."


class _Checked(Exception):
    """Rolls back a transaction that only looked."""


class Erasures:
    """One per process. `forget` removes the account from this process's memory; `publish` tells
    other processes. `depart` makes an account leave its team first."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        publish: Publish,
        forget: Callable[[str], object] = lambda _: None,
        depart: Depart = _no_teams,
    ) -> None:
        self._clock = clock
        self._depart = depart
        self._publish = publish
        self._forget = forget
        self._seen: set[Move] = set()

    async def erase(self, account_id: str, *, actor: str, key: str | None = None) -> ErasureOutcome:
        """Erase the account. A repeat with the same `key` returns the first result.

        Refused while a subscription continues, a checkout may be paid, a payment event waits or a
        hold is open: their outcome would be lost. A member leaves its team; the owner of a team is
        refused, and so is the account of a team. Raises the database's errors. The erasure of a
        large account may be under way then, and goes on by itself.
        """
        await confirm(self._clock)
        request = action_id("erase", account_id, uuid4().hex if key is None else key)
        asked = Renaming(account_id, f"{PSEUDONYM_MARK}{token_hex(16)}", request, actor)
        try:
            # Another call or process may have begun it.
            if await move_of(account_id) is not None:
                await self._carry_on(account_id)
            if first := await _first_answer(request):
                return first
            is_first = await self._move(asked)
        except NotErasable as refused:
            # Another process or task may have carried out the same request meanwhile.
            return await _first_answer(request) or refused.refusal
        done = await _first_answer(request)
        return replace(done, replayed=not is_first) if done else AccountNotFound(account_id)

    async def run(self) -> None:
        """Carry on with the erasures of processes that have ended, until cancelled."""
        while True:
            try:
                await self.look()
            # The next look finds them again when the database is available.
            except Exception as error:  # noqa: BLE001
                logger.warning("erasures could not be looked for: %r", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> int:
        """Carry on with the erasures that have not moved since the last look; return their
        number."""
        found = set(await under_way())
        left, self._seen = found & self._seen, found
        for one in left:
            try:
                with suppress(NotErasable):
                    await self._carry_on(one.account_id)
            # One that always fails, as by a damaged entry, must not hold up the others.
            except Exception as error:  # noqa: BLE001
                logger.warning("an erasure could not be carried on: %r", error)
        return len(left)

    async def _move(self, asked: Renaming) -> bool:
        """Erase the account; return False if another call did it under the same request."""
        account = await self._alone(asked)
        if account.revision > PIECE:
            await self._check(asked)
            is_first = await begin(Move(*asked, Stage.COPYING, 0, NO_DIGEST))
            await self._carry_on(asked.account_id)
            if is_first or await _first_answer(asked.request):
                return is_first
            # Another request was carried out, or refused.
            return await self._move(asked)
        async with erasing(asked.account_id, asked.pseudonym) as journal:
            account = await self._rename(journal, asked, Copied(0, NO_DIGEST))
            await journal.delete_old()
        self._tell(asked, account)
        return True

    async def _alone(self, asked: Renaming) -> Account:
        """Return the account, after the end of its membership, if nothing else is in the way of
        the erasure."""
        if is_team_id(asked.account_id):
            raise NotErasable(
                AccountNotErasable("It is the account of a team: its owner closes it.")
            )
        account = (await read_accounts([asked.account_id])).get(asked.account_id)
        if account is None:
            raise NotErasable(AccountNotFound(asked.account_id))
        if account.membership is not None:
            await self._check(asked)
            if (reason := await self._depart(account.id)) is not None:
                raise NotErasable(AccountNotErasable(reason))
        return account

    async def _check(self, asked: Renaming) -> None:
        """Raise NotErasable if something is in the way now."""
        with suppress(_Checked):
            async with erasing(asked.account_id, asked.pseudonym) as journal:
                await locked(journal, asked.account_id, self._clock())
                raise _Checked

    async def _carry_on(self, account_id: str) -> None:
        """Do all pieces that are left. Raises NotErasable after the copies of a refused erasure are
        deleted."""
        refused: NotErasable | None = None
        is_left = True
        while is_left:
            started = perf_counter()
            try:
                is_left = await self._piece(account_id)
            except NotErasable as error:
                if await withdraw(account_id):
                    refused = error
            # Others are served for as long as it took.
            await asyncio.sleep(perf_counter() - started)
        if refused is not None:
            raise refused

    async def _piece(self, account_id: str) -> bool:
        """Do the next piece; return whether any is left."""
        async with piece_of(account_id) as piece:
            if piece is None:
                return False
            if piece.move.stage is not Stage.COPYING:
                return await piece.delete_last(DELETED_A_PIECE)
            account = await self._next_copied(piece)
        if account is not None:
            self._tell(Renaming(*piece.move[:4]), account)
        return True

    async def _next_copied(self, piece: Piece) -> Account | None:
        """Copy entries. Near the end, lock the account and rename it; then return it. Not before:
        while the account is used, there is always another entry."""
        at, journal = piece.move, piece.journal
        copied = Copied(at.reached, at.digest)
        if await _revision(at.account_id) - copied.revision > PIECE:
            upto = copied.revision + PIECE
            await piece.copied(*await copy(journal, at.pseudonym, copied, upto))
            return None
        async with deletable(at.account_id):
            account = await self._rename(journal, Renaming(*at[:4]), copied)
        await piece.renamed(account.revision)
        return account

    async def _rename(self, journal: ErasureJournal, asked: Renaming, copied: Copied) -> Account:
        account, needles = await locked(journal, asked.account_id, self._clock())
        if account.membership is not None:
            raise NotErasable(AccountNotErasable("It has just joined a team."))
        await journal.blank_events(needles)
        await give_pseudonym(journal, account, asked, copied, self._clock())
        return account

    def _tell(self, asked: Renaming, account: Account) -> None:
        self._forget(asked.account_id)
        # Above every revision that a listener has seen, so that all listeners read again.
        revision = account.revision
        self._publish([(asked.pseudonym, revision), (asked.account_id, revision + 1)])


async def _first_answer(request: str) -> Erased | None:
    """Return the earlier result of the request, or None."""
    first = await find_action(request)
    if first is None:
        return None
    return Erased(first.account_id or "", int(first.details["entries"]), replayed=True)


async def _revision(account_id: str) -> int:
    """Return the present revision; 0 if another process has just erased the account."""
    return dict(await read_revisions([account_id])).get(account_id, 0)
