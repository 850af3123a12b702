from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support.order import long_first


def test_each_part_begins_with_its_share_of_long_tests() -> None:
    assert long_first("aBcdEfgH", str.isupper, parts=1) == list("BEHacdfg")
    assert long_first("aBcdEfgH", str.isupper, parts=2) == list("BacEHdfg")


@given(st.lists(st.integers()), st.integers(1, 9))
def test_no_test_is_lost_or_repeated(items: list[int], parts: int) -> None:
    assert sorted(long_first(items, lambda one: one % 3 == 0, parts)) == sorted(items)
