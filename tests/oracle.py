"""A second opinion on whole histories: plain dicts, decimals and a walked calendar.

It knows the default book of `tests.factories` by heart and shares no code with `billing`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from billing.commands import AdjustBalance, Command, RecordUsage, Touch
from billing.errors import BadInput
from billing.refusals import InsufficientTokens
from services.decisions import Done, Outcome
from tests.calendar_oracle import month_end

ALLOWANCE = 10_000
RATES = {"paid": ("8", "8", "8"), "fine": ("0.5", "0.75", "0.000001")}
LIMITS = {"gift": (1_000, "tokens", "%Y-%m"), "calls": (3, "requests", "%Y-%m-%d")}

Answer = tuple[object, ...]


@dataclass
class Pot:
    """Granted tokens that are left, and until when."""

    number: int
    left: int
    expires: datetime | None


@dataclass
class Book:
    """What one account has and did."""

    opened: datetime
    touched: datetime
    revision: int = 0
    month_end: datetime | None = None
    pots: list[Pot] = field(default_factory=list)
    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    answers: dict[str, tuple[object, int]] = field(default_factory=dict)

    @property
    def available(self) -> int:
        return sum(pot.left for pot in self.pots)

    def change(self, now: datetime) -> int:
        self.revision += 1
        self.touched = now
        return self.revision

    def add(self, tokens: int, expires: datetime | None, now: datetime) -> None:
        self.pots.append(Pot(self.change(now), tokens, expires))

    def renew(self, now: datetime) -> None:
        for pot in [p for p in self.pots if p.expires and p.expires <= now]:
            self.pots.remove(pot)
            self.change(now)
        if self.month_end is None or self.month_end <= now:
            self.month_end = month_end(self.opened, now)
            self.add(ALLOWANCE, self.month_end, now)

    def spend(self, tokens: int) -> None:
        """One token at a time would be plainest; a pot at a time is quick enough."""
        lasting = [pot for pot in self.pots if pot.expires is None]
        ending = [pot for pot in self.pots if pot.expires is not None]
        ending.sort(key=lambda pot: (str(pot.expires), pot.number))
        for pot in [*ending, *lasting]:
            paid = min(pot.left, tokens)
            pot.left -= paid
            tokens -= paid
        self.pots = [pot for pot in self.pots if pot.left]


class Oracle:
    """Expects of commands, one after the other, what `answer_of` makes of their outcomes."""

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
        return self._expect_once(book, command, now)

    def _expect_once(
        self, book: Book, command: RecordUsage | AdjustBalance, now: datetime
    ) -> Answer:
        content = _content(command)
        if command.idempotency_key in book.answers:
            first, revision = book.answers[command.idempotency_key]
            return ("REPLAYED", revision) if first == content else ("IDEMPOTENCY_CONFLICT",)
        refusal = _use(book, command, now) if _is_use(command) else _adjust(book, command, now)
        if refusal is not None:
            return refusal
        book.answers[command.idempotency_key] = (content, book.revision)
        return ("DONE", book.revision, book.available)


def answer_of(outcome: Outcome) -> Answer:
    match outcome:
        case Done(entry=None):
            return ("TOUCHED", outcome.account.available)
        case Done(replayed=True):
            return ("REPLAYED", outcome.recorded.revision)
        case Done():
            return ("DONE", outcome.recorded.revision, outcome.account.available)
        case BadInput():
            return ("BAD_INPUT", outcome.field)
        case InsufficientTokens():
            return (outcome.code, outcome.required, outcome.available)
    return (outcome.code,)


def cost_of(model: str, fresh: int, output: int, cached: int) -> int:
    """Contract rule 1, in decimals."""
    rates = [Decimal(rate) for rate in RATES[model]]
    total = fresh * rates[0] + output * rates[1] + cached * rates[2]
    return int(total.to_integral_value(ROUND_CEILING))


def _is_use(command: Command) -> bool:
    return isinstance(command, RecordUsage)


def _content(command: Command) -> object:
    if isinstance(command, RecordUsage):
        counts = (command.input_tokens, command.output_tokens, command.cached_input_tokens)
        return ("use", command.model, counts, command.occurred_at, command.metadata)
    assert isinstance(command, AdjustBalance)
    return ("adjustment", command.tokens, command.reason, command.expires_at)


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
    if book.used[place] + counted > limit:
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
