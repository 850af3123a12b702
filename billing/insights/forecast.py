"""The estimate of how long a source of tokens lasts at the pace of the last four weeks.

Method. The spends x of n full UTC days are a sample of future days: mean m = S/n, variance s² =
Σ(x-m)²/(n-1). The spend of d days is then about m·d ± t·s·√(d + d²/n). The first term is the
variation between days, the second the uncertainty of the mean. t is Student's t for n-1 degrees of
freedom. `low` is the longest time for which the highest likely spend is still covered. `high` is
the shortest time after which the lowest likely spend uses up everything. The interval covers 80 %:
one forecast in ten ends before `low` and one in ten after `high`, if the pace stays the same.

DaysLeft are in hundredths, and all comparisons use whole numbers. So results are exact and scale
with their input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from billing.catalog.catalog import Model, QuotaUnit

BASIS_DAYS = 28
"""Four whole weeks, because weekdays differ."""

BASIS_DAYS_MIN = 3

HUNDREDTHS = 100

HORIZON = 36_500 * HUNDREDTHS
"""The longest forecast: a hundred years, in hundredths of days."""

CONFIDENCE_PERCENT = 80

# Student's t, one-sided 0.90, in thousandths, for 1, 2, 3 … degrees of freedom (from any table).
_T_SCALE = 1_000
# fmt: off
_T = (
    3078, 1886, 1638, 1533, 1476, 1440, 1415, 1397, 1383, 1372,
    1363, 1356, 1350, 1345, 1341, 1337, 1333, 1330, 1328, 1325,
    1323, 1321, 1319, 1318, 1316, 1315, 1314,
)
# fmt: on


class ForecastSource(StrEnum):
    """A group of tokens that is spent and renewed on its own."""

    ALLOWANCE = "ALLOWANCE"
    BALANCE = "BALANCE"
    QUOTA = "QUOTA"


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """Days left in hundredths, at most HORIZON. `high` None means that no end is in sight."""

    low: int
    expected: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast. `remaining` and `spent` (the sum of the `basis_days` full days before `as_of`)
    are in `unit`.

    `model` is the free model of a QUOTA. `resets_at` is its next reset; None means never. `days` is
    None if there are too few days, or if nothing was spent on them.
    """

    source: ForecastSource
    model: Model | None
    unit: QuotaUnit
    remaining: int
    spent: int
    basis_days: int
    days: DaysLeft | None
    as_of: datetime
    resets_at: datetime | None

    @property
    def per_day(self) -> str | None:
        """Return the mean in decimals with at most two places, rounded down; None without a full
        day."""
        if not self.basis_days:
            return None
        return _decimal(self.spent * HUNDREDTHS // self.basis_days)

    @property
    def message(self) -> str:
        """Return an explanation for people, in one or two sentences."""
        return f"{self._what}: {self._pace}{self._reset}"

    @property
    def _what(self) -> str:
        names = {
            ForecastSource.ALLOWANCE: "The plan's allowance",
            ForecastSource.BALANCE: "Tokens beside the allowance",
        }
        return self.model.display_name if self.model else names[self.source]

    @property
    def _pace(self) -> str:
        if self.basis_days < BASIS_DAYS_MIN:
            return f"too early to say; this needs {BASIS_DAYS_MIN} full days of history."
        if self.days is None:
            return f"none spent in the last {self.basis_days} days."
        low, high = _decimal(self.days.low), self.days.high
        sure = f"at least {low}" if high is None else f"{low} to {_decimal(high)}"
        return (
            f"{self.remaining:,} {self.unit.lower()} left, about {_decimal(self.days.expected)} "
            f"days at {self.per_day} a day (with {CONFIDENCE_PERCENT} % confidence {sure} days)."
        )

    @property
    def _reset(self) -> str:
        if self.resets_at is None or self.days is None:
            return ""
        when = f"{self.resets_at:%Y-%m-%d %H:%M} UTC"
        if self.lasts_until_reset:
            return f" That lasts until it renews, {when}."
        return f" That ends before it renews, {when}."

    @property
    def lasts_until_reset(self) -> bool | None:
        """Return whether it lasts until the reset at the mean pace.

        None if there is no reset, or too little data.
        """
        if self.resets_at is None or self.basis_days < BASIS_DAYS_MIN:
            return None
        micro = timedelta(microseconds=1)
        left = (self.resets_at - self.as_of) // micro
        return self.remaining * self.basis_days * (timedelta(days=1) // micro) >= self.spent * left


def forecast(
    source: ForecastSource,
    *,
    remaining: int,
    spends: Sequence[int],
    now: datetime,
    resets_at: datetime | None = None,
    model: Model | None = None,
    unit: QuotaUnit = QuotaUnit.TOKENS,
) -> Forecast:
    """Make a forecast from the spends of the full days before today, one value per day."""
    days = days_left(remaining, spends)
    return Forecast(source, model, unit, remaining, sum(spends), len(spends), days, now, resets_at)


def days_left(remaining: int, spends: Sequence[int]) -> DaysLeft | None:
    """Return None for fewer than BASIS_DAYS_MIN or more than BASIS_DAYS days, or if nothing was
    spent."""
    count, total = len(spends), sum(spends)
    if not BASIS_DAYS_MIN <= count <= BASIS_DAYS or total == 0:
        return None
    if remaining == 0:
        return DaysLeft(0, 0, 0)
    chance = _T[count - 2] ** 2 * (count * sum(x * x for x in spends) - total * total)

    def left(hundredths: int) -> int:
        """Return the rest at that time at the mean pace, in 100·n-ths of a unit."""
        return remaining * count * HUNDREDTHS - hundredths * total

    def certain(hundredths: int) -> bool:
        """Return whether the rest is outside the random variation: (R - md)² ≥ t²s²(d + d²/n),
        times 10⁴·n²·(n-1), with n(n-1)s² = nΣx² - S²."""
        time = hundredths * HUNDREDTHS * count + hundredths * hundredths
        return left(hundredths) ** 2 * (count - 1) * _T_SCALE**2 >= chance * time

    expected = min(remaining * count * HUNDREDTHS // total, HORIZON)
    low = _first(lambda d: not certain(d), 0, expected + 1) - 1
    high = _first(lambda d: left(d) <= 0 and certain(d), expected, HORIZON + 1)
    return DaysLeft(low, expected, None if high > HORIZON else high)


def _first(holds: Callable[[int], bool], start: int, end: int) -> int:
    """Return the first number of [start, end) for which `holds` is true; `end` if there is none."""
    while start < end:
        middle = (start + end) // 2
        if holds(middle):
            end = middle
        else:
            start = middle + 1
    return start


def _decimal(hundredths: int) -> str:
    """Return decimals: "12.34", "12.3", "12"."""
    whole, rest = divmod(hundredths, HUNDREDTHS)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".")
