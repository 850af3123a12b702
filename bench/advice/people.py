"""Accounts made of a trace's requests. The trace names no account, model or day: a seed assigns
them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from bench.advice.trace import Request
from billing.catalog.catalog import Model
from billing.catalog.price_book import PriceBook
from billing.insights.savings import Used
from billing.insights.uses import DayUse

DAYS = 30
START = datetime(2026, 9, 1, tzinfo=UTC)
"""The first day of two periods of 30 days. No calendar month has days of both."""
NOW = START + timedelta(days=DAYS - 1)
"""The last day of the first period: suggestions are made then."""
BUSY_MEDIAN, BUSY_SIGMA, BUSY_MAX = 15.0, 1.2, 400
"""Requests of an active day: log-normal between accounts, and evenly between days."""
ACTIVE_MIN = 0.2
OWN_FREE_MAX = 0.3
"""The largest part of the requests that an account sends to a free model on its own."""
MODELS_MAX = 2


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a model; `cost` in premium tokens."""

    model: str
    day: date
    request: Request
    cost: int


@dataclass(frozen=True, slots=True)
class Person:
    """An account of `span` days, today included: the uses that suggestions are made from, and those
    of the 30 days after it."""

    span: int
    past: Sequence[Use]
    future: Sequence[Use]


def people(
    requests: Sequence[Request],
    premium: Sequence[Model],
    book: PriceBook,
    *,
    number: int,
    seed: int,
    span: int = DAYS,
) -> list[Person]:
    """Return accounts that use some of the `premium` models, and were opened `span` days ago. The
    requests of a day follow each other in the trace, too."""
    random = Random(seed)  # noqa: S311 - no secret
    opened = (NOW - timedelta(days=span - 1)).date()
    made = (_uses(requests, premium, book, random) for _ in range(number))
    return [Person(span, [u for u in past if u.day >= opened], after) for past, after in made]


def _uses(
    requests: Sequence[Request], premium: Sequence[Model], book: PriceBook, random: Random
) -> tuple[list[Use], list[Use]]:
    busy = random.lognormvariate(0.0, BUSY_SIGMA) * BUSY_MEDIAN
    active = random.uniform(ACTIVE_MIN, 1.0)
    own_free = random.uniform(0.0, OWN_FREE_MAX)
    models = random.sample(premium, random.randint(1, MODELS_MAX))
    free = random.choice(book.free_models)
    uses: tuple[list[Use], list[Use]] = ([], [])
    for number in range(2 * DAYS):
        day = (START + timedelta(days=number)).date()
        if random.random() < active:
            for request in _following(requests, busy, random):
                own = random.random() < own_free
                model = free if own else random.choice(models)
                cost = 0 if own else _cost(model, request, book)
                uses[number // DAYS].append(Use(model.name, day, request, cost))
    return uses


def _following(requests: Sequence[Request], busy: float, random: Random) -> Iterable[Request]:
    count = min(1 + int(random.uniform(0.0, 2.0) * busy), BUSY_MAX, len(requests))
    first = random.randrange(len(requests) - count + 1)
    return requests[first : first + count]


def _cost(model: Model, request: Request, book: PriceBook) -> int:
    rate = book.price(model.name, START).rate
    return rate.cost(
        input_tokens=request.input_tokens,
        output_tokens=request.output_tokens,
        cached_input_tokens=0,
    )


def day_uses(uses: Iterable[Use], contexts: Sequence[int] = ()) -> list[DayUse]:
    """Return the sums by model, day and passed context that suggestions are made from."""
    found: dict[tuple[str, date, int], DayUse] = {}
    for use in uses:
        above = max((one for one in contexts if use.request.input_tokens > one), default=0)
        key = use.model, use.day, above
        known = found.get(key) or DayUse(use.model, use.day, Used(), 0, START, above=above)
        used = known.used + Used(1, *use.request)
        found[key] = DayUse(use.model, use.day, used, known.cost + use.cost, START, above=above)
    return list(found.values())
