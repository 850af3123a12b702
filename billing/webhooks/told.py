"""The events for partners: made from entries of the ledger, from refusals, and from what the
payment provider reports. Pure; nothing is told that the ledger or the provider did not decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from billing.catalog.terms import native_limit_of
from billing.ledger.account import Account
from billing.ledger.alerts.alert import AlertKind, AlertWord, alert_change
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.hold import HoldStatus, closed_by
from billing.ledger.quota import quota_use
from billing.ledger.refusals import CapReached, QuotaExceeded
from billing.ledger.top_ups.top_up import TopUpWord
from billing.reserved import PSEUDONYM_MARK
from billing.webhooks.delivery import once_key
from billing.webhooks.endpoint import WebhookEvent
from billing.webhooks.objects import balance_object, cap_object, hold_object, quota_object
from billing.webhooks.objects import top_up_object as top_up

Accounts = Mapping[str, Account]
Mark = tuple[object, ...]


class Told(NamedTuple):
    """An event, before it is written for each endpoint. `data` is the object that it is about. Of
    several with the same `once` only the first is told."""

    event: WebhookEvent
    account_id: str
    at: datetime
    data: Mapping[str, Any]
    once: str | None = None


def told_by(entries: Iterable[Entry], before: Accounts, after: Accounts) -> list[Told]:
    """Return the events of entries. `before` and `after` are the accounts around all of them."""
    told: list[Told] = []
    emptied: dict[str, Entry] = {}
    for entry in entries:
        # Every use runs this code, and almost none is an event.
        if entry.balance <= 0 < entry.balance - entry.tokens:
            emptied[entry.account_id] = entry
        if entry.kind is EntryKind.USAGE:
            # A use without a cost is of a free model, which has a quota, or a team pays for it.
            if not entry.tokens and after[entry.account_id].quotas:
                told += _exhausted(entry, after[entry.account_id])
        elif entry.kind in _READ:
            told += _READ[entry.kind](entry, before, after)
    told += _depleted(emptied, after)
    return [one for one in told if not one.account_id.startswith(PSEUDONYM_MARK)]


def mark_of(refusal: object, account_id: str) -> Mark | None:
    """Return what is the same for all refusals that are one event; None if this one is no event. It
    costs much less than the event, and most refusals repeat."""
    if isinstance(refusal, CapReached):
        cap = refusal.use.cap
        return account_id, cap.scope, cap.subject, cap.period, cap.tokens, cap.ends_at
    if isinstance(refusal, QuotaExceeded) and not refusal.quota.shared:
        return account_id, refusal.quota.model.name, refusal.quota.resets_at
    return None


def told_by_refusal(refusal: object, account_id: str, now: datetime) -> Told | None:
    """Return the event of a refusal: once for each window of the cap or the quota."""
    if isinstance(refusal, CapReached):
        cap = refusal.use.cap
        what = (cap.scope, cap.subject, cap.period, str(cap.tokens), cap.ends_at.isoformat())
        once = once_key(WebhookEvent.CAP_REACHED, account_id, *what)
        data = cap_object(account_id, cap)
        return Told(WebhookEvent.CAP_REACHED, account_id, now, data, once)
    if isinstance(refusal, QuotaExceeded) and not refusal.quota.shared:
        quota = refusal.quota
        return _quota(
            account_id,
            now,
            model=quota.model.name,
            unit=quota.limit.unit,
            period=quota.limit.period,
            limit=quota.limit.amount,
            used=quota.used,
            resets_at=quota.resets_at,
        )
    return None


def _depleted(emptied: Mapping[str, Entry], after: Accounts) -> Iterator[Told]:
    """Tell that accounts have nothing left. At a renewal, the old allowance ends and a new one
    comes in the same commit: then nothing is depleted."""
    for account_id, entry in emptied.items():
        if (account := after[account_id]).balance <= 0:
            data = balance_object(account)
            yield Told(WebhookEvent.BALANCE_DEPLETED, account_id, entry.recorded_at, data)


def _exhausted(entry: Entry, after: Account) -> Iterator[Told]:
    """Tell that a use took the last of a free model's limit."""
    limit = native_limit_of(entry.use.terms) if entry.use else None
    if entry.use is None or limit is None:
        return
    known = after.quotas.get(entry.use.model)
    if known is None or known.used < limit.amount:
        # Almost every use: its window need not be worked out.
        return
    use = quota_use(after, entry.use.model, limit, entry.recorded_at)
    if use.used >= limit.amount:
        yield _quota(
            entry.account_id,
            entry.recorded_at,
            model=entry.use.model,
            unit=limit.unit,
            period=limit.period,
            limit=limit.amount,
            used=use.used,
            resets_at=use.end,
        )


def _quota(account_id: str, at: datetime, **given: Any) -> Told:
    window = given["resets_at"].isoformat()
    once = once_key(WebhookEvent.QUOTA_EXHAUSTED, account_id, given["model"], window)
    data = quota_object(account_id, **given)
    return Told(WebhookEvent.QUOTA_EXHAUSTED, account_id, at, data, once)


def _low(entry: Entry, _: Accounts, after: Accounts) -> Iterator[Told]:
    change = alert_change(entry.reason)
    kind, threshold, _model = change.name
    if change.word is AlertWord.FIRED and kind is not AlertKind.QUOTA_USED_PERCENT:
        alert = {"kind": kind.value, "threshold": threshold, "value": change.value}
        data = {**balance_object(after[entry.account_id]), "alert": alert}
        yield Told(WebhookEvent.BALANCE_LOW, entry.account_id, entry.recorded_at, data)


def _failed(entry: Entry, _: Accounts, after: Accounts) -> Iterator[Told]:
    word, _number, code = f"{entry.reason}  ".split(" ", 2)
    account = after[entry.account_id]
    if word == TopUpWord.FAILED and account.top_up is not None:
        data = top_up(account.id, account.top_up, code.strip())
        yield Told(WebhookEvent.TOPUP_FAILED, account.id, entry.recorded_at, data)


def _expired(entry: Entry, before: Accounts, _: Accounts) -> Iterator[Told]:
    closing = closed_by(entry.reason)
    if closing is None or closing[1] != HoldStatus.EXPIRED:
        return
    hold = before[entry.account_id].hold(closing[0])
    # The hold of a team's side has the id of the member's side, which is told of it.
    if hold is not None and (hold.link is None or hold.link.team is not None):
        data = hold_object(entry.account_id, hold)
        yield Told(WebhookEvent.HOLD_EXPIRED, entry.account_id, entry.recorded_at, data)


_READ = {EntryKind.ALERT: _low, EntryKind.TOP_UP: _failed, EntryKind.RELEASE: _expired}
