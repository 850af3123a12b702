"""Suggestions to an account, from its own use of the last 30 days, each with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from billing.catalog.catalog import FREE_PLAN, Audience, Catalog, Model, Money, Pack, Plan
from billing.catalog.price_book import PriceBook
from billing.insights.following import UNKNOWN, Learned
from billing.insights.offers import Offer, Spend, offers, used_in
from billing.insights.savings import best_value, worth
from billing.insights.substitutes import AHEAD_DAYS, Substitute, in_pieces
from billing.insights.uses import DayUse

ADVICE_DAYS = 30
"""Today and the 29 UTC days before it."""

SUBSTITUTES_MAX = 3


class SuggestionKind(StrEnum):
    """The kind of a suggestion."""

    START = "START"
    FREE_MODEL = "FREE_MODEL"
    PACKS = "PACKS"
    PLAN = "PLAN"
    PLAN_AND_PACKS = "PLAN_AND_PACKS"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion. `tokens` of FREE_MODEL are the model tokens that it could have served; `tokens`
    of goods are the premium tokens that they would have paid for. `compared_to` is the cost of the
    alternative that the reason names. `saves_money` is its difference to `cost`, or what
    `saves_tokens` cost in the pack of best value. `expected_tokens` is what a FREE_MODEL is
    expected to save in the next AHEAD_DAYS."""

    kind: SuggestionKind
    reason: str
    model: Model | None = None
    instead_of: Model | None = None
    plan: Plan | None = None
    packs: tuple[tuple[Pack, int], ...] = ()
    tokens: int | None = None
    saves_tokens: int | None = None
    expected_tokens: int | None = None
    saves_money: Money | None = None
    cost: Money | None = None
    compared_to: Money | None = None


def suggesting(
    uses: Sequence[DayUse],
    plan: str,
    book: PriceBook,
    now: datetime,
    *,
    span: int = ADVICE_DAYS,
    learned: Learned = UNKNOWN,
) -> Iterator[Suggestion | None]:
    """Yield suggestions: free models first, then goods; for beginners if nothing was used. None
    comes after each piece of work, so that others can be served before the next one.

    `plan` is the account's own plan. The early uses begin with the account's monthly window and the
    calendar month in which the period of the suggestions begins. `span` are the days since the
    account was opened, today included, up to ADVICE_DAYS.
    """
    if all(use.early for use in uses):
        yield from _starts(book, now)
        return
    served = 0
    for one in in_pieces(uses, book, now, span=span, weight=learned.weight):
        yield None if one is None else _free_model(one, book.catalog, span, learned)
        served += one is not None
        if served == SUBSTITUTES_MAX:
            break
    yield from _purchase(uses, plan, book)


def _starts(book: PriceBook, now: datetime) -> Iterable[Suggestion]:
    for one in book.catalog.recommendations:
        model = book.model(one.model, now)
        if one.audience is Audience.BEGINNERS and model:
            reason = (
                f"You used no model in the last {ADVICE_DAYS} days. "
                f"{model.display_name} is a good start: {one.reason}."
            )
            yield Suggestion(SuggestionKind.START, reason, model=model)


def _free_model(found: Substitute, catalog: Catalog, span: int, learned: Learned) -> Suggestion:
    free, premium, limit = found.free, found.premium, found.free.native_limit
    within = f" within its limit of {limit.amount:,} {_per(free)}" if limit else ""
    reason = (
        f"{free.display_name} is free and would have served{within} {_days(found)}: that would "
        f"have saved {_counted(found.saves, 'premium token')}. If the next {AHEAD_DAYS} days are "
        f"like {'today' if span == 1 else f'the last {span}'}, it saves about {found.expected:,}."
        f"{_followed(learned.percent(premium, free))}"
    )
    return Suggestion(
        SuggestionKind.FREE_MODEL,
        reason,
        model=free,
        instead_of=premium,
        tokens=found.tokens,
        saves_tokens=found.saves,
        expected_tokens=found.expected,
        saves_money=worth(found.saves, catalog),
    )


