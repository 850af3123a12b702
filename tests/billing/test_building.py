"""Values that are built from all their fields are those that their classes would make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.ledger.posting import Posted
from billing.ledger.rules import decide_usage, request_of
from billing.ledger.teams.membership import PayFrom
from tests.support.ledger.clubs import Club
from tests.support.ledger.factories import NOW, account, book, grant, use


def test_every_part_of_a_decided_use_has_all_the_fields_of_its_class() -> None:
    _check(request_of(use(), "paid", "8/8/8"))


@given(st.integers(1, 2_000), st.lists(st.integers(1, 9_000), min_size=1, max_size=4))
def test_every_part_of_a_posted_use_has_all_the_fields_of_its_class(
    tokens: int, amounts: list[int]
) -> None:
    grants = tuple(grant(number=n, amount=amount) for n, amount in enumerate(amounts, 1))
    made = decide_usage(account(grants=grants), use(input_tokens=tokens), book(), NOW)
    if isinstance(made, Posted):
        _check(made)


@pytest.mark.parametrize("order", PayFrom)
def test_every_part_of_a_members_use_has_all_the_fields_of_its_class(order: PayFrom) -> None:
    club = Club()
    club.give(10_000)
    club.pay_from("bob", order)
    (outcome,) = club.do(use(account_id="bob", input_tokens=100))
    for value in (outcome, *club.accounts.values(), *club.entries.values()):
        _check(value)


def _check(value: Any) -> None:
    for one in _named_tuples(value):
        assert len(one) == len(one._fields)
        assert type(one)(*one) == one


def _named_tuples(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            yield value
        for part in value:
            yield from _named_tuples(part)
