"""Insights from an account's own use: forecasts, savings and suggestions."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from billing.catalog.catalog import Model, QuotaUnit
from billing.catalog.price_book import PriceBook
from billing.catalog.units import ServiceTier, UsageUnit
from billing.insights.advice import ADVICE_DAYS, Suggestion, suggesting
from billing.insights.following import UNKNOWN, Learned
from billing.insights.forecast import (
    BASIS_DAYS,
    HUNDREDTHS,
    Forecast,
    ForecastSource,
    forecast,
)
from billing.insights.savings import PricedAlike, Savings, Used, savings, thresholds
from billing.insights.substitutes import contexts
from billing.insights.uses import DayUse
from billing.ledger.account import Account
from billing.ledger.grant import GrantSource
from billing.ledger.quota import quota_of
from billing.window import Window, anchored_month_window, day_window, month_window
from db.insights.spends import Spends, spends_of
from db.insights.usage import DetailSum, UsageSum, sum_details, sum_usage

ONE_DAY = timedelta(days=1)


async def forecasts(account: Account, book: PriceBook, now: datetime) -> list[Forecast]:
    """Forecast the allowance, the rest of the balance, and each recently used native limit. Takes
    two statements."""
    today = day_window(now).start
    start = today - BASIS_DAYS * ONE_DAY
    spends = await spends_of(account.id, start=start, end=today)
    sums = await sum_usage(
        account.id, start=start, end=None, per="day", imported=False, failed=False
    )
    basis = _basis(account, spends.since or now, start, today)
    return [
        *_premium_forecasts(account, spends, basis, now),
        *_quota_forecasts(account, sums, basis, book, now),
    ]


async def days_left(account: Account, book: PriceBook, now: datetime) -> int | None:
    """Return how many full days the tokens last: those beside the allowance, or the allowance if
    there are no others and it ends before it renews. None if no end is in sight."""
    allowance, rest = (await forecasts(account, book, now))[:2]
    source = rest if rest.remaining else allowance
    if source.days is None or source.lasts_until_reset:
        return None
    return source.days.expected // HUNDREDTHS


async def saved(
    account_id: str,
    book: PriceBook,
    now: datetime,
    *,
    start: datetime | None,
    end: datetime | None,
    instead_of: Model | None,
) -> Savings:
    """Return the savings by free models in [start, end), imported uses included. Takes one
    statement, and another one if any use has details.

    A model is free if it is free in the newest catalog that contains it.
    """
    told_apart = thresholds(book, now, instead_of)
    sums = await sum_usage(
        account_id, start=start, end=end, per=None, failed=False, thresholds=told_apart
    )
    free = [one for one in sums if book.described(one.model).is_free]
    details: list[DetailSum] = []
    if upto := max((one.last_detailed for one in free), default=0):
        found = await sum_details(
            account_id,
            start=start,
            end=end,
            per=None,
            upto=upto,
            failed=False,
            thresholds=told_apart,
        )
        details = [one for one in found if book.described(one.model).is_free]
    return savings(_priced_alike(free, details), book, now, instead_of)


def _priced_alike(sums: Iterable[UsageSum], details: Iterable[DetailSum]) -> list[PricedAlike]:
    """Put together what has the tier and the threshold in common, whichever model was used."""
    used: defaultdict[tuple[ServiceTier, int], Used] = defaultdict(Used)
    quantities: defaultdict[tuple[ServiceTier, int], Counter[UsageUnit]] = defaultdict(Counter)
    for one in sums:
        used[one.tier, one.above] += _used(one)
    for each in details:
        quantities[each.tier, each.above][each.unit] += each.quantity
    return [PricedAlike(one, tuple(quantities[key].items()), *key) for key, one in used.items()]


async def suggested(
    account: Account, book: PriceBook, now: datetime, learned: Learned = UNKNOWN
) -> tuple[Suggestion, ...]:
    """Return suggestions from the uses of the last 30 days, and from the earlier use of limits and
    allowances. Takes one statement."""
    start = day_window(now).start - (ADVICE_DAYS - 1) * ONE_DAY
    opened = day_window(account.opened_at).start
    span = (day_window(now).start - max(start, opened)).days + 1
    months = list(_months(account.opened_at, start, now))
    sums = await sum_usage(
        account.id,
        start=months[0][0],
        end=months[-1][1].end,
        per="day",
        imported=False,
        failed=False,
        thresholds=contexts(book),
        by_tier=False,
        cuts=[first for first, _ in months[1:]],
    )
    uses = [_day_use(one, months, start.date()) for one in sums]
    found: list[Suggestion] = []
    for one in suggesting(uses, account.plan, book, now, span=span, learned=learned):
        if one is None:
            # Many models on many days take long: others are served meanwhile.
            await asyncio.sleep(0)
        else:
            found.append(one)
    return tuple(found)


def _day_use(one: UsageSum, months: Sequence[tuple[datetime, Window]], start: date) -> DayUse:
    day = _day(one)
    starts = (window.start for _, window in reversed(months) if _since(one) >= window.start)
    # The first window may begin within the first day.
    month = next(starts, months[0][1].start)
    return DayUse(one.model, day, _used(one), one.cost, month, day < start, one.above)


def _months(anchor: datetime, start: datetime, now: datetime) -> Iterator[tuple[datetime, Window]]:
    """Return the account's monthly windows up to `now`, each with the time from which its uses
    affect the limits and allowances since the day `start`."""
    first = min(anchored_month_window(anchor, start).start, month_window(start).start)
    while first <= now:
        window = anchored_month_window(anchor, first)
        yield first, window
        first = window.end


def _basis(account: Account, since: datetime, start: datetime, today: datetime) -> list[date]:
    """Return the number of full days before today on which the account existed here. An imported
    account was opened long before it was imported."""
    came = day_window(max(account.opened_at, since)).end
    first = max(start, came)
    return [(first + n * ONE_DAY).date() for n in range(max((today - first).days, 0))]


def _premium_forecasts(
    account: Account, spends: Spends, basis: Sequence[date], now: datetime
) -> Iterator[Forecast]:
    allowances = [g for g in account.grants if g.source is GrantSource.ALLOWANCE]
    allowance = sum(grant.remaining for grant in allowances)
    paid = [spends.days.get(day, (0, 0)) for day in basis]
    yield forecast(
        ForecastSource.ALLOWANCE,
        remaining=allowance,
        spends=[cost for cost, _ in paid],
        now=now,
        resets_at=account.next_reset,
    )
    yield forecast(
        ForecastSource.BALANCE,
        remaining=account.available - allowance,
        spends=[cost - by_allowance for cost, by_allowance in paid],
        now=now,
    )


def _quota_forecasts(
    account: Account,
    sums: Iterable[UsageSum],
    basis: Sequence[date],
    book: PriceBook,
    now: datetime,
) -> Iterator[Forecast]:
    days = _by_model(sums)
    for model in book.free_models:
        quota = quota_of(account, model, now)
        if quota and model.name in days:
            used = days[model.name]
            yield forecast(
                ForecastSource.QUOTA,
                remaining=quota.remaining,
                spends=[_counted(model, used.get(day)) for day in basis],
                now=now,
                resets_at=quota.resets_at,
                model=model,
                unit=quota.limit.unit,
            )


def _by_model(sums: Iterable[UsageSum]) -> Mapping[str, Mapping[date, UsageSum]]:
    found: dict[str, dict[date, UsageSum]] = {}
    for one in sums:
        found.setdefault(one.model, {})[_day(one)] = one
    return found


def _counted(model: Model, used: UsageSum | None) -> int:
    """Return the size of the use, in the unit of the model's limit."""
    if used is None or model.native_limit is None:
        return 0
    by_tokens = model.native_limit.unit is QuotaUnit.TOKENS
    return used.input_tokens + used.output_tokens if by_tokens else used.requests


def _used(one: UsageSum) -> Used:
    return Used(
        one.requests,
        one.input_tokens,
        one.output_tokens,
        one.cached_input_tokens,
        one.imported_tokens,
    )


def _day(one: UsageSum) -> date:
    return _since(one).date()


def _since(one: UsageSum) -> datetime:
    if one.since is None:
        raise TypeError("sums over all time have no day")
    return one.since
