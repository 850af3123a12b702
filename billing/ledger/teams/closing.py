"""The decision to close a team: the owner gets what the team has left. Billing rule 13."""

from __future__ import annotations

from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge, Grant, burn
from billing.ledger.posting import Change, Posted, Request, post, post_grant
from billing.ledger.teams.membership import TeamRole
from billing.ledger.teams.refusals import NotAMember
from billing.ledger.teams.text import TeamAct, TeamChange
from billing.ledger.teams.transfer import DebtGiven, DebtTaken, Given, Taken
from billing.ledger.top_ups.commands import RemoveAutoTopUp
from billing.ledger.top_ups.rules import decide_top_up


def close(owner: Account, team: Account, now: datetime) -> tuple[Posted, ...] | NotAMember:
    """Close the team. The rest of each grant goes to the owner, with its expiry.

    The members pay for themselves from now on, and the automatic top-up is removed. Open holds
    still settle, and what they leave comes back to the team; `pass_on` then gives it to the owner.
    """
    membership, state = owner.membership, team.team
    if membership is None or state is None or membership.team != team.id:
        return NotAMember(owner.id)
    if membership.role is not TeamRole.OWNER:
        return NotAMember(owner.id)
    posted = pass_on(owner, team, now)
    if state.closed:
        return posted
    team = posted[-1].account if posted else team
    ended = decide_top_up(team, RemoveAutoTopUp(team.id), now)
    if ended is not None:
        posted, team = (*posted, ended), ended.account
    after = team._replace(team=state._replace(closed=True))
    told = Request(reason=TeamChange(TeamAct.CLOSE).encode())
    return (*posted, post(after, Change(EntryKind.TEAM, 0, (), now, told), now))


def pass_on(owner: Account, team: Account, now: datetime, *, owed: int = 0) -> tuple[Posted, ...]:
    """Give the owner what the team has left of each grant, and up to `owed` tokens of its debt. The
    team's entry comes last.

    Raises TypeError for an account that is no team.
    """
    if team.team is None:
        raise TypeError(f"{team.id!r} is no team")
    posted: list[Posted] = []
    for grant in team.grants:
        posted += _transfer(owner, team, grant, team.team.owner, now)
        owner, team = posted[-2].account, posted[-1].account
    if debt := min(owed, team.debt):
        posted += _transfer_debt(owner, team, debt, now)
    return tuple(posted)


def _transfer_debt(
    owner: Account, team: Account, tokens: int, now: datetime
) -> tuple[Posted, Posted]:
    """Let the owner pay a debt of the team. What the owner does not have is its debt then."""
    state = team.team
    paid = min(tokens, owner.available)
    grants, charges = burn(owner.grants, paid) if paid else (owner.grants, ())
    took = DebtTaken(team.id, team.revision + 1)
    change = Change(
        EntryKind.TRANSFER,
        -tokens,
        charges,
        now,
        Request(reason=took.encode()),
        grants=grants,
        debt=owner.debt + tokens - paid,
    )
    put = post(owner, change, now)
    gave = DebtGiven(state.owner if state else "", put.entry.revision)
    request = Request(reason=gave.encode())
    freed = Change(EntryKind.TRANSFER, tokens, (), now, request, debt=team.debt - tokens)
    return put, post(team, freed, now)


def _transfer(
    owner: Account, team: Account, grant: Grant, handle: str, now: datetime
) -> tuple[Posted, Posted]:
    tokens = grant.remaining
    origin = Taken(team.id, team.revision + 1, grant.number, grant.source)
    put = post_grant(
        owner,
        kind=EntryKind.TRANSFER,
        source=origin.source,
        amount=tokens,
        now=now,
        effective_at=now,
        expires_at=grant.expires_at,
        request=Request(reason=origin.encode()),
    )
    change = Change(
        EntryKind.TRANSFER,
        -tokens,
        (Charge(grant.number, grant.source, tokens),),
        now,
        Request(reason=Given(handle, put.entry.revision).encode()),
        grants=tuple(one for one in team.grants if one.number != grant.number),
    )
    return put, post(team, change, now)