def _followed(percent: int | None) -> str:
    if percent is None:
        return ""
    return f" {percent} % of the people who were shown this followed it."


def _days(found: Substitute) -> str:
    used = f"on which you used {found.premium.display_name} in the last {ADVICE_DAYS} days"
    if found.served == found.days:
        return f"on every day {used}"
    if not found.served:
        return f"in part on {found.partly} of the {_counted(found.days, 'day')} {used}"
    more = f", and in part on {found.partly} more" if found.partly else ""
    return f"on {found.served} of the {found.days} days {used}{more}"


def _purchase(uses: Iterable[DayUse], plan: str, book: PriceBook) -> tuple[Suggestion, ...]:
    """Return the cheapest offer; none if the account is on the free plan and this is enough. An
    account can stay on its own plan if that is not sold any more."""
    spends, catalog = _spends(uses), book.catalog
    if plan in book.retired_plans:
        catalog = replace(catalog, plans={**catalog.plans, plan: book.retired_plans[plan]})
    ranked = offers(spends, catalog, _currency(catalog))
    used = used_in(spends)
    if not ranked or not used:
        return ()
    best = ranked[0]
    present = plan if plan in catalog.plans else FREE_PLAN
    if best.amount == 0 and best.plan.name == present:
        return ()
    others = [offer for offer in ranked[1:] if offer.plan.name == present] or list(ranked[1:2])
    return (_offer(best, others[0] if others else None, used, _currency(catalog)),)


def _offer(best: Offer, other: Offer | None, spent: int, currency: str) -> Suggestion:
    cost, packs = Money(best.amount, currency), best.bundle.packs
    reason = (
        f"In the last {ADVICE_DAYS} days you used {_counted(spent, 'premium token')}. "
        f"{_covering(best, cost)}"
    )
    compared = Money(other.amount, currency) if other else None
    if other:
        reason += f" {_named(other)} would have cost {compared}."
    return Suggestion(
        _kind(best), reason, plan=best.plan, packs=packs, tokens=spent, cost=cost,
        compared_to=compared, saves_money=_less(best, other, currency),
    )  # fmt: skip


def _less(best: Offer, other: Offer | None, currency: str) -> Money | None:
    return Money(other.amount - best.amount, currency) if other else None


def _covering(best: Offer, cost: Money) -> str:
    plan = f"The {best.plan.display_name} plan would have covered"
    packs = _packs(best)
    if not packs:
        return f"{plan} all of them for {cost}, the least of all offers."
    return f"{plan} {best.covered:,} of them; with {packs} that is {cost}, the least of all offers."


def _named(offer: Offer) -> str:
    packs = _packs(offer)
    return f"The {offer.plan.display_name} plan{f' with {packs}' if packs else ''}"


def _packs(offer: Offer) -> str:
    return " and ".join(f"{count} x {pack.display_name}" for pack, count in offer.bundle.packs)


def _kind(offer: Offer) -> SuggestionKind:
    if not offer.bundle.packs:
        return SuggestionKind.PLAN
    return SuggestionKind.PLAN_AND_PACKS if offer.plan.price.amount else SuggestionKind.PACKS


def _spends(uses: Iterable[DayUse]) -> list[Spend]:
    """Return the premium tokens of each day with a use."""
    days: defaultdict[tuple[date, datetime, bool], int] = defaultdict(int)
    for use in uses:
        days[use.day, use.month, use.early] += use.cost
    return [Spend(day, month, tokens, early) for (day, month, early), tokens in days.items()]


def _currency(catalog: Catalog) -> str:
    best = best_value(catalog.packs.values())
    prices = [plan.price for plan in catalog.plans.values() if plan.price.amount]
    return best.price.currency if best else next((p.currency for p in prices), "USD")


def _per(free: Model) -> str:
    limit = free.native_limit
    return f"{limit.unit.lower()} a {limit.period.lower()}" if limit else ""


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
