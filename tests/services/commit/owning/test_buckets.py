"""The owners of buckets."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from services.commit.owning.buckets import BUCKETS, WORKERS_PER_OWNER, bucket_of, owners

NAMES = st.sets(st.integers(1, 99_999).map("{:010}".format), min_size=1, max_size=12)


@given(NAMES)
def test_every_worker_comes_to_the_same_owners(names: set[str]) -> None:
    assert owners(sorted(names)) == owners(sorted(names, reverse=True))


@given(NAMES)
def test_one_in_four_workers_owns_buckets(names: set[str]) -> None:
    assert len(set(owners(names))) == -(-len(names) // WORKERS_PER_OWNER)


@given(NAMES)
def test_the_oldest_workers_are_owners(names: set[str]) -> None:
    found = set(owners(names))
    assert found == set(sorted(names)[: len(found)])


@given(NAMES, st.data())
def test_the_end_of_a_worker_that_owns_nothing_moves_nothing(
    names: set[str], data: st.DataObject
) -> None:
    before = owners(names)
    idle = sorted(names - set(before))
    # With fewer owners, buckets move, of course.
    assume(len(idle) > 0 and -(-(len(names) - 1) // WORKERS_PER_OWNER) == len(set(before)))
    assert owners(names - {data.draw(st.sampled_from(idle))}) == before


def test_owners_have_equal_shares() -> None:
    shares = Counter(owners(f"{number:010}" for number in range(16))).values()
    assert len(shares) == 4
    assert all(abs(share - BUCKETS / 4) < BUCKETS / 16 for share in shares)


@given(st.text(st.characters(codec=None)))
def test_every_account_has_a_bucket(account_id: str) -> None:
    assert 0 <= bucket_of(account_id) < BUCKETS


def test_accounts_are_spread_over_the_buckets() -> None:
    buckets = Counter(bucket_of(f"user-{number}") for number in range(100 * BUCKETS))
    assert len(buckets) == BUCKETS
    assert max(buckets.values()) < 200


def test_the_bucket_of_an_account_is_the_same_in_all_processes() -> None:
    assert [bucket_of(name) for name in ("alice", "bob", "été")] == [71, 320, 212]
