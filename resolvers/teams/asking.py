"""Requests about teams: who asks, and what is common to their answers."""

from __future__ import annotations

from typing import Protocol, TypedDict

from billing.ledger.teams.answers import TeamAnswer
from billing.ledger.teams.commands import TeamCommand
from billing.ledger.teams.lifecycle_refusals import TeamRefusal
from billing.ledger.teams.membership import Membership
from resolvers.context import Context
from resolvers.errors import Forbidden, Restricted
from resolvers.teams.account import Team
from services.teams.teams import Answered


class Keyed(Protocol):
    """An input with an idempotency key."""

    idempotency_key: str


class Who(TypedDict):
    """The caller of a request, and its key."""

    caller: str
    idempotency_key: str


def by(context: Context, given: Keyed) -> Who:
    """Return who asks. Raises Missing, or Restricted for an API key."""
    account_id = context.require_caller().account_id
    if account_id is None:
        raise Restricted("Only a user can ask for this: an API key has no account of its own.")
    return {"caller": account_id, "idempotency_key": given.idempotency_key}


async def carried_out(context: Context, command: TeamCommand) -> Answered | TeamRefusal:
    """Carry out a request of the caller. Raises Forbidden without the right to change the own
    account."""
    caller = context.require_caller()
    if not caller.may_write(command.caller):
        raise Forbidden("account:write")
    return await context.services.teams.carry_out(command, address=caller.address)


async def team_of(answered: Answered, context: Context) -> Team:
    """Return the team of an answer. Raises TypeError for one that does not exist."""
    about = await context.team_infos.load(answered.answer.team)
    if about is None:
        raise TypeError(f"the team {answered.answer.team!r} is gone")
    return Team(about=about)


def membership_of_answer(answer: TeamAnswer) -> Membership:
    """Return the membership that a request made or changed. Raises TypeError without one."""
    if answer.membership is None:
        raise TypeError("the request led to no membership")
    return answer.membership


def surprising(refusal: TeamRefusal) -> TypeError:
    """Return the error for a refusal that the request can not lead to."""
    return TypeError(f"unexpected refusal: {refusal!r}")
