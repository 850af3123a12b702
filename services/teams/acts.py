"""The effect of each request about a team, in the transaction of its entries. Billing rule 13.

The caller's account and the accounts concerned are locked, so what is decided here holds when it is
committed. Each function returns the answer, or raises Refused; then nothing is written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import TypeVar

from billing.ledger.account import Account
from billing.ledger.allowance import Plans
from billing.ledger.posting import Posted
from billing.ledger.teams import rules
from billing.ledger.teams.answers import TeamAnswer
from billing.ledger.teams.closing import close
from billing.ledger.teams.commands import (
    CloseTeam,
    CreateTeam,
    HandOverTeam,
    LeaveTeam,
    RemoveFromTeam,
    RenameTeam,
    SetTeamMember,
)
from billing.ledger.teams.invitations import TeamInfo
from billing.ledger.teams.lifecycle_refusals import TeamRefusal
from billing.ledger.teams.membership import Membership, TeamRole
from billing.ledger.teams.refusals import TeamIsClosed
from billing.ledger.teams.rights import changing, managing, owning, removing
from db.teams.handles import add_handle, end_handle
from db.teams.info import add_team, mark_closed, rename_team
from db.teams.invitations import delete_invitations
from services.ledger.desk import Desks

HANDLE_BYTES = 15
"""A random name of 20 characters."""

GivenT = TypeVar("GivenT")
ComingPlans = Callable[[str], Awaitable[Sequence[tuple[str, int]]]]


class Refused(Exception):
    """Rolls the transaction back."""

    def __init__(self, refusal: TeamRefusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Act:
    """The locked accounts of a request of `caller`. `address` is the caller's verified one, and
    `new` the account of a team to be. `coming_plans` are those of a team after changes that wait,
    each with how many times."""

    desks: Desks
    caller: str
    plans: Plans
    coming_plans: ComingPlans
    address: str | None
    new: Account | None

    def account(self, account_id: str) -> Account:
        """Return an account in its present state. Raises AccountGone."""
        return self.desks[account_id].account

    @property
    def former(self) -> Account | None:
        """The account of the team that the caller is or was in. A closed one does not keep its
        members."""
        membership = self.account(self.caller).membership
        return None if membership is None else self.account(membership.team)

    def keep(self, posted: tuple[Posted, ...] | TeamRefusal) -> None:
        """Keep the entries of a decision. Raises Refused."""
        self.desks.keep(unrefused(posted))


def unrefused(decided: GivenT | TeamRefusal) -> GivenT:
    """Return what was decided. Raises Refused."""
    if isinstance(decided, TeamRefusal):
        raise Refused(decided)
    return decided


def allow(barred: TeamRefusal | None) -> None:
    """Raise Refused if there is a reason."""
    if barred is not None:
        raise Refused(barred)


def new_handle() -> str:
    return token_urlsafe(HANDLE_BYTES)


async def create(act: Act, command: CreateTeam) -> TeamAnswer:
    """Found the team with the new account. Raises TypeError without one."""
    if act.new is None:
        raise TypeError("a new team needs an account")
    team, handle, now = act.new.id, new_handle(), act.desks.now
    owner, former = act.account(command.caller), act.former
    act.keep(rules.found(owner, act.account(team), command.kind, handle, now, former=former))
    await end_former(act, owner)
    await add_team(TeamInfo(team, command.name, command.kind, now))
    await add_handle(team, handle, command.caller, now)
    return TeamAnswer(team=team)


async def leave(act: Act, command: LeaveTeam) -> TeamAnswer:
    await end(act, command.caller, command.team)
    return TeamAnswer(team=command.team)


async def remove(act: Act, command: RemoveFromTeam) -> TeamAnswer:
    caller, member = act.account(command.caller), act.account(command.member)
    allow(removing(caller, member, command.team))
    await end(act, command.member, command.team)
    return TeamAnswer(team=command.team)


async def change(act: Act, command: SetTeamMember) -> TeamAnswer:
    caller, member = act.account(command.caller), act.account(command.member)
    allow(changing(caller, member, command.change, command.team))
    team = act.account(command.team)
    act.keep(rules.change_member(member, team, command.change, act.desks.now))
    membership = act.account(command.member).membership
    if membership is not None and membership.role is TeamRole.MEMBER:
        await delete_invitations(command.team, inviter=membership.handle)
    return TeamAnswer(team=command.team, membership=membership)


async def hand_over(act: Act, command: HandOverTeam) -> TeamAnswer:
    owner, heir = act.account(command.caller), act.account(command.member)
    allow(owning(owner, command.team))
    act.keep(rules.hand_over(owner, heir, act.account(command.team), act.desks.now))
    return TeamAnswer(team=command.team)


async def rename(act: Act, command: RenameTeam) -> TeamAnswer:
    allow(managing(act.account(command.caller), command.team))
    allow(closed(act, command.team))
    await rename_team(command.team, command.name)
    return TeamAnswer(team=command.team)


async def close_team(act: Act, command: CloseTeam) -> TeamAnswer:
    owner = act.account(command.caller)
    allow(owning(owner, command.team))
    before = owner.balance
    act.keep(close(owner, act.account(command.team), act.desks.now))
    await mark_closed(command.team, act.desks.now)
    await delete_invitations(command.team)
    returned = act.account(command.caller).balance - before
    return TeamAnswer(team=command.team, returned=returned)


async def end_former(act: Act, account: Account) -> None:
    """Note the end of a membership in a closed team, which another one replaces."""
    if account.membership is not None:
        await end_membership(account.membership, act)


async def end_membership(membership: Membership, act: Act) -> None:
    """Note the end. Nobody comes back by an invitation of his own."""
    await end_handle(membership.team, membership.handle, act.desks.now)
    await delete_invitations(membership.team, inviter=membership.handle)


async def end(act: Act, member_id: str, team_id: str) -> None:
    """End the membership of an account. Raises Refused."""
    member = act.account(member_id)
    act.keep(rules.leave(member, act.account(team_id), act.desks.now))
    if member.membership is not None:
        await end_membership(member.membership, act)


def closed(act: Act, team_id: str) -> TeamIsClosed | None:
    """Return the refusal for a team that is closed, or None."""
    state = act.account(team_id).team
    return TeamIsClosed(team_id) if state is not None and state.closed else None
