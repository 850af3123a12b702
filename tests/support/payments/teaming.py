"""A team with a plan, and changes of the plan, beside the provider's sandbox."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import Any

from billing.ledger.teams.commands import (
    CreateTeam,
    HandOverTeam,
    InviteToTeam,
    JoinTeam,
    LeaveTeam,
    SetTeamMember,
)
from billing.ledger.teams.lifecycle_refusals import TeamRefusal
from billing.ledger.teams.membership import PayFrom, TeamKind
from billing.ledger.teams.rules import MemberChange
from billing.payments.plan_changes import ChangePlan, ChangeTime
from billing.payments.plan_had import Had
from billing.payments.purchase import PlanSubscription
from db.commit.journal import read_accounts
from services.payments.plans.changes import NotChanged, PlanIsChanged
from services.payments.plans.coming import coming_plans
from services.teams.teams import Answered, Teams
from tests.support.payments.money import Json
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import GRACE, PlanPolicy, Shop, stored_subscription
from tests.support.payments.subscribing import subscribed

_keys = count(1)
POLICY = PlanPolicy(GRACE)
NOW, PERIOD_END = ChangeTime.NOW, ChangeTime.PERIOD_END


def teams_of(store: Shop) -> Teams:
    return Teams(
        store.accounts,
        plans=lambda: store.catalog.book.plans,
        clock=store.clock,
        publish=lambda _: None,
        end_payments=store.subscriptions.stop,
        coming_plans=partial(coming_plans, policy=POLICY, clock=store.clock),
    )


async def invited(store: Shop, team: str, *, owner: str = "alice") -> str:
    """Return the code of a new invitation by the team's owner."""
    answered = await teams_of(store).carry_out(
        InviteToTeam(caller=owner, idempotency_key=f"invite-{next(_keys)}", team=team)
    )
    assert isinstance(answered, Answered), answered
    return answered.answer.code or ""


async def joining(store: Shop, code: str, member: str) -> Answered | TeamRefusal:
    """Let an account use an invitation; return the answer."""
    asked = JoinTeam(caller=member, idempotency_key=f"join-{next(_keys)}", code=code)
    return await teams_of(store).carry_out(asked)


async def joined(store: Shop, team: str, member: str, *, owner: str = "alice") -> None:
    """Let an account join the team, by an invitation of its owner. It must not be refused."""
    answered = await joining(store, await invited(store, team, owner=owner), member)
    assert isinstance(answered, Answered), answered


async def handed_over(store: Shop, team: str, heir: str, *, owner: str = "alice") -> None:
    """Let an account join the team and become its owner, and let the former one leave."""
    await joined(store, team, heir, owner=owner)
    for asked in (
        HandOverTeam(caller=owner, idempotency_key="over", team=team, member=heir),
        LeaveTeam(caller=owner, idempotency_key="leave", team=team),
    ):
        answered = await teams_of(store).carry_out(asked)
        assert isinstance(answered, Answered), answered


async def new_team(store: Shop, *, kind: TeamKind = TeamKind.TEAM, owner: str = "alice") -> str:
    """Create a team that pays for all uses of its owner; return its id."""
    await store.account(owner)
    teams = teams_of(store)
    answered = await teams.carry_out(
        CreateTeam(caller=owner, idempotency_key=f"team-{next(_keys)}", name="Club", kind=kind)
    )
    assert isinstance(answered, Answered), answered
    accounts = await read_accounts([owner])
    membership = accounts[owner].membership
    assert membership is not None
    paying = await teams.carry_out(
        SetTeamMember(
            caller=owner,
            idempotency_key=f"paying-{next(_keys)}",
            team=membership.team,
            member=owner,
            change=MemberChange(pay_from=PayFrom.TEAM_ONLY),
        )
    )
    assert isinstance(paying, Answered), paying
    return membership.team


async def with_plan(
    store: Shop, provider: Provider, *, plan: str = "TEAM", seats: int | None = 3
) -> PlanSubscription:
    """Create a team and pay a plan for it."""
    team = await new_team(store)
    return await subscribed(store, provider, account_id=team, plan=plan, seats=seats)


def asking(account_id: str, plan: str, seats: int | None = None, **given: Any) -> ChangePlan:
    whole: Json = {"when": NOW, "idempotency_key": f"change-{next(_keys)}", **given}
    return ChangePlan(account_id=account_id, plan=plan, seats=seats, **whole)


async def changed(
    store: Shop, made: PlanSubscription, plan: str, seats: int | None = None, **given: Any
) -> PlanSubscription:
    """Change the plan; return the subscription after it."""
    done = await store.changes.change(asking(made.account_id, plan, seats, **given))
    assert isinstance(done, PlanIsChanged), done
    return done.subscription


async def refused(
    store: Shop, made: PlanSubscription, plan: str, seats: int | None = None, **given: Any
) -> NotChanged:
    """Ask for a change; return its refusal."""
    done = await store.changes.change(asking(made.account_id, plan, seats, **given))
    assert not isinstance(done, PlanIsChanged), done
    return done


async def had(made: PlanSubscription) -> tuple[Had, Had]:
    """Return what the subscription gives now, and from the next period on."""
    known = await stored_subscription(made)
    return known.had_now(POLICY), known.had_next
