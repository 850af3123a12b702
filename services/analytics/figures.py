"""The owner's figures over a range of days, from the rollups. Definitions: docs/analytics.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from billing.analytics.tally import BOUGHT_LATER, DEBT, JOINED, LEFT, OPENED, SUBSCRIBED_LATER
from billing.catalog.catalog import Catalog, Money, Pack
from billing.days import Days, month_of, next_month
from billing.ledger.grant import GrantSource
from db.analytics import figures as db

FREE, IMPORTED = "FREE", "IMPORTED"
SOURCES = (*(source.value for source in GrantSource), DEBT)
_PROMISED = {GrantSource.PACK.value, GrantSource.ADJUSTMENT.value, GrantSource.LEGACY.value}


@dataclass(frozen=True, slots=True)
class Takings:
    """Money of one kind or of all kinds, in the currency's minor unit."""

    gross: int = 0
    returned: int = 0

    @property
    def net(self) -> int:
        return self.gross - self.returned

    def plus(self, other: db.Taken) -> Takings:
        return Takings(self.gross + other.gross, self.returned + other.returned)


@dataclass(frozen=True, slots=True)
class Revenue:
    """Money of one currency; `by_kind` has the keys PACK and SUBSCRIPTION."""

    currency: str
    total: Takings
    by_kind: Mapping[str, Takings]
    payers: int


@dataclass(frozen=True, slots=True)
class Conversion:
    opened: int
    bought_pack: int
    subscribed: int


@dataclass(frozen=True, slots=True)
class Churn:
    subscribers_at_start: int
    joined: int
    left: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """A cohort; `active` is by month, beginning with the cohort's own month."""

    month: date
    accounts: int
    active: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Outstanding tokens of a source; `liability` is None where no pack is on sale."""

    source: str
    tokens: int
    liability: Money | None


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of one day; `revenue` is net, by currency."""

    day: date
    requests: int
    free_requests: int
    imported_requests: int
    cost: int
    opened: int
    subscribers: int
    revenue: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a range. `active_account_days` is the sum over the range's `days_so_far` of
    the accounts that were active in each day's calendar month."""

    days: Days
    consumption: Sequence[db.Consumed]
    detailed: Sequence[db.Detailed]
    conversion: Conversion
    revenue: Sequence[Revenue]
    active_account_days: int
    days_so_far: int
    cohorts: Sequence[Cohort]
    churn: Churn
    outstanding: Sequence[Outstanding]
    allowance_granted: int
    allowance_lapsed: int
    series: Sequence[Day]


async def figures(days: Days, catalog: Catalog, *, today: date) -> Figures:
    """Return the figures. Each rollup is read once, by range."""
    months = days.months
    first_month, end_month = months[0], next_month(months[-1])
    moved = {one.source: one for one in await db.moved(days.first, days.end)}
    happened = await db.happened(first_month, end_month)
    before = await db.happened_before(days.first)
    taken = await db.taken(days.first, days.end)
    within = _Events([one for one in happened if one.day in days])
    active = await db.active_accounts(first_month, end_month)
    so_far = [day for day in days if day <= today]
    subscribers = before.get(JOINED, 0) - before.get(LEFT, 0)
    allowance = moved.get(GrantSource.ALLOWANCE.value, db.Moved("", 0, 0, 0))
    return Figures(
        days=days,
        consumption=await db.consumed(days.first, days.end),
        detailed=await db.detailed(days.first, days.end),
        conversion=Conversion(*map(within.total, (OPENED, BOUGHT_LATER, SUBSCRIBED_LATER))),
        revenue=_revenue(taken, await db.payers(days.first, days.end)),
        active_account_days=sum(active.get(month_of(day), 0) for day in so_far),
        days_so_far=len(so_far),
        cohorts=_cohorts(months, happened, await db.cohorts(first_month, end_month)),
        churn=Churn(subscribers, within.total(JOINED), within.total(LEFT)),
        outstanding=[_outstanding(name, moved.get(name), catalog) for name in SOURCES],
        allowance_granted=allowance.granted,
        allowance_lapsed=allowance.lapsed,
        series=_series(days, await db.used(days.first, days.end), within, subscribers, taken),
    )


class _Events:
    """Read how often each event happened, by day."""

    def __init__(self, happened: Sequence[db.Happened]) -> None:
        self._by_day = {(one.day, one.event): one.number for one in happened}
        self._totals: defaultdict[str, int] = defaultdict(int)
        for one in happened:
            self._totals[one.event] += one.number

    def total(self, event: str) -> int:
        return self._totals[event]

    def on(self, day: date, event: str) -> int:
        return self._by_day.get((day, event), 0)


def _revenue(taken: Sequence[db.Taken], payers: Mapping[str, int]) -> list[Revenue]:
    kinds: defaultdict[str, defaultdict[str, Takings]] = defaultdict(lambda: defaultdict(Takings))
    totals: defaultdict[str, Takings] = defaultdict(Takings)
    for one in taken:
        kinds[one.currency][one.kind] = kinds[one.currency][one.kind].plus(one)
        totals[one.currency] = totals[one.currency].plus(one)
    return [
        Revenue(currency, totals[currency], kinds[currency], payers.get(currency, 0))
        for currency in sorted(totals)
    ]


def _cohorts(
    months: Sequence[date], happened: Sequence[db.Happened], active: Sequence[db.Active]
) -> list[Cohort]:
    opened: defaultdict[date, int] = defaultdict(int)
    for one in happened:
        if one.event == OPENED:
            opened[month_of(one.day)] += one.number
    known = {(one.cohort, one.month): one.accounts for one in active}
    return [
        Cohort(
            cohort,
            opened[cohort],
            {month: known.get((cohort, month), 0) for month in months if month >= cohort},
        )
        for cohort in months
        if opened[cohort]
    ]


def _outstanding(source: str, moved: db.Moved | None, catalog: Catalog) -> Outstanding:
    tokens = moved.outstanding if moved else 0
    cheapest = _cheapest(catalog)
    if cheapest is None:
        return Outstanding(source, tokens, None)
    owed = max(tokens, 0) if source in _PROMISED else 0
    amount = -(-owed * cheapest.price.amount // cheapest.tokens)
    return Outstanding(source, tokens, Money(amount, cheapest.price.currency))


def _cheapest(catalog: Catalog) -> Pack | None:
    """Return the cheapest pack by price per token, among those in the currency of the first."""
    packs = list(catalog.packs.values())
    same = [pack for pack in packs if pack.price.currency == packs[0].price.currency]
    return min(same, key=lambda pack: Fraction(pack.price.amount, pack.tokens), default=None)


def _series(
    days: Days,
    used: Sequence[db.Used],
    events: _Events,
    subscribers: int,
    taken: Sequence[db.Taken],
) -> list[Day]:
    uses = {(one.day, one.tier): one for one in used}
    net: defaultdict[date, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for money in taken:
        net[money.day][money.currency] += money.gross - money.returned
    series = []
    for day in days:
        subscribers += events.on(day, JOINED) - events.on(day, LEFT)
        tiers = [uses.get((day, tier)) for tier in (FREE, "PREMIUM", IMPORTED)]
        free, premium, imported = (one.requests if one else 0 for one in tiers)
        cost = sum(one.cost for one in tiers if one)
        opened = events.on(day, OPENED)
        series.append(
            Day(day, free + premium, free, imported, cost, opened, subscribers, net.get(day, {}))
        )
    return series
