"""Carries requests about teams out: each has one effect per idempotency key. Billing rules 8 and
13."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.account import Account, open_account
from billing.ledger.allowance import Plans
from billing.ledger.refusals import IdempotencyConflict
from billing.ledger.teams.answers import TeamAnswer
from billing.ledger.teams.commands import (
    AboutMember,
    CloseTeam,
    CreateTeam,
    HandOverTeam,
    InTeam,
    InviteToTeam,
    JoinTeam,
    LeaveTeam,
    RemoveFromTeam,
    RenameTeam,
    RevokeInvitation,
    SetTeamMember,
    TeamCommand,
)
from billing.ledger.teams.lifecycle_refusals import (
    InvitationNotFound,
    TeamNotFound,
    TeamPlanGoesOn,
    TeamRefusal,
)
from billing.ledger.teams.refusals import NotAMember
from billing.ledger.teams.rights import managing, owning, role_in
from billing.reserved import TEAM_MARK
from db.teams.handles import is_member
from db.teams.invitations import find_invitation
from db.teams.requests import AnsweredRequest, add_request, find_request
from services.commit.changed import Publish
from services.commit.unavailable import Unavailable
from services.ledger.accounts import Accounts
from services.ledger.desk import AccountGone, desks
from services.teams import acts, inviting
from services.teams.acts import Act, ComingPlans, Refused, allow
from services.teams.reading import TeamReader
from services.teams.rests import Rests

ID_BYTES = 15
ATTEMPTS = 3
"""The accounts concerned may change until they are locked: then they are read again."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a request. `replayed`: an earlier request with the same key had the effect."""

    answer: TeamAnswer
    replayed: bool


class Teams:
    """One per process. `plans` are those in force. `end_payments` cancels a team's subscription at
    the end of its period and removes its cards, and returns whether nothing is charged any more.
    `coming_plans` is as in `Act`."""

    def __init__(
        self,
        accounts: Accounts,
        *,
        plans: Callable[[], Plans],
        clock: Callable[[], datetime],
        publish: Publish,
        end_payments: Callable[[str], Awaitable[bool]],
        coming_plans: ComingPlans,
    ) -> None:
        self._accounts = accounts
        self._plans = plans
        self._clock = clock
        self._publish = publish
        self._end_payments = end_payments
        self._coming_plans = coming_plans
        self.reader = TeamReader(clock)
        self.rests = Rests(plans=plans, clock=clock, publish=publish)

    async def carry_out(
        self, command: TeamCommand, *, address: str | None = None
    ) -> Answered | TeamRefusal:
        """Carry out a request of the account `command.caller`, which is opened if it does not
        exist. `address` is the caller's verified one.

        A repeat with the same key returns the first answer. Raises BadInput, Unavailable and the
        database's errors; then nothing has happened.
        """
        known = await find_request(command.caller, command.idempotency_key)
        if known is not None:
            return _repeated(known, command)
        try:
            return Answered(await self._effect(command, address), replayed=False)
        except Refused as refused:
            # Another process or task may have carried out the same request meanwhile.
            known = await find_request(command.caller, command.idempotency_key)
            return refused.refusal if known is None else _repeated(known, command)

    async def depart(self, account_id: str) -> str | None:
        """End the membership of an account that is erased. Return why that is not possible, for
        people, or None."""
        for _ in range(ATTEMPTS):
            found = await self._accounts.present((account_id,))
            member = found[account_id].membership if account_id in found else None
            if member is None:
                return None
            ids = {account_id, member.team}
            try:
                async with desks(
                    ids, plans=self._plans(), clock=self._clock, publish=self._publish
                ) as opened:
                    act = Act(opened, account_id, self._plans(), self._coming_plans, None, None)
                    await acts.end(act, account_id, member.team)
            except AccountGone:
                continue
            except Refused as refused:
                return refused.refusal.message
            return None
        raise Unavailable

    async def _effect(self, command: TeamCommand, address: str | None) -> TeamAnswer:
        """Raises Refused; then nothing is written."""
        for _ in range(ATTEMPTS):
            ids, new = await self._concerned(command)
            try:
                return await self._locked(command, address, ids, new)
            except AccountGone:
                continue
        raise Unavailable

    async def _concerned(self, command: TeamCommand) -> tuple[set[str], Account | None]:
        """Return the existing accounts that the request is about, and the new one. Raises Refused.

        Nothing of a team is read for somebody who is not in it.
        """
        found = await self._accounts.present((command.caller,), may_open=(command.caller,))
        caller = found[command.caller]
        ids = {caller.id}
        if caller.membership is not None:
            ids.add(caller.membership.team)
        if isinstance(command, InTeam):
            if role_in(caller, command.team) is None:
                raise Refused(TeamNotFound(command.team))
            if isinstance(command, CloseTeam):
                allow(owning(caller, command.team))
                allow(None if await self._end_payments(command.team) else TeamPlanGoesOn())
        elif isinstance(command, JoinTeam | RevokeInvitation):
            invitation = await find_invitation(command.code)
            if invitation is None:
                raise Refused(InvitationNotFound())
            ids.add(invitation.team)
        if isinstance(command, AboutMember):
            # A plain member does not learn who else is one.
            if command.member != caller.id:
                allow(managing(caller, command.team))
            # Strangers are not even read.
            if not await is_member(command.team, command.member):
                raise Refused(NotAMember(command.member))
            ids.add(command.member)
        if not isinstance(command, CreateTeam):
            return ids, None
        team = TEAM_MARK + token_urlsafe(ID_BYTES)
        return ids, open_account(team, plan=FREE_PLAN, now=self._clock())

    async def _locked(
        self, command: TeamCommand, address: str | None, ids: set[str], new: Account | None
    ) -> TeamAnswer:
        plans, opening = self._plans(), [new] if new is not None else []
        async with desks(
            ids, plans=plans, clock=self._clock, publish=self._publish, opening=opening
        ) as opened:
            act = Act(opened, command.caller, plans, self._coming_plans, address, new)
            # Under the lock of the caller's account: no other request of the caller runs now.
            if await find_request(command.caller, command.idempotency_key) is not None:
                raise Refused(IdempotencyConflict(command.idempotency_key))
            answer = await _ACTS[type(command)](act, command)
            await add_request(
                command.caller, command.idempotency_key, command.fingerprint, answer, opened.now
            )
        return answer


_ACTS: Mapping[type[TeamCommand], Callable[[Act, Any], Awaitable[TeamAnswer]]] = {
    CreateTeam: acts.create,
    InviteToTeam: inviting.invite,
    JoinTeam: inviting.join,
    RevokeInvitation: inviting.revoke,
    LeaveTeam: acts.leave,
    RemoveFromTeam: acts.remove,
    SetTeamMember: acts.change,
    HandOverTeam: acts.hand_over,
    RenameTeam: acts.rename,
    CloseTeam: acts.close_team,
}


def _repeated(known: AnsweredRequest, command: TeamCommand) -> Answered | IdempotencyConflict:
    if known.fingerprint == command.fingerprint:
        return Answered(known.answer, replayed=True)
    return IdempotencyConflict(command.idempotency_key)
