"""The packs or plan with the lowest cost for a month's premium use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from billing.catalog.catalog import Buyer, Catalog, Pack, Plan, QuotaPeriod
from billing.insights.savings import best_value

COUNT_MAX = 20
"""The highest count of each pack except the one of best value."""


class Spend(NamedTuple):
    """Premium tokens used on a UTC day, within the account's monthly window that starts at `month`.
    `early` days are before the period of the offer: they only reduce its first allowances."""

    day: date
    month: datetime
    tokens: int
    early: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """Packs with their counts, in the catalog's order. `amount` is in the currency's minor unit."""

    packs: tuple[tuple[Pack, int], ...]
    tokens: int
    amount: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan for a month, and packs for the tokens that its allowances do not cover. `covered` are
    the tokens that the allowances would have paid. `amount` is the total price in the currency's
    minor unit."""

    plan: Plan
    covered: int
    bundle: Bundle
    amount: int


NOTHING = Bundle((), 0, 0)


def offers(spends: Sequence[Spend], catalog: Catalog, currency: str) -> tuple[Offer, ...]:
    """Return one offer per plan with its packs, the cheapest first; equal ones in the order of the
    catalog. Only goods sold in `currency`, and free plans, are included, and no plans for teams."""
    packs = [pack for pack in catalog.packs.values() if pack.price.currency == currency]
    used = used_in(spends)
    found: list[Offer] = []
    for plan in catalog.plans.values():
        if plan.buyer is not Buyer.PERSON:
            continue
        covered = covered_by(plan, spends)
        bundle = cheapest_bundle(packs, used - covered)
        if bundle and (plan.price.amount == 0 or plan.price.currency == currency):
            found.append(Offer(plan, covered, bundle, plan.price.amount + bundle.amount))
    return tuple(sorted(found, key=lambda offer: offer.amount))


def used_in(spends: Iterable[Spend]) -> int:
    """Return the sum of premium tokens without the early ones."""
    return sum(spend.tokens for spend in spends if not spend.early)


def covered_by(plan: Plan, spends: Iterable[Spend]) -> int:
    """Return the tokens that the allowances of a plan would have paid if the account had always
    been on it: the daily allowance by day, then the monthly one by window (billing rules 3 and
    5)."""
    limits = {allowance.period: allowance.tokens for allowance in plan.allowances}
    taken: Counter[Hashable] = Counter()
    covered = 0
    for spend in sorted(spends):
        left = spend.tokens
        for period, window in ((QuotaPeriod.DAY, spend.day), (QuotaPeriod.MONTH, spend.month)):
            paid = min(left, limits.get(period, 0) - taken[period, window])
            taken[period, window] += paid
            left -= paid
        covered += 0 if spend.early else spend.tokens - left
    return covered


def cheapest_bundle(packs: Sequence[Pack], tokens: int) -> Bundle | None:
    """Return the cheapest packs, of one currency, with at least `tokens` together. If prices are
    equal, more tokens win, then fewer packs. Return None if there are no packs.

    The bundle has any number of the pack of best value, and up to COUNT_MAX of each other pack.
    """
    if tokens <= 0:
        return NOTHING
    best = best_value(packs)
    if best is None:
        return None
    filled = [_filled(bundle, best, tokens) for bundle in _small_bundles(packs, best)]
    chosen = min(filled, key=lambda b: (b.amount, -b.tokens, sum(n for _, n in b.packs)))
    order = [pack.name for pack in packs]
    ordered = sorted(chosen.packs, key=lambda counted: order.index(counted[0].name))
    return Bundle(tuple(ordered), chosen.tokens, chosen.amount)


def _filled(bundle: Bundle, best: Pack, tokens: int) -> Bundle:
    """Add as many of the best pack as are needed."""
    missing = max(-(-(tokens - bundle.tokens) // best.tokens), 0)
    return _with(bundle, best, missing)


def _small_bundles(packs: Sequence[Pack], best: Pack) -> list[Bundle]:
    """Return bundles of all packs except the best one. A bundle is left out if another one holds as
    much for less: the same packs added to both would not change that."""
    found = [NOTHING]
    for pack in packs:
        if pack is not best:
            more = [_with(one, pack, n) for one in found for n in range(COUNT_MAX + 1)]
            found = _undominated(more, best)
    return found


def _undominated(bundles: list[Bundle], best: Pack) -> list[Bundle]:
    kept: list[Bundle] = []
    for one in sorted(bundles, key=lambda b: (b.amount, -b.tokens, sum(n for _, n in b.packs))):
        in_best = -(-one.tokens // best.tokens) * best.price.amount
        if (not kept or one.tokens > kept[-1].tokens) and (not one.packs or one.amount < in_best):
            kept.append(one)
    return kept


def _with(bundle: Bundle, pack: Pack, count: int) -> Bundle:
    if count == 0:
        return bundle
    return Bundle(
        (*bundle.packs, (pack, count)),
        bundle.tokens + count * pack.tokens,
        bundle.amount + count * pack.price.amount,
    )
