"""An oracle for whole histories, made of plain dicts, decimals and a walked calendar.

It contains the default book of `tests.support.ledger.factories` and shares no code with `billing`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from billing.errors import BadInput
from billing.ledger.commands import AdjustBalance, Command, RecordUsage, Touch
from billing.ledger.hold import Hold
from billing.ledger.hold_commands import ExtendHold, PlaceHold, ReleaseHold, SettleHold
from billing.ledger.refusals import HoldClosed, InsufficientTokens
from services.commit.decisions import CommandOutcome, Done
from tests.support.ledger.calendar_oracle import month_end

ALLOWANCE = 10_000
RATES = {"paid": ("8", "8", "8"), "fine": ("0.5", "0.75", "0.000001")}
LIMITS = {"gift": (1_000, "tokens", "%Y-%m"), "calls": (3, "requests", "%Y-%m-%d")}
OTHER_NAMES = {
    "acme/paid": "paid",
    "paid-2026-01-31": "paid",
    "acme/gift@20260131": "gift",
    "other/gift": "of nothing: other providers do not give it away",
}
"""More names of the models, and a name of none."""

Answer = tuple[object, ...]


@dataclass
class Pot:
    """The remaining tokens of a grant, and their expiry."""

    number: int
    left: int
    expires: datetime | None


@dataclass
class Aside:
    """The reservation of a hold: of which pots, in order, and of a free model's limit."""

    model: str
    output: int
    until: datetime
    last: datetime
    pots: list[Pot] = field(default_factory=list)
    count: int = 0
    status: str = "OPEN"
    closed_by: int = 0


@dataclass
class Book:
    """The state and the history of one account."""

    opened: datetime
    touched: datetime
    revision: int = 0
    month_end: datetime | None = None
    pots: list[Pot] = field(default_factory=list)
    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    answers: dict[str, tuple[object, int]] = field(default_factory=dict)
    holds: dict[int, Aside] = field(default_factory=dict)
    debt: int = 0

    @property
    def available(self) -> int:
        return sum(pot.left for pot in self.pots)

    @property
    def open(self) -> dict[int, Aside]:
        return {number: one for number, one in self.holds.items() if one.status == "OPEN"}

    @property
    def held(self) -> int:
        return sum(pot.left for one in self.open.values() for pot in one.pots)

    def counted(self, model: str) -> int:
        return sum(one.count for one in self.open.values() if one.model == model)

    def change(self, now: datetime) -> int:
        self.revision += 1
        self.touched = now
        return self.revision

    def add(self, tokens: int, expires: datetime | None, now: datetime) -> None:
        paid = min(self.debt, tokens)
        self.debt -= paid
        self.put(Pot(self.change(now), tokens - paid, expires))

    def put(self, back: Pot) -> None:
        for pot in self.pots:
            if pot.number == back.number:
                pot.left += back.left
                return
        if back.left:
            self.pots.append(back)

    def close(self, number: int, status: str, now: datetime) -> None:
        """Close a hold. Its remaining tokens pay debt, and the rest is returned."""
        hold = self.holds[number]
        for pot in hold.pots:
            paid = min(pot.left, self.debt)
            self.debt -= paid
            pot.left -= paid
            self.put(pot)
        hold.pots, hold.status, hold.closed_by = [], status, self.change(now)

    def renew(self, now: datetime) -> None:
        for number in [n for n, hold in self.open.items() if hold.until <= now]:
            self.close(number, "EXPIRED", now)
        for pot in [p for p in self.pots if p.expires and p.expires <= now]:
            self.pots.remove(pot)
            self.change(now)
        if self.month_end is None or self.month_end <= now:
            self.month_end = month_end(self.opened, now)
            self.add(ALLOWANCE, self.month_end, now)

    def spend(self, tokens: int) -> list[Pot]:
        """Spend tokens pot by pot; return the tokens taken from each.

        One token at a time would be simpler, but too slow.
        """
        taken: list[Pot] = []
        lasting = [pot for pot in self.pots if pot.expires is None]
        ending = [pot for pot in self.pots if pot.expires is not None]
        ending.sort(key=lambda pot: (str(pot.expires), pot.number))
        for pot in [*ending, *lasting]:
            paid = min(pot.left, tokens)
            pot.left -= paid
            tokens -= paid
            taken += [Pot(pot.number, paid, pot.expires)] if paid else []
        self.pots = [pot for pot in self.pots if pot.left]
        return taken


