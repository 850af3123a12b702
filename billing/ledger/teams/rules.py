"""The decisions on memberships. Billing rule 13; all are pure, on accounts that are at `now`.

Each returns the entries of the member's ledger, then those of the team's, or a refusal. No entry
means that all is so already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from billing.errors import BadInput
from billing.ledger.account import Account
from billing.ledger.allowance import Plans
from billing.ledger.entry import EntryKind
from billing.ledger.posting import Change, Posted, Request, post
from billing.ledger.teams.limits import limit_refusal, limited
from billing.ledger.teams.membership import (
    MemberLimit,
    Membership,
    PayFrom,
    TeamKind,
    TeamRole,
    TeamState,
    check_limit,
)
from billing.ledger.teams.refusals import (
    AlreadyInTeam,
    JoinRefusal,
    LimitNotPossible,
    MemberRefusal,
    NotAMember,
    OwnerMustHandOver,
    TeamFull,
    TeamIsClosed,
)
from billing.ledger.teams.seats import seats_of, seats_to_come
from billing.ledger.teams.text import TeamAct, TeamChange, left_text, membership_text


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChange:
    """A change of a membership. None keeps the role and the order of paying; `keeps_limit` keeps
    the limit, else `limit` None takes it away."""

    role: TeamRole | None = None
    pay_from: PayFrom | None = None
    limit: MemberLimit | None = None
    keeps_limit: bool = True

    def __post_init__(self) -> None:
        check_limit(self.limit)


def found(
    owner: Account,
    team: Account,
    kind: TeamKind,
    handle: str,
    now: datetime,
    *,
    former: Account | None = None,
) -> tuple[Posted, ...] | AlreadyInTeam:
    """Found a team. `team` is its new account, `handle` a new random name of the owner. `former`
    is the account of the team that the owner's membership names: a closed one is no obstacle."""
    refusal = _elsewhere(owner, former)
    if refusal is not None:
        return refusal
    membership = Membership(team.id, handle, TeamRole.OWNER, PayFrom.OWN_FIRST, now, team.opened_at)
    team = team._replace(team=TeamState(kind, 1, handle))
    told = TeamChange(TeamAct.FOUND, handle, kind)
    return post_membership(owner, membership, now), _post_team(team, told, now)


def join(
    member: Account,
    team: Account,
    *,
    handle: str,
    plans: Plans,
    now: datetime,
    role: TeamRole = TeamRole.MEMBER,
    limit: MemberLimit | None = None,
    former: Account | None = None,
    coming: Iterable[tuple[str, int]] = (),
) -> tuple[Posted, ...] | JoinRefusal:
    """Make the account a member, if the team has a seat, and keeps it after the changes of its plan
    that are `coming`, as in `seats_to_come`. `former` is as in `found`.

    Raises BadInput for the role of the owner, which is only handed over.
    """
    check_limit(limit)
    _check_role(role)
    state = _state(team)
    refusal = _elsewhere(member, former)
    if refusal is not None:
        return refusal
    if state.closed:
        return TeamIsClosed(team.id)
    present, later = seats_of(team, plans), seats_to_come(team, plans, coming)
    waits = later is not None and later < present
    seats = later if later is not None and waits else present
    if state.members >= seats:
        return TeamFull(team.id, seats, waits)
    membership = Membership(team.id, handle, role, PayFrom.OWN_FIRST, now, team.opened_at)
    team = team._replace(team=state._replace(members=state.members + 1))
    return (
        post_membership(member, limited(membership, limit, now), now),
        _post_team(team, TeamChange(TeamAct.JOIN, handle), now),
    )


def leave(member: Account, team: Account, now: datetime) -> tuple[Posted, ...] | MemberRefusal:
    """End the membership; it was left or taken away. Open holds still settle with the team's
    tokens. The owner of a team that is open can not leave."""
    membership, state = member.membership, _state(team)
    if membership is None or membership.team != team.id:
        return NotAMember(member.id)
    if membership.role is TeamRole.OWNER and not state.closed:
        return OwnerMustHandOver(team.id)
    team = team._replace(team=state._replace(members=state.members - 1))
    left = Request(reason=left_text(membership.team))
    change = Change(EntryKind.TEAM, 0, (), now, left)
    return (
        post(member._replace(membership=None), change, now),
        _post_team(team, TeamChange(TeamAct.LEAVE, membership.handle), now),
    )


def change_member(
    member: Account, team: Account, asked: MemberChange, now: datetime
) -> tuple[Posted, ...] | MemberRefusal | TeamIsClosed | LimitNotPossible:
    """Change role, order of paying or limit. Raises BadInput for the role of the owner, which is
    only handed over."""
    known = member.membership
    if known is None or known.team != team.id:
        return NotAMember(member.id)
    if _state(team).closed:
        return TeamIsClosed(team.id)
    if refusal := limit_refusal(asked.limit):
        return refusal
    role = asked.role or known.role
    if role is not known.role:
        _check_role(role)
        if known.role is TeamRole.OWNER:
            return OwnerMustHandOver(team.id)
    after = known._replace(role=role, pay_from=asked.pay_from or known.pay_from)
    if not asked.keeps_limit:
        after = after if asked.limit == known.limit else limited(after, asked.limit, now)
    return () if after == known else (post_membership(member, after, now),)


def hand_over(
    owner: Account, heir: Account, team: Account, now: datetime
) -> tuple[Posted, ...] | NotAMember | TeamIsClosed:
    """Make `heir`, who is a member, the owner; the owner becomes an administrator."""
    given, taken = owner.membership, heir.membership
    if given is None or given.team != team.id or given.role is not TeamRole.OWNER:
        return NotAMember(owner.id)
    if taken is None or taken.team != team.id:
        return NotAMember(heir.id)
    if _state(team).closed:
        return TeamIsClosed(team.id)
    if owner.id == heir.id:
        return ()
    team = team._replace(team=_state(team)._replace(owner=taken.handle))
    return (
        post_membership(owner, given._replace(role=TeamRole.ADMIN), now),
        post_membership(heir, taken._replace(role=TeamRole.OWNER), now),
        _post_team(team, TeamChange(TeamAct.OWNER, taken.handle), now),
    )


def post_membership(member: Account, membership: Membership, now: datetime) -> Posted:
    """Record what the membership is from now on."""
    told = Request(reason=membership_text(membership))
    after = member._replace(membership=membership)
    return post(after, Change(EntryKind.TEAM, 0, (), now, told), now)


def _post_team(team: Account, told: TeamChange, now: datetime) -> Posted:
    request = Request(reason=told.encode())
    return post(team, Change(EntryKind.TEAM, 0, (), now, request), now)


def _elsewhere(member: Account, former: Account | None) -> AlreadyInTeam | None:
    membership = member.membership
    if membership is None:
        return None
    is_over = former is not None and former.id == membership.team and _state(former).closed
    return None if is_over else AlreadyInTeam(membership.team)


def _check_role(role: TeamRole) -> None:
    if role is TeamRole.OWNER:
        raise BadInput("role", "the owner's role is only handed over")


def _state(team: Account) -> TeamState:
    """Return the state. Raises TypeError for an account that is no team."""
    if team.team is None:
        raise TypeError(f"{team.id!r} is not a team")
    return team.team
