"""Random histories: batches of commands between moves of the clock, and their pure fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from billing.account import Account, open_account
from billing.allowance import renew
from billing.catalog import FREE_PLAN
from billing.commands import AdjustBalance, Command, RecordUsage, Touch
from billing.entry import Entry
from billing.errors import BadInput
from billing.grant import Grant
from billing.ledger import Posted
from billing.rules import decide_adjustment, decide_usage
from tests.factories import adjustment, book, plan, use

START = datetime(2027, 12, 31, 12, tzinfo=UTC)
"""On the 31st, before a leap year, at a time of day that moves by half days come back to."""

HALF_DAY = 43_200
# Clocks of several processes differ: now and then one is behind.
MOVES = [0, 0, 0, 1, 3_600, HALF_DAY, HALF_DAY, 29 * 2 * HALF_DAY, 31 * 2 * HALF_DAY, -3_600]
MOVES += [400 * 2 * HALF_DAY]
KEYS = st.integers(0, 40).map("key-{}".format)


@dataclass(frozen=True)
class Batch:
    """Commands that come together, after the clock moved to `at`."""

    at: datetime
    commands: list[Command]


@st.composite
def commands(draw: st.DrawFn, at: datetime, accounts: Sequence[str]) -> Command:
    """The last of `accounts` is never opened."""
    name = draw(st.sampled_from(accounts))
    may_open = name != accounts[-1]
    kind = draw(st.sampled_from(["paid", "fine", "gift", "calls", "give", "take", "touch", "none"]))
    if kind == "touch":
        return Touch(name, may_open=may_open)
    key = draw(KEYS)
    if kind in {"give", "take"}:
        tokens = draw(st.sampled_from([1, 7, 5_000]) | st.integers(1, 20_000))
        expires = draw(st.none() | st.sampled_from([-1, 1, 2, 40])) if kind == "give" else None
        return adjustment(
            account_id=name,
            key=key,
            tokens=tokens if kind == "give" else -tokens,
            expires_at=None if expires is None else at + timedelta(seconds=expires * HALF_DAY),
            may_open=may_open,
        )
    return draw(uses(name, kind, key, may_open))


@st.composite
def uses(draw: st.DrawFn, account_id: str, model: str, key: str, may_open: bool) -> RecordUsage:
    input_tokens = draw(st.integers(0, 9) | st.integers(0, 900))
    return use(
        account_id=account_id,
        model=model,
        input_tokens=input_tokens,
        output_tokens=draw(st.integers(0 if input_tokens else 1, 500)),
        cached_input_tokens=draw(st.integers(0, input_tokens)),
        key=key,
        metadata=draw(st.sampled_from([None, '{"é":[1,"\\\\u0000"]}'])),
        may_open=may_open,
    )


@st.composite
def histories(
    draw: st.DrawFn, *, accounts: Sequence[str], batches: int = 8, size: int = 6
) -> list[Batch]:
    """Up to so many batches of up to so many commands."""
    history: list[Batch] = []
    at = START
    for _ in range(draw(st.integers(1, batches))):
        at += timedelta(seconds=draw(st.sampled_from(MOVES)))
        history.append(Batch(at, draw(st.lists(commands(at, accounts), max_size=size))))
    return history


def renamed(history: Sequence[Batch], suffix: object) -> list[Batch]:
    """The same for other accounts: a ledger can't be emptied between examples."""
    return [
        Batch(batch.at, [replace(c, account_id=f"{c.account_id}-{suffix}") for c in batch.commands])
        for batch in history
    ]


@dataclass
class Folded:
    """What a history led to; grants as they were given."""

    accounts: dict[str, Account] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    grants: list[tuple[str, Grant]] = field(default_factory=list)

    def keep(self, posted: Posted) -> None:
        self.accounts[posted.account.id] = posted.account
        self.entries.append(posted.entry)
        if posted.grant is not None:
            self.grants.append((posted.account.id, posted.grant))


def fold(history: Sequence[Batch]) -> Folded:
    """By `billing` alone; a repeated key is passed over, and every account may be opened."""
    folded = Folded()
    seen: set[tuple[str, str]] = set()
    for batch in history:
        for command in batch.commands:
            _step(folded, batch.at, command, seen)
    return folded


def _step(folded: Folded, at: datetime, command: Command, seen: set[tuple[str, str]]) -> None:
    opened = open_account(command.account_id, plan=FREE_PLAN, now=at)
    account = folded.accounts.get(command.account_id, opened)
    now = max(at, account.touched_at)
    account, renewals = renew(account, {"FREE": plan()}, now)
    for posted in renewals:
        folded.keep(posted)
    if isinstance(command, Touch) or (command.account_id, command.idempotency_key) in seen:
        return
    if decided := _decided(account, command, now):
        seen.add((command.account_id, command.idempotency_key))
        folded.keep(decided)


def _decided(
    account: Account, command: RecordUsage | AdjustBalance, now: datetime
) -> Posted | None:
    try:
        if isinstance(command, RecordUsage):
            decision = decide_usage(account, command, book(), now)
        else:
            decision = decide_adjustment(account, command, now)
    except BadInput:
        return None
    return decision if isinstance(decision, Posted) else None