class Oracle:
    """Predicts the outcome of commands, one after the other, in the form of `answer_of`."""

    def __init__(self) -> None:
        self.books: dict[str, Book] = {}

    def expect(self, command: Command, now: datetime) -> Answer:
        book = self.books.get(command.account_id)
        if book is None:
            if not command.may_open:
                return ("ACCOUNT_NOT_FOUND",)
            book = self.books[command.account_id] = Book(now, now)
        now = max(now, book.touched)
        book.renew(now)
        if isinstance(command, Touch):
            return ("TOUCHED", book.available)
        if isinstance(command, SettleHold | ReleaseHold):
            return _close(book, command, now)
        if isinstance(command, ExtendHold):
            return _extend(book, command, now)
        return self._expect_once(book, command, now)

    def _expect_once(
        self, book: Book, command: RecordUsage | AdjustBalance | PlaceHold, now: datetime
    ) -> Answer:
        content = _content(command)
        if command.idempotency_key in book.answers:
            first, revision = book.answers[command.idempotency_key]
            return ("REPLAYED", revision) if first == content else ("IDEMPOTENCY_CONFLICT",)
        if not isinstance(command, AdjustBalance):
            command = replace(command, model=OTHER_NAMES.get(command.model, command.model))
        refusal = _decide(book, command, now)
        if refusal is not None:
            return refusal
        book.answers[command.idempotency_key] = (content, book.revision)
        return _done(book, book.revision)


def answer_of(outcome: CommandOutcome) -> Answer:
    match outcome:
        case Done(entry=None, hold=Hold()):
            return ("EXTENDED", outcome.hold.expires_at, outcome.account.revision)
        case Done(entry=None):
            return ("TOUCHED", outcome.account.available)
        case Done(replayed=True):
            return ("REPLAYED", outcome.recorded.revision)
        case Done():
            account = outcome.account
            left = (account.available, account.held, account.debt)
            return ("DONE", outcome.recorded.revision, *left)
        case HoldClosed():
            return (outcome.code, outcome.status.value)
        case BadInput():
            return ("BAD_INPUT", outcome.field)
        case InsufficientTokens():
            return (outcome.code, outcome.required, outcome.available)
    return (outcome.code,)


def cost_of(model: str, fresh: int, output: int, cached: int) -> int:
    """Return the cost in decimals (billing rule 1)."""
    rates = [Decimal(rate) for rate in RATES[model]]
    total = fresh * rates[0] + output * rates[1] + cached * rates[2]
    return int(total.to_integral_value(ROUND_CEILING))


def _done(book: Book, revision: int) -> Answer:
    return ("DONE", revision, book.available, book.held, book.debt)


def _decide(book: Book, command: Command, now: datetime) -> Answer | None:
    if isinstance(command, RecordUsage):
        return _use(book, command, now)
    if isinstance(command, PlaceHold):
        return _hold(book, command, now)
    return _adjust(book, command, now)


def _content(command: Command) -> object:
    if isinstance(command, RecordUsage):
        counts = (command.input_tokens, command.output_tokens, command.cached_input_tokens)
        other = (command.occurred_at, command.metadata, command.details)
        return ("use", command.model, counts, *other)
    if isinstance(command, PlaceHold):
        counts = (command.input_tokens, command.max_output_tokens, 0)
        other = (command.allow_partial, command.ttl_seconds, command.details)
        return ("hold", command.model, counts, *other)
    assert isinstance(command, AdjustBalance)
    return ("adjustment", command.tokens, command.reason, command.expires_at)


def _hold(book: Book, command: PlaceHold, now: datetime) -> Answer | None:
    if command.model not in LIMITS and command.model not in RATES:
        return ("MODEL_NOT_FOUND",)
    most = command.max_output_tokens
    tried = range(most, 0, -1) if command.allow_partial else []
    fitting = (output for output in (most, *tried) if _fits(book, command, output, now))
    output = next(fitting, None)
    if output is None:
        return _unheld(book, command)
    until = now + timedelta(seconds=command.ttl_seconds)
    hold = Aside(command.model, output, until, now + timedelta(hours=24))
    if command.model in LIMITS:
        hold.count = _count(command.model, command.input_tokens + hold.output)
    else:
        cost = cost_of(command.model, command.input_tokens, hold.output, 0)
        hold.pots = book.spend(cost)
    book.holds[book.change(now)] = hold
    return None


