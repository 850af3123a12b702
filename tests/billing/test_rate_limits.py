"""The arithmetic of rate limits, also with several processes that share a bucket."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from billing.rate_limits import (
    FULL,
    MILLION,
    Granted,
    Level,
    RatePolicy,
    lease_size,
    shared_capacity,
    take,
)

POLICIES = st.builds(
    RatePolicy, st.just("any"), per_second=st.integers(1, 5_000), burst=st.integers(1, 20_000)
)
ASKED = st.lists(
    st.tuples(
        st.integers(0, 3_000_000) | st.integers(0, 100),
        st.integers(1, 300),
        st.integers(0, 7),
    ),
    max_size=120,
)
"""Requests: the microseconds since the one before, its units, and a number for its process."""


@dataclass
class Ideal:
    """A bucket in exact fractions, without leases."""

    policy: RatePolicy
    left: Fraction = field(init=False)

    def __post_init__(self) -> None:
        self.left = Fraction(self.policy.burst)

    def wait(self, microseconds: int) -> None:
        gained = Fraction(microseconds * self.policy.per_second, MILLION)
        self.left = min(Fraction(self.policy.burst), self.left + gained)


@dataclass
class Sharers:
    """Processes with leases of one bucket, as server.rate_limits does it."""

    policy: RatePolicy
    processes: int
    level: Level = FULL
    now: int = 0
    held: dict[int, int] = field(default_factory=dict)

    def ask(self, process: int, units: int) -> Granted:
        held = self.held.get(process, 0)
        if held >= units:
            self.held[process] = held - units
            return Granted(units, 0, 0)
        size = lease_size(self.policy, self.processes)
        self.level, granted = take(
            self.level,
            self.now,
            per_second=self.policy.per_second,
            capacity=shared_capacity(self.policy, self.processes),
            least=units - held,
            want=units - held + size,
        )
        if granted.units:
            self.held[process] = held + granted.units - units
        return granted


@given(POLICIES, ASKED)
def test_one_bucket_admits_exactly_what_the_ideal_one_does(
    policy: RatePolicy, asked: list[tuple[int, int, int]]
) -> None:
    ideal, level, now = Ideal(policy), FULL, 0
    for gap, units, _ in asked:
        now += gap
        ideal.wait(gap)
        capped = min(units, policy.burst)
        level, granted = take(
            level,
            now,
            per_second=policy.per_second,
            capacity=policy.burst,
            least=units,
            want=units,
        )
        assert (granted.units == capped) is (ideal.left >= capped)
        if granted.units:
            ideal.left -= capped
        assert granted.left == int(ideal.left)


@given(POLICIES, ASKED, st.integers(1, 8))
def test_sharers_never_admit_more_than_the_documented_excess(
    policy: RatePolicy, asked: list[tuple[int, int, int]], processes: int
) -> None:
    """In every window: the burst, the rate times its length, and all leases twice."""
    sharers = Sharers(policy, processes)
    admitted: list[tuple[int, int]] = []
    for gap, asked_units, number in asked:
        sharers.now += gap
        units = min(asked_units, policy.burst)
        if sharers.ask(number % processes, units).units:
            admitted.append((sharers.now, units))
    excess = (2 * processes - 1) * lease_size(policy, processes)
    for first, (start, _) in enumerate(admitted):
        total = 0
        for at, units in admitted[first:]:
            total += units
            gained = Fraction((at - start) * policy.per_second, MILLION)
            assert total <= policy.burst + gained + excess


@given(POLICIES, ASKED, st.integers(1, 8))
def test_who_keeps_to_the_limit_is_never_refused(
    policy: RatePolicy, asked: list[tuple[int, int, int]], processes: int
) -> None:
    ideal, sharers = Ideal(policy), Sharers(policy, processes)
    for gap, units, number in asked:
        sharers.now += gap
        ideal.wait(gap)
        if ideal.left >= units:
            ideal.left -= units
            assert sharers.ask(number % processes, units).units


@given(POLICIES, ASKED, st.integers(1, 300), st.integers(1, 8))
def test_who_waits_as_told_succeeds_and_not_a_microsecond_earlier(
    policy: RatePolicy, asked: list[tuple[int, int, int]], units: int, processes: int
) -> None:
    sharers = Sharers(policy, processes)
    for gap, spent, number in asked:
        sharers.now += gap
        sharers.ask(number % processes, min(spent, policy.burst))
    capped = min(units, policy.burst)
    refused = sharers.ask(0, capped)
    if not refused.units:
        sharers.now += refused.wait - 1
        assert not sharers.ask(0, capped).units
        sharers.now += 1
        assert sharers.ask(0, capped).units


@given(POLICIES, st.integers(0, 10**12), st.integers(-(10**9), 10**9))
def test_a_level_of_nonsense_is_no_worse_than_an_empty_bucket(
    policy: RatePolicy, spent: int, later: int
) -> None:
    now = 10**10
    _, granted = take(
        Level(spent, now + later),
        now,
        per_second=policy.per_second,
        capacity=policy.burst,
        least=1,
        want=1,
    )
    assert granted.wait <= -(-MILLION // policy.per_second)


@given(POLICIES, st.integers(1, 64))
def test_shares_add_up_to_the_limit_rounded_up(policy: RatePolicy, processes: int) -> None:
    part = policy.share(processes)
    assert policy.burst <= part.burst * processes < policy.burst + processes
    assert policy.per_second <= part.per_second * processes < policy.per_second + processes
