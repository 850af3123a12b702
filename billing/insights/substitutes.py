"""Free models that could serve instead of premium ones, within their native limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from billing.catalog.catalog import Model
from billing.catalog.price_book import PriceBook
from billing.insights.room import DayPart, Room
from billing.insights.uses import DayUse, ahead, by_day

AHEAD_DAYS = 30
"""The days after today for which a saving is expected."""

PIECE = 500
"""The most uses of days that one piece of work begins to look at."""

Weight = Callable[[Model, Model], int]
"""The number that the expected saving is multiplied with, for a premium model and a free one."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """A substitute. On `served` of the `days` days with uses of `premium`, `free` could have served
    all of them, and on `partly` days a part: `tokens` model tokens, which cost `saves` premium
    tokens. `expected` are the premium tokens that it would save in the next AHEAD_DAYS."""

    premium: Model
    free: Model
    served: int
    partly: int
    days: int
    tokens: int
    saves: int
    expected: int


def contexts(book: PriceBook) -> tuple[int, ...]:
    """Return the contexts of the free models, in input tokens, that tell apart the uses for
    `substitutes`."""
    return tuple(sorted({one.context_tokens for one in book.free_models if one.context_tokens}))


def equal(_premium: Model, _free: Model) -> int:
    """Weigh all savings alike."""
    return 1


def substitutes(
    uses: Iterable[DayUse], book: PriceBook, now: datetime, *, span: int, weight: Weight = equal
) -> tuple[Substitute, ...]:
    """Return the substitutes that `in_pieces` finds."""
    found = in_pieces(uses, book, now, span=span, weight=weight)
    return tuple(one for one in found if one is not None)


def in_pieces(
    uses: Iterable[DayUse], book: PriceBook, now: datetime, *, span: int, weight: Weight = equal
) -> Iterator[Substitute | None]:
    """Yield substitutes, and None after each piece of work, so that others can be served before the
    next one. Whoever needs only the first ones stops there: later ones change nothing of them.

    There is at most one substitute per premium model, the most expensive use first: the one whose
    expected saving, times its weight, is highest; if equal, whose past one is; if equal, the first
    in the catalog. It must have saved something, and be expected to. What is expected is that the
    last `span` days, today among them, come again.

    A free model can serve instead of a premium one if it has all of its capabilities in the
    catalog. It serves the uses whose input its context holds, one after the other, until its limit
    is reached. The limit is reduced by the account's own uses and by earlier substitutes. A day's
    uses are stored as one sum, so they count as alike: a part of the limit serves that part of
    them.
    """
    known, pace = list(uses), _Pace()
    past, future = _Time(), _Time()
    expected = ahead(known, today=now.date(), days=AHEAD_DAYS, span=span)
    for time, use in chain(((past, use) for use in known), ((future, use) for use in expected)):
        time.add(use)
        if pace.is_piece():
            yield None
    for name in sorted(past.days, key=lambda name: (-_cost(past.days[name]), name)):
        premium = book.model(name, now)
        if premium and not premium.is_free and _cost(past.days[name]):
            tried: list[_Tried] = []
            for free in able_instead(premium, book.free_models):
                one = _Tried(free, past.parts(free, name), future.parts(free, name))
                if one.expected * weight(premium, free) and one.saved:
                    tried.append(one)
                if pace.is_piece(len(past.days[name]) + len(future.days[name])):
                    yield None
            if tried:
                best = max(tried, key=lambda one: one.rank(weight(premium, one.free)))
                past.room.take(best.free, best.past)
                future.room.take(best.free, best.future)
                yield best.substitute(premium, past.days[name])


def able_instead(premium: Model, free_models: Iterable[Model]) -> list[Model]:
    """Return the free models with all capabilities of the premium one."""
    return [one for one in free_models if set(premium.capabilities) <= set(one.capabilities)]


class _Pace:
    """Tells when a piece of work is done."""

    def __init__(self) -> None:
        self._uses = 0

    def is_piece(self, uses: int = 1) -> bool:
        """Note uses that were looked at; return whether a piece is done."""
        self._uses += uses
        if self._uses < PIECE:
            return False
        self._uses = 0
        return True


class _Time:
    """The uses of the past, or those expected: by model without the early ones, and the room."""

    def __init__(self) -> None:
        self.days: defaultdict[str, list[DayUse]] = defaultdict(list)
        self._own: defaultdict[str, list[DayUse]] = defaultdict(list)
        self.room = Room(self._own)

    def add(self, use: DayUse) -> None:
        self._own[use.model].append(use)
        if not use.early:
            self.days[use.model].append(use)

    def parts(self, free: Model, name: str) -> list[DayPart]:
        return self.room.parts(free, name, self.days.get(name, ()))


@dataclass(frozen=True, slots=True)
class _Tried:
    """A free model, with what it could have served and with what it is expected to serve."""

    free: Model
    past: Sequence[DayPart]
    future: Sequence[DayPart]

    @property
    def saved(self) -> int:
        return sum(part.saves for part in self.past)

    @property
    def expected(self) -> int:
        return sum(part.saves for part in self.future)

    def rank(self, weight: int) -> tuple[int, int]:
        return self.expected * weight, self.saved

    def substitute(self, premium: Model, uses: Sequence[DayUse]) -> Substitute:
        requests = {use.day: use.used.requests for use in by_day(uses)}
        # What the context holds may be less than the day.
        whole = [one for one in self.past if one.is_whole and _all(one, requests[one.use.day])]
        return Substitute(
            premium,
            self.free,
            served=len(whole),
            partly=len(self.past) - len(whole),
            days=len(requests),
            tokens=sum(part.tokens for part in self.past),
            saves=self.saved,
            expected=self.expected,
        )


def _all(part: DayPart, requests: int) -> bool:
    return part.use.used.requests == requests


def _cost(days: Iterable[DayUse]) -> int:
    return sum(day.cost for day in days)
