"""The decisions on the caps themselves: setting and removing one. Billing rule 12; all are pure, on
an account that is at `now`."""

from __future__ import annotations

from datetime import datetime

from billing.errors import LimitReached
from billing.ledger.account import Account
from billing.ledger.caps.cap import CapName, SpendCap, cap_text, without
from billing.ledger.caps.limits import cap_end
from billing.ledger.commands import RemoveSpendCap, SetSpendCap
from billing.ledger.entry import EntryKind
from billing.ledger.posting import Change, Posted, Request, post

CAPS_MAX = 50
"""The highest number of caps per account. Every decision on the account reads all of them."""


def decide_cap(
    account: Account, asked: SetSpendCap | RemoveSpendCap, now: datetime
) -> Posted | None:
    """Set or remove a cap. Return None if nothing changes.

    A new cap starts at 0 in the present window. Another number of tokens changes neither the window
    nor what is used of it. Raises LimitReached if the account has CAPS_MAX caps.
    """
    if isinstance(asked, SetSpendCap):
        return _set(account, asked, now)
    if account.cap(asked.cap) is None:
        return None
    return _post(account, without(account.caps, asked.cap), cap_text(asked.cap, None), now)


def _set(account: Account, asked: SetSpendCap, now: datetime) -> Posted | None:
    name, tokens = asked.cap, asked.tokens
    known = account.cap(name)
    if known is not None and known.tokens == tokens:
        return None
    if known is not None:
        caps = tuple(
            cap._replace(tokens=tokens) if cap.name == name else cap for cap in account.caps
        )
    elif len(account.caps) >= CAPS_MAX:
        raise LimitReached("accountId", f"has {CAPS_MAX} spend caps, and can't have more")
    else:
        caps = (*account.caps, _new(name, tokens, account, now))
    return _post(account, caps, cap_text(name, tokens), now)


def _new(name: CapName, tokens: int, account: Account, now: datetime) -> SpendCap:
    return SpendCap(*name, tokens, cap_end(name.period, account.opened_at, now))


def _post(account: Account, caps: tuple[SpendCap, ...], reason: str, now: datetime) -> Posted:
    after = account._replace(caps=caps)
    return post(after, Change(EntryKind.CAP, 0, (), now, Request(reason=reason)), now)
