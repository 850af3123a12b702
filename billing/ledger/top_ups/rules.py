"""The decisions on automatic top-ups: setting and removing one, opening a need and ending it.
Billing rule 15; all are pure, on an account that is at `now`."""

from __future__ import annotations

from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.entry import EntryKind
from billing.ledger.posting import Change, Posted, Request, post
from billing.ledger.top_ups.commands import RemoveAutoTopUp, SetAutoTopUp
from billing.ledger.top_ups.top_up import TopUp, TopUpWord, need_text, set_text
from billing.window import anchored_month_window


def decide_top_up(
    account: Account, asked: SetAutoTopUp | RemoveAutoTopUp, now: datetime
) -> Posted | None:
    """Set or remove the top-up. Return None if nothing changes.

    Setting it again starts a stopped one. What is used of the month stays, and so does an open
    need.
    """
    known = account.top_up
    if isinstance(asked, RemoveAutoTopUp):
        return None if known is None else _post(account, None, TopUpWord.REMOVED, now)
    wanted = (asked.pack, asked.below, asked.max_per_month)
    if known is not None and known[:3] == wanted and known.failure is None:
        return None
    top_up = TopUp(*wanted, anchored_month_window(account.opened_at, now).end)
    if known is not None:
        top_up = top_up._replace(ends_at=known.ends_at, used=known.used, need=known.need)
    return _post(account, top_up, set_text(*wanted), now)


def needed(account: Account, now: datetime) -> Posted | None:
    """Open a need if too few tokens are available, none is open, and the month allows it. Nothing
    is bought for a closed team, whose tokens go to its owner."""
    top_up = account.top_up
    if top_up is None or top_up.need or top_up.failure is not None:
        return None
    if account.team is not None and account.team.closed:
        return None
    top_up = present(top_up, account.opened_at, now)
    if account.available >= top_up.below or top_up.used >= top_up.max_per_month:
        return None
    opened = top_up._replace(used=top_up.used + 1, need=account.revision + 1)
    return _post(account, opened, TopUpWord.NEEDED, now)


def ended(account: Account, need: int, now: datetime, *, failure: str | None) -> Posted | None:
    """End a need: it is paid, or failed for that code. Return None if it is not open."""
    top_up = account.top_up
    if top_up is None or not need or top_up.need != need:
        return None
    word = TopUpWord.PAID if failure is None else TopUpWord.FAILED
    failed = need if failure is not None else 0
    after = top_up._replace(need=0, failure=failure, failed=failed)
    return _post(account, after, need_text(word, need, failure), now)


def present(top_up: TopUp, opened_at: datetime, now: datetime) -> TopUp:
    """Return the top-up in the month at `now`. A new month starts at 0."""
    if now < top_up.ends_at:
        return top_up
    return top_up._replace(ends_at=anchored_month_window(opened_at, now).end, used=0)


def _post(account: Account, top_up: TopUp | None, reason: str, now: datetime) -> Posted:
    after = account._replace(top_up=top_up)
    request = Request(reason=str(reason))
    return post(after, Change(EntryKind.TOP_UP, 0, (), now, request), now)
