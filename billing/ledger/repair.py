"""The repair of an account that was used while the clock was ahead. See decision 0022.

An account never goes back in time, so it would have no plan and no allowance until the wrong time
has come. A repair appends entries. After them, the account is as if the clock had been right: open
windows have their rest, the plan runs until its end, and spent tokens stay spent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.allowance import Plans, open_windows, plan_of, put_on
from billing.ledger.entry import SPENT_AHEAD, WRONG_CLOCK, Entry, EntryKind
from billing.ledger.grant import Grant, GrantSource, burn, in_burn_order
from billing.ledger.hold import HoldStatus
from billing.ledger.hold_posting import post_release, post_suspended
from billing.ledger.past import Past
from billing.ledger.plan_window import PlanTurn
from billing.ledger.posting import Change, Posted, Request, post, post_return
from billing.ledger.top_ups.watching import watched


def repair(
    account: Account,
    entries: Sequence[Entry],
    grants: Mapping[int, Grant],
    *,
    plans: Plans,
    now: datetime,
    paid_for: PlanTurn | None = None,
) -> tuple[Posted, ...]:
    """Bring an account that is ahead of `now` back to `now`.

    `entries` are all its entries, and `grants` all its original grants by number. `paid_for` is the
    plan of its subscriptions: payment events were processed with the wrong clock, so
    the entries may be wrong about the plan. If it is None, the entries determine the plan. Does
    nothing for an account that is not ahead. Raises LookupError or ValueError for entries that an
    audit would reject.

    1. An ADJUSTMENT entry of 0 tokens records the wrong time.
    2. Holds that were placed meanwhile expire. They can still be settled.
    3. The rest of allowances lapses. If their window is in the future, it never returns.
    4. Operators' grants that lapsed before they expired return.
    5. The present plan begins. The lapsed tokens of its open windows return, and missing windows
       open. The tokens spent from future windows are charged to the open windows, but not to packs.
    """
    if account.touched_at <= now:
        return ()
    past = Past(entries, grants, now, opened_at=account.opened_at)
    posted = [_back(account, past, now)]
    posted += _without_late_holds(posted[-1].account, past, now)
    posted += _without_allowances(posted[-1].account, now)
    posted += _gifts_again(posted[-1].account, past, grants, now)
    account = posted[-1].account
    windows = account.suspended
    posted += put_on(account, windows, paid_for or past.plan, plans=plans, now=now, at=now)
    account = posted[-1].account
    posted += open_windows(account, plan_of(account, plans), now)
    posted += _charged(posted[-1].account, _spent_ahead(past, posted), now)
    return _alerted(posted, now)


def _back(account: Account, past: Past, now: datetime) -> Posted:
    reason = f"{WRONG_CLOCK}{account.touched_at.isoformat()}"
    alerts = tuple(alert.in_past() for alert in account.alerts)
    before = account._replace(
        renewals={},
        suspended=past.windows,
        caps=past.caps,
        alerts=alerts,
        membership=past.membership,
    )
    request = Request(reason=reason)
    return post(
        before,
        Change(EntryKind.ADJUSTMENT, 0, (), now, request=request, quotas=past.quotas),
        now,
    )


def _alerted(posted: Sequence[Posted], now: datetime) -> tuple[Posted, ...]:
    account, fired = watched(posted[-1].account, [one.entry for one in posted], now)
    *others, last = (*posted, *fired)
    return (*others, last._replace(account=account))


def _without_late_holds(account: Account, past: Past, now: datetime) -> list[Posted]:
    posted: list[Posted] = []
    for hold in account.holds:
        if hold.number in past.late:
            posted += post_release(account, hold, HoldStatus.EXPIRED, now=now, at=now)
            account = posted[-1].account
    return posted


def _without_allowances(account: Account, now: datetime) -> list[Posted]:
    posted: list[Posted] = []
    for grant in account.grants:
        if grant.source is GrantSource.ALLOWANCE:
            posted.append(post_suspended(account, grant, now))
            account = posted[-1].account
    return posted


def _gifts_again(
    account: Account, past: Past, grants: Mapping[int, Grant], now: datetime
) -> list[Posted]:
    posted: list[Posted] = []
    for number, tokens in past.gifts.items():
        grant = grants[number]._replace(remaining=tokens)
        posted.append(post_return(account, grant, now=now, at=now))
        account = posted[-1].account
    return posted


def _spent_ahead(past: Past, posted: Sequence[Posted]) -> int:
    """Return the tokens spent from future windows: the tokens of these windows that did not lapse,
    before this repair or in it."""
    lapses = [one.entry for one in posted if one.entry.kind is EntryKind.LAPSE]
    lapsed = sum(c.tokens for one in lapses for c in one.charges if c.number in past.to_come)
    return sum(past.to_come.values()) - lapsed


def _charged(account: Account, tokens: int, now: datetime) -> list[Posted]:
    allowances = tuple(g for g in account.grants if g.source is GrantSource.ALLOWANCE)
    tokens = min(tokens, sum(grant.remaining for grant in allowances))
    if not tokens:
        return []
    left, charges = burn(allowances, tokens)
    others = [grant for grant in account.grants if grant.source is not GrantSource.ALLOWANCE]
    change = Change(
        EntryKind.ADJUSTMENT,
        -tokens,
        charges,
        now,
        Request(reason=SPENT_AHEAD),
        grants=in_burn_order((*others, *left)),
    )
    return [post(account, change, now)]