def _fits(book: Book, command: PlaceHold, output: int, now: datetime) -> bool:
    if command.model in RATES:
        return cost_of(command.model, command.input_tokens, output, 0) <= book.available
    limit, _, window = LIMITS[command.model]
    count = _count(command.model, command.input_tokens + output)
    used = book.used[command.model, now.strftime(window)]
    return used + book.counted(command.model) + count <= limit


def _unheld(book: Book, command: PlaceHold) -> Answer:
    if command.model in LIMITS:
        return ("QUOTA_EXCEEDED",)
    cost = cost_of(command.model, command.input_tokens, command.max_output_tokens, 0)
    return ("INSUFFICIENT_TOKENS", cost, book.available)


def _count(model: str, tokens: int) -> int:
    return tokens if LIMITS[model][1] == "tokens" else 1


def _extend(book: Book, command: ExtendHold, now: datetime) -> Answer:
    hold = book.holds.get(command.number)
    if hold is None:
        return ("HOLD_NOT_FOUND",)
    if hold.status != "OPEN":
        return ("HOLD_CLOSED", hold.status)
    until = min(now + timedelta(seconds=command.ttl_seconds), hold.last)
    if until > hold.until:
        hold.until = until
        book.change(now)
    return ("EXTENDED", hold.until, book.revision)


def _close(book: Book, command: SettleHold | ReleaseHold, now: datetime) -> Answer:
    hold = book.holds.get(command.number)
    if hold is None:
        return ("HOLD_NOT_FOUND",)
    wanted = "SETTLED" if isinstance(command, SettleHold) else "RELEASED"
    if hold.status == wanted:
        return ("REPLAYED", hold.closed_by)
    if hold.status != "OPEN" and (hold.status, wanted) != ("EXPIRED", "SETTLED"):
        return ("HOLD_CLOSED", hold.status)
    if isinstance(command, SettleHold):
        _pay(book, hold, command, now)
    book.close(command.number, wanted, now)
    # Tokens that return too late lapse at once.
    book.renew(now)
    return _done(book, hold.closed_by)


def _pay(book: Book, hold: Aside, command: SettleHold, now: datetime) -> None:
    if command.outcome == "FAILED":
        return
    if hold.model in LIMITS:
        tokens = command.input_tokens + command.output_tokens
        place = (hold.model, now.strftime(LIMITS[hold.model][2]))
        book.used[place] += _count(hold.model, tokens)
        return
    cached = command.cached_input_tokens
    cost = cost_of(hold.model, command.input_tokens - cached, command.output_tokens, cached)
    for pot in hold.pots:
        paid = min(pot.left, cost)
        pot.left -= paid
        cost -= paid
    spent = min(cost, book.available)
    book.spend(spent)
    book.debt += cost - spent


def _use(book: Book, command: Command, now: datetime) -> Answer | None:
    assert isinstance(command, RecordUsage)
    if command.model in LIMITS:
        return _use_free(book, command, now)
    if command.model not in RATES:
        return ("MODEL_NOT_FOUND",)
    cached = command.cached_input_tokens
    cost = cost_of(command.model, command.input_tokens - cached, command.output_tokens, cached)
    if cost > book.available:
        return ("INSUFFICIENT_TOKENS", cost, book.available)
    book.spend(cost)
    book.change(now)
    return None


def _use_free(book: Book, command: RecordUsage, now: datetime) -> Answer | None:
    limit, unit, window = LIMITS[command.model]
    tokens = command.input_tokens + command.output_tokens
    counted = tokens if unit == "tokens" else 1
    place = (command.model, now.strftime(window))
    if book.used[place] + book.counted(command.model) + counted > limit:
        return ("QUOTA_EXCEEDED",)
    book.used[place] += counted
    book.change(now)
    return None


def _adjust(book: Book, command: Command, now: datetime) -> Answer | None:
    assert isinstance(command, AdjustBalance)
    if command.tokens < 0:
        if -command.tokens > book.available:
            return ("INSUFFICIENT_TOKENS", -command.tokens, book.available)
        book.spend(-command.tokens)
        book.change(now)
        return None
    if command.expires_at is not None and command.expires_at <= now:
        return ("BAD_INPUT", "expiresAt")
    book.add(command.tokens, command.expires_at, now)
    return None
