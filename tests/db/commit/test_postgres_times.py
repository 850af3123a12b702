"""Times sent by our own connections are the same as those sent by asyncpg."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import builds, datetimes, integers, lists

from db.commit.postgres_times import encode_once
from db.engine.config import asyncpg_credentials
from tests.support.examples import scaled

MINUTES_A_DAY = 24 * 60
OFFSETS = builds(
    lambda minutes: timezone(timedelta(minutes=minutes)),
    integers(1 - MINUTES_A_DAY, MINUTES_A_DAY - 1),
)
# Near the ends of Python's range, a time with an offset would be outside of it.
TIMES = datetimes(timezones=OFFSETS).filter(lambda time: 1 < time.year < 9999)


@settings(max_examples=scaled(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(times=lists(TIMES, min_size=1, max_size=20))
async def test_each_is_the_same_instant_to_the_microsecond(
    postgres_url: str, times: list[datetime]
) -> None:
    credentials = asyncpg_credentials(postgres_url)
    assert credentials is not None
    ours, plain = [await asyncpg.connect(**credentials) for _ in range(2)]
    try:
        await encode_once(ours)
        read = await ours.fetchval("SELECT $1::timestamptz[]", times)
        assert read == times
        assert {time.tzinfo for time in read} == {UTC}
        as_text = "SELECT $1::timestamptz[]::text"
        assert await ours.fetchval(as_text, times) == await plain.fetchval(as_text, times)
    finally:
        await ours.close()
        await plain.close()
