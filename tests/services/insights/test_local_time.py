"""Days and hours of time zones, compared with `zoneinfo` for every single use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.errors import BadInput
from db.insights.usage import UsageSum
from services.insights.local_time import day_in, hour_in, zone_of
from services.insights.summaries import totals

QUARTER = timedelta(minutes=15)
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Etc/GMT+12",
]
SPRING = datetime(2026, 3, 28, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 24, tzinfo=UTC)

instants = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    max_value=datetime(2027, 1, 1),  # noqa: DTZ001  # likewise
    timezones=st.just(UTC),
)


def quarters(times: Iterable[datetime]) -> list[UsageSum]:
    """Return the sums as they are read: one row per quarter of an hour in UTC."""
    found = Counter(at - (at - datetime.min.replace(tzinfo=UTC)) % QUARTER for at in times)
    return [UsageSum("", at, n, n, n, n, n, n) for at, n in sorted(found.items())]


def summed(times: Iterable[datetime], key: Callable[[datetime], str]) -> dict[str, int]:
    return {row.key: row.requests for row in totals(quarters(times), partial(of_time, key))}


def of_time(key: Callable[[datetime], str], one: UsageSum) -> str:
    assert one.since
    return key(one.since)


def through(start: datetime, *, days: int = 2) -> list[datetime]:
    """Return every quarter of an hour of some days."""
    return [start + n * QUARTER for n in range(days * 96)]


@given(st.lists(instants, max_size=40), st.sampled_from(ZONES))
def test_each_use_is_in_the_local_day_and_hour_that_its_clock_shows(
    times: list[datetime], name: str
) -> None:
    zone = zone_of(name)
    local = [at.astimezone(ZoneInfo(name)) for at in times]
    assert summed(times, day_in(zone)) == Counter(f"{at:%Y-%m-%d}" for at in local)
    hours = Counter(f"{at:%Y-%m-%dT%H}:00:00{at.isoformat()[-6:]}" for at in local)
    assert summed(times, hour_in(zone)) == hours


@given(st.lists(instants, max_size=40), st.sampled_from(ZONES))
def test_the_sums_of_any_zone_are_those_of_utc(times: list[datetime], name: str) -> None:
    for key in (day_in(zone_of(name)), hour_in(zone_of(name))):
        rows = totals(quarters(times), partial(of_time, key))
        for field in ("requests", "input_tokens", "output_tokens", "cost", "imported_tokens"):
            assert sum(getattr(row, field) for row in rows) == len(times)


def test_the_day_that_the_clocks_go_forward_has_23_hours() -> None:
    zone = zone_of("Europe/Berlin")
    assert summed(through(SPRING), day_in(zone))["2026-03-29"] == 23 * 4
    hours = summed(through(SPRING), hour_in(zone))
    assert sum(key.startswith("2026-03-29") for key in hours) == 23
    assert not any(key.startswith("2026-03-29T02") for key in hours)


def test_the_day_that_they_go_back_has_25_and_the_repeated_hour_is_two() -> None:
    zone = zone_of("Europe/Berlin")
    times = through(AUTUMN)
    assert summed(times, day_in(zone))["2026-10-25"] == 25 * 4
    hours = [key for key in summed(times, hour_in(zone)) if key.startswith("2026-10-25T02")]
    assert hours == ["2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"]


def test_clocks_may_go_by_half_an_hour() -> None:
    """Lord Howe: on 5 April 2026 from 02:00 back to 01:30; on 4 October from 02:00 to 02:30."""
    zone = zone_of("Australia/Lord_Howe")
    back = summed(through(datetime(2026, 4, 4, tzinfo=UTC)), hour_in(zone))
    assert (back["2026-04-05T01:00:00+11:00"], back["2026-04-05T01:00:00+10:30"]) == (4, 2)
    forward = summed(through(datetime(2026, 10, 3, tzinfo=UTC)), hour_in(zone))
    assert forward["2026-10-04T02:00:00+11:00"] == 2
    days = summed(through(datetime(2026, 4, 3, tzinfo=UTC), days=4), day_in(zone))
    assert days["2026-04-05"] == 24 * 4 + 2


def test_zones_may_be_three_quarters_of_an_hour_off() -> None:
    zone = zone_of("Asia/Kathmandu")
    midnight = datetime(2026, 3, 9, 18, 15, tzinfo=UTC)
    assert day_in(zone)(midnight) == "2026-03-10"
    assert day_in(zone)(midnight - QUARTER) == "2026-03-09"
    assert hour_in(zone)(midnight + 3 * QUARTER) == "2026-03-10T00:00:00+05:45"


def test_every_zone_changes_between_quarters_of_an_hour() -> None:
    """Checked since 2023, because sums are made from such quarters."""
    first = datetime(2023, 1, 1, tzinfo=UTC)
    weeks = [first + n * timedelta(days=7) for n in range(52 * 5)]
    for name in available_timezones():
        zone = ZoneInfo(name)
        offsets = [at.astimezone(zone).utcoffset() or timedelta() for at in weeks]
        assert not any(offset % QUARTER for offset in offsets), name
        for n, (before, after) in enumerate(pairwise(offsets)):
            if before != after:
                assert not change(zone, weeks[n], weeks[n + 1]).timestamp() % 900, name


def change(zone: ZoneInfo, start: datetime, end: datetime) -> datetime:
    """Return the second at which the offset changes between the two."""
    low, high = int(start.timestamp()), int(end.timestamp())
    old = start.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        same = datetime.fromtimestamp(middle, UTC).astimezone(zone).utcoffset() == old
        low, high = (middle, high) if same else (low, middle)
    return datetime.fromtimestamp(high, UTC)


BAD_NAMES = ["", "Mars/Base", "Europe", "../Europe/Berlin", "/etc/localtime", "utc ", "é", "a\x00"]


@pytest.mark.parametrize("name", [*BAD_NAMES, "A" * 10_000, "Europe/Berlin\n", "a/b/c/d", "."])
def test_what_is_no_zone_is_bad_input(name: str) -> None:
    with pytest.raises(BadInput) as raised:
        zone_of(name)
    assert raised.value.field == "timeZone"
