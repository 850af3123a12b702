"""Puts accounts into programmes, by operators and by codes, and takes them out.

Each change is a row under the account's lock. Rows are never changed, so they tell who did what.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from billing.catalog.discounts import Programme, ProgrammeJoining
from billing.discounts import rules
from billing.discounts.commands import (
    ApplyCode,
    RemoveProgramme,
    RequestProgramme,
    SetProgramme,
)
from billing.discounts.enrolling import ProgrammeChange
from billing.discounts.refusals import (
    AlreadyEnrolled,
    CodeAlreadyUsed,
    CodeNotFound,
    ProgrammeNotFound,
)
from billing.discounts.rules import Changed
from billing.errors import BadInput
from billing.ledger.refusals import AccountNotFound, IdempotencyConflict
from db.discounts.changes import add_change, changes_of, open_requests
from db.discounts.codes import code_with, count_use
from services.catalog import CatalogService
from services.commit.changed import Publish
from services.discounts.codes import hash_of
from services.ledger.desk import AccountGone, desk

SetOutcome = Changed | ProgrammeNotFound | AccountNotFound
CodeRefusal = CodeNotFound | CodeAlreadyUsed | AlreadyEnrolled | IdempotencyConflict


class Programmes:
    """Operations on the programmes of accounts. There is one object per process."""

    def __init__(
        self, catalog: CatalogService, clock: Callable[[], datetime], publish: Publish
    ) -> None:
        self._catalog = catalog
        self._clock = clock
        self._publish = publish

    def named(self, name: str) -> Programme | None:
        return self._catalog.catalog.programmes.get(name)

    async def set(self, command: SetProgramme, *, actor: str) -> SetOutcome:
        """Put the account into a programme, or change its end. Raises BadInput for an end that has
        passed."""
        if self.named(command.programme) is None:
            return ProgrammeNotFound(command.programme)
        if command.until is not None and command.until <= self._clock():
            raise BadInput("until", "must be in the future")
        try:
            async with self._changes(command.account_id) as (changes, now):
                return await _kept(rules.set_programme(changes, command, actor, now))
        except AccountGone:
            return AccountNotFound(command.account_id)

    async def remove(self, command: RemoveProgramme, *, actor: str) -> bool | AccountNotFound:
        """Take the account out of a programme, and decline its request. Return whether there was
        anything to do."""
        try:
            async with self._changes(command.account_id) as (changes, now):
                done = rules.remove_programme(changes, command, actor, now)
                return done is not None and bool(await _kept(done))
        except AccountGone:
            return AccountNotFound(command.account_id)

    async def request(
        self, command: RequestProgramme, *, actor: str
    ) -> SetOutcome | AlreadyEnrolled:
        """Ask an operator for a programme that needs a proof."""
        programme = self.named(command.programme)
        if programme is None or programme.joining is not ProgrammeJoining.PROOF:
            return ProgrammeNotFound(command.programme)
        try:
            async with self._changes(command.account_id) as (changes, now):
                done = rules.request_programme(changes, command, actor, now)
                return await _kept(done) if isinstance(done, Changed) else done
        except AccountGone:
            return AccountNotFound(command.account_id)

    async def requests(self, limit: int) -> list[ProgrammeChange]:
        """Return the requests that no operator has answered, the oldest first."""
        return await open_requests(limit)

    async def apply_code(
        self, command: ApplyCode, *, actor: str
    ) -> Changed | CodeRefusal | AccountNotFound:
        """Use a code for the account. A refused code is not used up."""
        try:
            async with self._changes(command.account_id) as (changes, now):
                if known := rules.used_before(changes, command):
                    return known
                code = await code_with(hash_of(command.code))
                if code is not None and self.named(code.programme) is None:
                    code = None
                done = rules.apply_code(changes, command, code, actor, now)
                if not isinstance(done, Changed):
                    return done
                # Another account may have been faster: the statement decides.
                if not await count_use(done.change.code_id or "", now):
                    return CodeNotFound()
                return await _kept(done)
        except AccountGone:
            return AccountNotFound(command.account_id)

    @asynccontextmanager
    async def _changes(
        self, account_id: str
    ) -> AsyncIterator[tuple[list[ProgrammeChange], datetime]]:
        """Lock the account; yield its changes, and the time. Raises AccountGone."""
        plans = self._catalog.book.plans
        async with desk(
            account_id, plans=plans, clock=self._clock, publish=self._publish
        ) as account:
            yield (await changes_of([account_id])).get(account_id, []), account.now


async def _kept(done: Changed) -> Changed:
    """Store a new change."""
    if not done.replayed:
        await add_change(done.change)
    return done
