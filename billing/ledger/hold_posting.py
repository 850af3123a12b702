"""The ledger entries of holds. Each function posts them and returns the state after. Billing rule
7."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge, Grant, GrantSource, burn
from billing.ledger.hold import (
    Hold,
    HoldStatus,
    closing_reason,
    extension_reason,
    give_back,
    take,
)
from billing.ledger.plan_window import is_of, period_of, with_more
from billing.ledger.posting import Change, Posted, Request, post, post_lapse


def post_hold(
    account: Account, hold: Hold, *, tokens: int, now: datetime, request: Request
) -> Posted:
    """Reserve `tokens` premium tokens, in burn order. `hold` has the model and the expiry."""
    grants, charges = burn(account.grants, tokens) if tokens else (account.grants, ())
    charged = {charge.number for charge in charges}
    origins = tuple(g._replace(remaining=g.amount) for g in account.grants if g.number in charged)
    hold = hold._replace(charges=charges, origins=origins)
    change = Change(
        kind=EntryKind.HOLD,
        tokens=0,
        charges=charges,
        occurred_at=now,
        request=request,
        grants=grants,
        holds=(*account.holds, hold),
    )
    return post(account, change, now)


def post_release(
    account: Account,
    hold: Hold,
    status: HoldStatus,
    *,
    now: datetime,
    at: datetime,
    key: str | None = None,
    fingerprint: bytes | None = None,
) -> tuple[Posted, ...]:
    """Close an open hold without a use: RELEASED, or EXPIRED at `at`. Its tokens pay debt first,
    and the rest returns to its grants."""
    repaid, back = pay_debt(account.debt, hold.charges)
    change = Change(
        kind=EntryKind.RELEASE,
        tokens=0,
        charges=hold.charges,
        occurred_at=at,
        request=Request(key, fingerprint, reason=closing_reason(hold.number, status.value, repaid)),
        grants=give_back(account.grants, hold.origins, back),
        holds=without(account, hold),
        debt=account.debt - repaid,
    )
    posted = post(account, change, now)
    return (posted, *post_returned(posted.account, hold, back, now))


def post_extension(account: Account, hold: Hold, until: datetime, now: datetime) -> Posted:
    """Let an open hold last until another instant. No token moves."""
    longer = hold._replace(expires_at=until)
    change = Change(
        EntryKind.EXTENSION,
        0,
        (),
        now,
        Request(reason=extension_reason(hold.number, until)),
        holds=tuple(longer if one.number == hold.number else one for one in account.holds),
    )
    return post(account, change, now)


def pay_debt(debt: int, left: tuple[Charge, ...]) -> tuple[int, tuple[Charge, ...]]:
    """Return how much debt is paid by the tokens `left` of a hold, in burn order, and the tokens
    that then return. Without this, tokens of a pack could be held, refunded, and spent despite the
    debt."""
    paid, back = take(left, debt)
    return sum(charge.tokens for charge in paid), back


def post_returned(
    account: Account, hold: Hold, returned: Iterable[Charge], now: datetime
) -> tuple[Posted, ...]:
    """Freeze tokens that returned to disputed packs, like the rest of these packs (billing rule 9).
    Lapse tokens that returned to an allowance whose plan is not in force; they come back with the
    plan while its window is open (billing rule 3)."""
    ended = {grant.number: grant for grant in account.grants if _is_elsewhere(account, grant, now)}
    posted: list[Posted] = []
    for charge in returned:
        if charge.number in account.frozen:
            posted.append(_freeze(account, hold, charge, now))
        elif charge.number in ended:
            posted.append(post_suspended(account, ended[charge.number], now))
        account = posted[-1].account if posted else account
    return tuple(posted)


def _is_elsewhere(account: Account, grant: Grant, now: datetime) -> bool:
    """Return whether the grant is an allowance of a plan that is not in force, in a window that is
    open."""
    ends = grant.expires_at
    if grant.source is not GrantSource.ALLOWANCE or ends is None or ends <= now:
        return False
    if any(is_of(grant, window) for window in account.suspended):
        return True
    return account.renewals.get(period_of(grant)) != ends


def post_suspended(account: Account, grant: Grant, now: datetime) -> Posted:
    """Lapse the rest of an allowance whose plan is not in force. It comes back with the plan, if
    the account knows the grant's window."""
    suspended = with_more(account.suspended, grant, grant.remaining)
    return post_lapse(account._replace(suspended=suspended), grant, now=now, at=now)


def _freeze(account: Account, hold: Hold, charge: Charge, now: datetime) -> Posted:
    left = [
        g._replace(remaining=g.remaining - charge.tokens) if g.number == charge.number else g
        for g in account.grants
    ]
    change = Change(
        kind=EntryKind.FREEZE,
        tokens=-charge.tokens,
        charges=(charge,),
        occurred_at=now,
        request=Request(reason=f"returned by hold {hold.number}"),
        grants=tuple(grant for grant in left if grant.remaining),
        frozen={**account.frozen, charge.number: account.frozen[charge.number] + charge.tokens},
    )
    return post(account, change, now)


def without(account: Account, hold: Hold) -> tuple[Hold, ...]:
    """Return the open holds without this one."""
    return tuple(one for one in account.holds if one.number != hold.number)
