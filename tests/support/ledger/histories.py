"""Random histories: batches of commands at different times, and their pure fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN, Priority
from billing.catalog.details import PLAIN, details_of
from billing.catalog.units import PARTS, ServiceTier, UsageUnit
from billing.errors import BadInput
from billing.ledger.account import Account, open_account
from billing.ledger.allowance import renew
from billing.ledger.commands import AdjustBalance, Command, RecordUsage, Touch
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.ledger.hold import Outcome
from billing.ledger.hold_commands import ExtendHold, PlaceHold, ReleaseHold, SettleHold
from billing.ledger.hold_rules import decide_hold
from billing.ledger.posting import Posted
from billing.ledger.rules import decide_adjustment, decide_usage
from tests.support.ledger.factories import (
    adjustment,
    book,
    extending,
    placing,
    plan,
    releasing,
    settling,
    use,
)
from tests.support.ledger.oracle import OTHER_NAMES, Oracle

START = datetime(2027, 12, 31, 12, tzinfo=UTC)
"""The 31st before a leap year, at noon: steps of half a day return to this time of day."""

HALF_DAY = 43_200
# The clocks of several processes differ, so one is sometimes behind.
MOVES = [0, 0, 0, 1, 3_600, HALF_DAY, HALF_DAY, 29 * 2 * HALF_DAY, 31 * 2 * HALF_DAY, -3_600]
MOVES += [400 * 2 * HALF_DAY]
MODELS = ["paid", "fine", "gift", "calls", "none", *OTHER_NAMES]
# The last one is longer than most steps of the clock.
TTLS = [1, 600, 3_600, 3_601, 86_400]
KEYS = st.integers(0, 40).map("key-{}".format)
# The models have no rates for these, so they change no cost. The last are long.
_BESIDE = [(unit, 10**9) for unit in UsageUnit if unit not in PARTS]
DETAILS = st.sampled_from(
    [PLAIN] * 3 + [details_of([], ServiceTier.FLEX), details_of(_BESIDE, ServiceTier.PRIORITY)]
)


@dataclass(frozen=True)
class Batch:
    """The commands that come together, after the clock moved to `at`."""

    at: datetime
    commands: list[Command]


@st.composite
def commands(draw: st.DrawFn, at: datetime, accounts: Sequence[str]) -> Command:
    """Return a command. The last of `accounts` is never opened."""
    name = draw(st.sampled_from(accounts))
    may_open = name != accounts[-1]
    kind = draw(st.sampled_from([*MODELS, "give", "take", "touch"]))
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
        details=draw(DETAILS),
    )


@st.composite
def placings(draw: st.DrawFn, accounts: Sequence[str]) -> PlaceHold:
    name = draw(st.sampled_from(accounts))
    input_tokens = draw(st.integers(0, 9) | st.integers(0, 900))
    return placing(
        account_id=name,
        model=draw(st.sampled_from(MODELS)),
        input_tokens=input_tokens,
        max_output_tokens=draw(st.integers(0 if input_tokens else 1, 900)),
        allow_partial=draw(st.booleans()),
        ttl_seconds=draw(st.sampled_from(TTLS)),
        key=draw(KEYS),
        may_open=name != accounts[-1],
        details=draw(DETAILS),
    )


@st.composite
def closings(
    draw: st.DrawFn, accounts: Sequence[str], oracle: Oracle
) -> SettleHold | ReleaseHold | ExtendHold:
    """Return a settlement, release or extension, mostly of existing holds of any status."""
    opened = [name for name in accounts if name in oracle.books]
    placed = [(name, number) for name in opened for number in _numbers(oracle, name)]
    if placed and draw(st.integers(0, 9)) > 0:
        name, number = draw(st.sampled_from(placed))
    else:
        name, number = draw(st.tuples(st.sampled_from(accounts), st.integers(1, 30)))
    way = draw(st.sampled_from(["release", "extend", "settle", "settle"]))
    if way == "release":
        return releasing(number, account_id=name)
    if way == "extend":
        return extending(number, account_id=name, ttl_seconds=draw(st.sampled_from(TTLS)))
    input_tokens = draw(st.integers(0, 9) | st.integers(0, 900))
    return settling(
        number,
        account_id=name,
        input_tokens=input_tokens,
        output_tokens=draw(st.integers(0, 900)),
        cached_input_tokens=draw(st.integers(0, input_tokens)),
        outcome=draw(st.sampled_from([*Outcome, Outcome.COMPLETED])),
        metadata=draw(st.sampled_from([None, "{}"])),
        details=draw(DETAILS),
    )


def _numbers(oracle: Oracle, name: str) -> list[int]:
    """Return the numbers of an account's holds. Open ones count twice, to be drawn more often."""
    return [*oracle.books[name].holds, *oracle.books[name].open]


