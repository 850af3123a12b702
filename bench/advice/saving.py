"""The saving of suggestions: what an account would really have saved in the time after them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from bench.advice import whole_days
from bench.advice.people import DAYS, NOW, Person, Use, day_uses
from billing.catalog.catalog import Model, QuotaPeriod, QuotaUnit
from billing.catalog.price_book import PriceBook
from billing.insights.advice import SUBSTITUTES_MAX
from billing.insights.substitutes import (
    AHEAD_DAYS,
    Substitute,
    able_instead,
    contexts,
    substitutes,
)

Advice = Mapping[str, tuple[str, int]]
"""By premium model: the free model, and the saving that the suggestion tells of."""
Method = Callable[[Person, PriceBook], Advice]


@dataclass(frozen=True, slots=True)
class Worth:
    """The sums over all accounts, in premium tokens. `off` are the differences between what was
    told and what was saved. `best` is what the best free models would have saved."""

    accounts: int
    advised: int
    told: int
    saved: int
    off: int
    best: int


def whole_days_only(person: Person, book: PriceBook) -> Advice:
    """Advise by the rules before: whole days, whatever the size of a request and the age of the
    account."""
    found = whole_days.substitutes(day_uses(person.past), book, NOW)
    return {one.premium.name: (one.free.name, one.saves) for one in found[:SUBSTITUTES_MAX]}


def parts_of_days(person: Person, book: PriceBook) -> Advice:
    """Advise by parts of days."""
    return _advice(person, book, (), DAYS)


def parts_and_contexts(person: Person, book: PriceBook) -> Advice:
    """Advise by parts of days, and by what the contexts hold."""
    return _advice(person, book, contexts(book), DAYS)


def own_statistics(person: Person, book: PriceBook) -> Advice:
    """Advise by parts of days, contexts and the pace: what is in force now."""
    return _advice(person, book, contexts(book), person.span)


def _advice(person: Person, book: PriceBook, told_apart: Sequence[int], span: int) -> Advice:
    found = substitutes(day_uses(person.past, told_apart), book, NOW, span=span)
    return {one.premium.name: (one.free.name, one.expected) for one in found[:SUBSTITUTES_MAX]}


def shrunk(people: Sequence[Person], book: PriceBook, strength: int) -> Method:
    """Return a method that draws what a pair of models saves on a day towards the mean of the
    accounts `people`, as if that had been seen on `strength` more days."""
    sums: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for person in people:
        for one in candidates(person, book):
            sums[one.premium.name, one.free.name].append(one.expected / AHEAD_DAYS)
    means = {pair: sum(all_) / len(all_) for pair, all_ in sums.items()}

    def method(person: Person, book: PriceBook) -> Advice:
        best: dict[str, tuple[float, str]] = {}
        for one in candidates(person, book):
            premium, free = one.premium.name, one.free.name
            own, others = one.expected / AHEAD_DAYS, means.get((premium, free), 0.0)
            score = (person.span * own + strength * others) / (person.span + strength)
            best[premium] = max(best.get(premium, (0.0, free)), (score, free))
        return {premium: (free, int(score * DAYS)) for premium, (score, free) in best.items()}

    return method


def candidates(person: Person, book: PriceBook) -> Iterator[Substitute]:
    """Yield every free model that could serve instead of a premium one of the account."""
    uses = day_uses(person.past, contexts(book))
    for free in book.free_models:
        only = partial(_is, free)
        yield from substitutes(uses, book, NOW, span=person.span, weight=only)


def _is(wanted: Model, _premium: Model, free: Model) -> int:
    return int(free == wanted)


def saved_by(uses: Iterable[Use], choice: Mapping[str, str], book: PriceBook) -> int:
    """Return what an account saves that follows: each use goes to the free model if that holds it
    and has not reached its limit."""
    free = {one.name: one for one in book.free_models}
    used: defaultdict[tuple[str, date], int] = defaultdict(int)
    saved = 0
    for use in uses:
        model = free.get(choice.get(use.model, use.model))
        if model and _fits(model, use, used):
            saved += use.cost
    return saved


def _fits(model: Model, use: Use, used: defaultdict[tuple[str, date], int]) -> bool:
    if model.context_tokens and use.request.input_tokens > model.context_tokens:
        return False
    limit = model.native_limit
    if limit is None:
        return True
    window = use.day.replace(day=1) if limit.period is QuotaPeriod.MONTH else use.day
    count = use.request.tokens if limit.unit is QuotaUnit.TOKENS else 1
    if used[model.name, window] + count > limit.amount:
        return False
    used[model.name, window] += count
    return True


def best_saving(person: Person, book: PriceBook) -> int:
    """Return what one free model for each premium one saves at most, chosen with the knowledge of
    the future: the dearest premium model first."""
    choice: dict[str, str] = {}
    costs: defaultdict[str, int] = defaultdict(int)
    for use in person.future:
        costs[use.model] += use.cost
    for name in sorted(costs, key=lambda name: -costs[name]):
        premium = book.model(name, NOW)
        if premium and not premium.is_free:
            options = [
                {**choice, name: one.name} for one in able_instead(premium, book.free_models)
            ]
            choice = max(
                options, key=lambda one: saved_by(person.future, one, book), default=choice
            )
    return saved_by(person.future, choice, book)


def all_worths(
    people: Sequence[Person], others: Sequence[Person], book: PriceBook
) -> dict[str, Worth]:
    """Return what each of METHODS is worth to `people`. `others` are the accounts that the last one
    knows."""
    best = sum(best_saving(person, book) for person in people)
    methods = (*OWN_METHODS, shrunk(others, book, STRENGTH))
    return {
        name: _worth(method, people, best, book)
        for name, method in zip(METHODS, methods, strict=True)
    }


def _worth(method: Method, people: Sequence[Person], best: int, book: PriceBook) -> Worth:
    advised = told = saved = off = 0
    for person in people:
        advice = method(person, book)
        choice = {premium: free for premium, (free, _) in advice.items()}
        real = saved_by(person.future, choice, book)
        claim = sum(saves for _, saves in advice.values())
        advised += bool(advice)
        told, saved, off = told + claim, saved + real, off + abs(claim - real)
    return Worth(len(people), advised, told, saved, off, best)


OWN_METHODS = (whole_days_only, parts_of_days, parts_and_contexts, own_statistics)
METHODS = (
    "whole days (the rules before)",
    "parts of days",
    "and contexts",
    "and the pace (in force)",
    "and drawn towards others",
)
STRENGTH = 3
"""The days for which the mean of others counts in the last method."""
