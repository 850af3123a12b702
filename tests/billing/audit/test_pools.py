"""The comparison of the windows of pools with their entries. Billing rule 11."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from billing.audit.pools import PoolCount, pool_faults

KEYS = ("REQUESTS-DAY-2026-11-23-a", "REQUESTS-DAY-2026-11-24-a", "TOKENS-MONTH-2026-11-01-b")
counts = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 4))
keys = st.frozensets(st.sampled_from(KEYS))


@given(made=counts, beyond=counts, stored=counts, limits=counts, moved=keys)
def test_exactly_the_windows_that_differ_or_exceed_their_limit_are_faults(
    made: dict[str, int],
    beyond: dict[str, int],
    stored: dict[str, int],
    limits: dict[str, int],
    moved: frozenset[str],
) -> None:
    count = PoolCount()
    count.used, count.beyond = Counter(made), Counter(beyond)
    rows = [(key, used, limits.get(key, 0)) for key, used in stored.items()]
    found = [fault.split(": ")[0] for fault in pool_faults(count, rows, moved)]
    expected = [
        f"pool {key}"
        for key in {*made, *stored} - moved
        for is_fault in (
            made.get(key, 0) != stored.get(key, 0),
            key in stored and stored[key] > limits.get(key, 0) + beyond.get(key, 0),
        )
        if is_fault
    ]
    assert sorted(found) == sorted(expected)