@st.composite
def held_histories(
    draw: st.DrawFn, *, accounts: Sequence[str], batches: int = 8, size: int = 6
) -> list[Batch]:
    """Return histories with holds. The oracle follows along, because it knows their numbers."""
    history: list[Batch] = []
    oracle, at = Oracle(), START
    for _ in range(draw(st.integers(1, batches))):
        at += timedelta(seconds=draw(st.sampled_from(MOVES)))
        batch = Batch(at, [])
        for _ in range(draw(st.integers(0, size))):
            kinds = [commands(at, accounts), placings(accounts), closings(accounts, oracle)]
            batch.commands.append(draw(draw(st.sampled_from([*kinds, *kinds[1:]]))))
            oracle.expect(batch.commands[-1], at)
        history.append(batch)
    return history


@st.composite
def histories(
    draw: st.DrawFn, *, accounts: Sequence[str], batches: int = 8, size: int = 6
) -> list[Batch]:
    """Return up to `batches` batches of up to `size` commands."""
    history: list[Batch] = []
    at = START
    for _ in range(draw(st.integers(1, batches))):
        at += timedelta(seconds=draw(st.sampled_from(MOVES)))
        history.append(Batch(at, draw(st.lists(commands(at, accounts), max_size=size))))
    return history


def renamed(history: Sequence[Batch], suffix: object) -> list[Batch]:
    """Return the same history for other accounts: a ledger cannot be emptied between examples."""
    return [
        Batch(batch.at, [replace(c, account_id=f"{c.account_id}-{suffix}") for c in batch.commands])
        for batch in history
    ]


@dataclass
class Folded:
    """The result of a history. `grants` are as they were given."""

    accounts: dict[str, Account] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    grants: list[tuple[str, Grant]] = field(default_factory=list)

    def keep(self, posted: Posted) -> None:
        self.accounts[posted.account.id] = posted.account
        self.entries.append(posted.entry)
        if posted.grant is not None:
            self.grants.append((posted.account.id, posted.grant))


def fold(history: Sequence[Batch]) -> Folded:
    """Fold a history with `billing` alone.

    A repeated key is skipped, and every account may be opened. Holds are placed but never closed:
    they expire.
    """
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
    if isinstance(command, Touch | SettleHold | ReleaseHold | ExtendHold):
        return
    if (command.account_id, command.idempotency_key) in seen:
        return
    if decided := _decided(account, command, now):
        seen.add((command.account_id, command.idempotency_key))
        folded.keep(decided)


def _decided(
    account: Account, command: RecordUsage | AdjustBalance | PlaceHold, now: datetime
) -> Posted | None:
    try:
        if isinstance(command, RecordUsage):
            decision = decide_usage(account, command, book(), now)
        elif isinstance(command, PlaceHold):
            decision = decide_hold(account, command, Priority.PRIORITY, book(), now)
        else:
            decision = decide_adjustment(account, command, now)
    except BadInput:
        return None
    return decision if isinstance(decision, Posted) else None
