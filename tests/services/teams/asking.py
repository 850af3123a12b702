"""Requests about teams for tests: one process, or several on one database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from billing.ledger.account import Account
from billing.ledger.teams.commands import (
    CloseTeam,
    CreateTeam,
    InviteToTeam,
    JoinTeam,
    LeaveTeam,
    RemoveFromTeam,
    SetTeamMember,
    TeamCommand,
)
from billing.ledger.teams.lifecycle_refusals import TeamRefusal
from billing.ledger.teams.membership import Membership, TeamKind
from billing.ledger.teams.rules import MemberChange
from db.commit.journal import read_accounts
from services.ledger.accounts import Accounts
from services.payments.plans.coming import coming_plans
from services.teams.teams import Answered, Teams
from tests.services.ledger.hold_desks import BOOK, desks
from tests.support.clocks import Clock
from tests.support.payments.teaming import POLICY

_keys = count(1)


@dataclass
class Asker:
    """Asks several processes in turn, each request with a new key unless told otherwise."""

    processes: list[Teams]
    clock: Clock
    number: int = 0

    async def ask(
        self, asked: type[TeamCommand], caller: str, *, verified: str | None = None, **given: Any
    ) -> Answered | TeamRefusal:
        self.number += 1
        process = self.processes[self.number % len(self.processes)]
        key = given.pop("key", None) or f"key-{next(_keys)}"
        command = asked(caller=caller, idempotency_key=key, **given)
        return await process.carry_out(command, address=verified)

    async def done(self, asked: type[TeamCommand], caller: str, **given: Any) -> Answered:
        answer = await self.ask(asked, caller, **given)
        assert isinstance(answer, Answered), answer
        return answer

    async def refused(self, asked: type[TeamCommand], caller: str, **given: Any) -> str:
        """Return the code of the refusal."""
        refusal = await self.ask(asked, caller, **given)
        assert not isinstance(refusal, Answered), refusal
        return refusal.code

    async def team(self, owner: str = "olga", kind: TeamKind = TeamKind.FAMILY) -> str:
        made = await self.done(CreateTeam, owner, name="The Smiths", kind=kind)
        return made.answer.team

    async def code(self, team: str, caller: str = "olga", **given: Any) -> str:
        code = (await self.done(InviteToTeam, caller, team=team, **given)).answer.code
        assert code is not None
        return code

    async def join(self, team: str, *members: str, **given: Any) -> None:
        for member in members:
            code = await self.code(team, **given)
            await self.done(JoinTeam, member, code=code)

    async def leave(self, team: str, member: str) -> None:
        await self.done(LeaveTeam, member, team=team)

    async def remove(self, team: str, member: str) -> None:
        await self.done(RemoveFromTeam, "olga", team=team, member=member)

    async def close(self, team: str) -> None:
        await self.done(CloseTeam, "olga", team=team)

    async def change(self, team: str, member: str, caller: str = "olga", **given: Any) -> Answered:
        change = MemberChange(**given)
        return await self.done(SetTeamMember, caller, team=team, member=member, change=change)


@asynccontextmanager
async def asking(
    url: str, clock: Clock, processes: int = 1, *, stops: bool = True
) -> AsyncIterator[Asker]:
    """Yield the processes. With `stops` False, no plan can be canceled."""

    async def end_payments(team: str) -> bool:
        assert team.startswith("team:")
        return stops

    async with desks(url, clock, processes) as batchers:
        yield Asker(
            [
                Teams(
                    Accounts(batcher, clock),
                    plans=lambda: BOOK.plans,
                    clock=clock,
                    publish=lambda _: None,
                    end_payments=end_payments,
                    coming_plans=partial(coming_plans, policy=POLICY, clock=clock),
                )
                for batcher in batchers
            ],
            clock,
        )


async def account(account_id: str) -> Account:
    return (await read_accounts([account_id]))[account_id]


async def membership(account_id: str) -> Membership | None:
    return (await account(account_id)).membership


async def seats_taken(team: str) -> int:
    state = (await account(team)).team
    assert state is not None
    return state.members
