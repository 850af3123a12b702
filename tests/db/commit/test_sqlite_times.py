"""Times written by our own connection are as the models write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis.strategies import builds, datetimes, integers

from billing.ledger.account import open_account
from db.commit.sqlite_times import account_texts, entry_texts, grant_texts, time_text
from db.engine.sql import as_text, as_time
from db.ledger.rows import account_row, entry_row, grant_row
from tests.support.ledger.factories import NOW
from tests.support.ledger.histories import Batch, fold, histories

MINUTES_A_DAY = 24 * 60
OFFSETS = builds(
    lambda minutes: timezone(timedelta(minutes=minutes)),
    integers(1 - MINUTES_A_DAY, MINUTES_A_DAY - 1),
)
# Near the ends of Python's range, a time with an offset would be outside of it.
TIMES = datetimes(timezones=OFFSETS).filter(lambda time: 1 < time.year < 9999)


@given(time=TIMES, other=OFFSETS)
def test_a_time_has_one_text_in_utc_whatever_its_offset_is(time: datetime, other: timezone) -> None:
    moved = time.astimezone(other)
    assert time_text(moved) == time_text(time) == as_text(time.astimezone(UTC))
    assert as_time(time_text(time)) == time
    # The check of each column of times.
    assert fnmatchcase(str(time_text(time)), "????-??-?? ??:??:??*+00:00")


@given(batches=histories(accounts=("alice", "bob")))
def test_rows_differ_from_those_of_the_models_only_in_that_times_are_texts(
    batches: list[Batch],
) -> None:
    folded = fold(batches)
    rows = [(account_row(one), account_texts) for one in folded.accounts.values()]
    rows += [(entry_row(one), entry_texts) for one in folded.entries]
    rows += [(grant_row(*one), grant_texts) for one in folded.grants]
    for row, texts in rows:
        assert texts(row) == [*map(as_text, row)]


def test_a_time_that_is_missing_stays_missing() -> None:
    row = account_row(open_account("alice", plan="FREE", now=NOW))
    assert row[7] is None
    assert account_texts(row)[7] is None
