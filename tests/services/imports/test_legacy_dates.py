"""Dates as older systems write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.errors import BadInput
from services.imports.legacy_cells import Rejection, instant
from services.imports.legacy_dates import DAY_FIRST, MONTH_FIRST, Dates, Undecided, order_of

NOON = datetime(2024, 2, 3, 12, 5, 6, tzinfo=UTC)
PATTERNS = {
    "dd.mm.yyyy": "%d.%m.%Y",
    "dd/mm/yyyy": "%d/%m/%Y",
    "mm/dd/yyyy": "%m/%d/%Y",
    "yyyy/mm/dd": "%Y/%m/%d",
    "%d-%m-%Y": "%d-%m-%Y",
    "yyyymmdd": "%Y%m%d",
    "DD.MM.YYYY hh:mm:ss": "%d.%m.%Y",
}


@given(
    st.datetimes(NOON.replace(year=1990, tzinfo=None), NOON.replace(year=2100, tzinfo=None)),
    st.sampled_from([*PATTERNS.items()]),
    st.sampled_from(["", " %H:%M", " %H:%M:%S", "T%H:%M:%S.%f"]),
)
def test_a_pattern_reads_what_it_writes(
    when: datetime, pattern: tuple[str, str], time: str
) -> None:
    text = when.strftime(pattern[1] + time)
    expected = datetime.strptime(text, pattern[1] + time).replace(tzinfo=UTC)
    assert instant("time", text, None, Dates(pattern[0])) == expected


@pytest.mark.parametrize(
    "text",
    [
        "03.02.2024 12:05:06",
        "3.2.2024 12:05:06",
        "2024/02/03 12:05:06",
        "2024-02-03 12:05:06",
        "2024-02-03T13:05:06+01:00",
        str(int(NOON.timestamp())),
    ],
)
def test_what_can_be_read_in_one_way_needs_no_pattern(text: str) -> None:
    for dates in (Dates(), Dates("mm/dd/yyyy")):
        assert instant("time", text, None, dates) == NOON


@pytest.mark.parametrize("text", ["31.02.2024", "02/03/2024", "3.2.24", "x", "", "32.01.2024 9:00"])
def test_what_is_no_date_is_rejected(text: str) -> None:
    with pytest.raises(Rejection, match="bad time"):
        instant("time", text, None, Dates())


@pytest.mark.parametrize("pattern", ["", "dd.mm", "dd.mm.yy", "yyyy-yyyy-dd", "%Y", "nonsense"])
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(BadInput, match="date-format"):
        Dates(pattern)


def test_the_order_shows_in_the_first_date_that_has_one() -> None:
    assert order_of(["1/2/2024", None, 5, "13/2/2024", "2/13/2024"]) == DAY_FIRST
    assert order_of(["1-2-2024", "2-13-2024 10:00"]) == MONTH_FIRST
    assert order_of(["2024-01-02", "03.02.2024", None, ""]) is None
    with pytest.raises(Undecided, match="1/2/2024"):
        order_of(["2024-01-02", "1/2/2024", "3/4/2024"])
    for order, month in ((DAY_FIRST, 2), (MONTH_FIRST, 1)):
        for text in ("1/2/2024", "1-2-2024"):
            assert instant("time", text, None, Dates(order)).month == month
