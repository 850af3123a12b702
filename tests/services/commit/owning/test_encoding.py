"""What workers tell each other arrives as it was, and nothing else is accepted."""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from types import MappingProxyType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Model, NativeLimit, QuotaPeriod, QuotaUnit
from billing.catalog.details import PLAIN, Details
from billing.errors import BadInput, BillingError, Inconsistent, LimitReached, Reserved
from billing.ledger.account import Account, open_account
from billing.ledger.commands import Command, Touch
from billing.ledger.hold import Hold, Outcome
from billing.ledger.hold_commands import ReleaseHold, SettleHold
from billing.ledger.refusals import Refusal
from db.errors import Stale
from services.commit.decisions import CommandOutcome, Decisions, Done
from services.commit.owning.encoding import (
    FORWARDED,
    decode_commands,
    decode_outcomes,
    encode_commands,
    encode_outcomes,
    version_of,
)
from services.commit.owning.shapes import classes_of, digest_of
from services.commit.unavailable import Unavailable
from tests.support.ledger.factories import (
    NOW,
    book,
    default_models,
    detailed_model,
    placing,
    releasing,
    settling,
    use,
)
from tests.support.ledger.histories import DETAILS, MODELS, START, commands, placings

ACCOUNTS = ("alice", "bob", "nobody")
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(10**15), 10**15),
    str: st.text(max_size=9),
    bytes: st.binary(max_size=16),
    bool: st.booleans(),
    type(None): st.none(),
    datetime: TIMES,
    Details: DETAILS,
    # Their constructors check them.
    Model: st.sampled_from([*default_models(), detailed_model()]),
    NativeLimit: st.builds(
        NativeLimit, st.integers(1, 9), st.sampled_from(QuotaUnit), st.sampled_from(QuotaPeriod)
    ),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Return values of a type, by the annotations of its fields."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return st.one_of(*map(values_of, inner))
    if origin is tuple and inner[-1] is ...:
        return st.lists(values_of(inner[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(*map(values_of, inner), max_size=2).map(MappingProxyType)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    fields = get_type_hints(kind)
    return st.builds(kind, **{name: values_of(hint) for name, hint in fields.items()})


HOLDS = values_of(Hold)
RESTRICTIONS = st.none() | st.frozensets(st.sampled_from(MODELS))
CLOSINGS = st.builds(
    SettleHold,
    account_id=st.sampled_from(ACCOUNTS),
    number=st.integers(1, 9),
    input_tokens=st.integers(5, 900),
    output_tokens=st.integers(0, 900),
    cached_input_tokens=st.integers(0, 5),
    outcome=st.sampled_from(Outcome),
    metadata=st.none() | st.text(max_size=20),
    placed=st.none() | HOLDS,
    may_guarded=st.booleans(),
    models=RESTRICTIONS,
) | st.builds(
    ReleaseHold,
    account_id=st.sampled_from(ACCOUNTS),
    number=st.integers(1, 9),
    placed=st.none() | HOLDS,
    may_guarded=st.booleans(),
    models=RESTRICTIONS,
)
COMMANDS = (commands(START, ACCOUNTS) | placings(ACCOUNTS) | CLOSINGS).filter(
    lambda one: type(one) in FORWARDED
)
REFUSALS = values_of(Refusal)
ERRORS = st.one_of(
    *(st.builds(kind, st.text(), st.text()) for kind in (BadInput, LimitReached, Reserved)),
    st.builds(Inconsistent, st.text()),
    st.builds(Unavailable, st.integers(1, 30), st.text()),
)
OUTCOMES = values_of(Done) | REFUSALS | ERRORS


def same(one: Any, other: Any) -> bool:
    """Return whether two outcomes are equal. Errors are compared by what they say."""
    if isinstance(one, Exception):
        return type(one) is type(other) and str(one) == str(other) and vars(one) == vars(other)
    return type(one) is type(other) and one == other


@given(st.lists(COMMANDS, max_size=5))
def test_every_command_arrives_as_it_was(sent: list[Command]) -> None:
    arrived = decode_commands(encode_commands(sent))
    assert arrived == sent
    for one, other in zip(arrived, sent, strict=True):
        assert type(one) is type(other)
        # Equality of commands covers it, but a conflict is decided by it alone.
        assert one.fingerprint == other.fingerprint  # type: ignore[union-attr]
        assert (getattr(one, "details", None) is PLAIN) == (getattr(other, "details", 0) is PLAIN)


@given(st.lists(OUTCOMES, max_size=5))
def test_every_outcome_arrives_as_it_was(sent: list[CommandOutcome]) -> None:
    arrived = decode_outcomes(encode_outcomes(sent))
    assert len(arrived) == len(sent)
    assert all(map(same, arrived, sent))


@given(st.lists(COMMANDS, max_size=8))
def test_what_is_decided_arrives_as_it_was(asked: list[Command]) -> None:
    opened = {name: open_account(name, plan="FREE", now=START) for name in ACCOUNTS[:2]}
    decisions = Decisions(book(), START, opened, {})
    made = [decisions.decide(command) for command in asked]
    arrived = decode_outcomes(encode_outcomes(made))
    assert all(map(same, arrived, made))
    for one in arrived:
        if isinstance(one, Done):
            # The state decides further commands as the first one does.
            again = Decisions(book(), START, {one.account.id: one.account}, {})
            first = Decisions(book(), START, {one.account.id: one.account}, {})
            command = use(account_id=one.account.id, key="next")
            assert same(again.decide(command), first.decide(command))


@pytest.mark.parametrize("error", [Stale(), TimeoutError(), ValueError("x"), BillingError("x")])
def test_an_outcome_that_is_none_of_the_rules_is_left_open(error: Exception) -> None:
    done = Done(open_account("alice", plan="FREE", now=NOW))
    assert decode_outcomes(encode_outcomes([error, done, None])) == [None, done, None]


def test_the_cause_of_an_error_stays_with_the_worker() -> None:
    error = Unavailable(7, "The disk is full.", cause=OSError("/var/lib/secret"))
    (arrived,) = decode_outcomes(encode_outcomes([error]))
    assert isinstance(arrived, Unavailable)
    assert (str(arrived), arrived.retry_after_seconds) == (str(error), 7)
    assert arrived.__cause__ is None


def test_mappings_can_still_not_be_changed() -> None:
    account = open_account("alice", plan="FREE", now=NOW)._replace(
        renewals=MappingProxyType({QuotaPeriod.DAY: NOW})
    )
    (arrived,) = decode_outcomes(encode_outcomes([Done(account)]))
    assert isinstance(arrived, Done)
    assert type(arrived.account.renewals) is MappingProxyType
    assert arrived.account == account


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, ("/nonexistent/made-by-a-test",))


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps([Evil()]),
        pickle.dumps([Touch("alice")]),
        pickle.dumps([eval]),
        pickle.dumps(use()),
        pickle.dumps("text"),
        pickle.dumps([1]),
        encode_commands([use()])[:-9],
        b"",
        b"\x80",
    ],
)
def test_nothing_but_commands_and_outcomes_is_accepted(content: bytes) -> None:
    with pytest.raises(ValueError, match="bytes"):
        decode_commands(content)
    with pytest.raises(ValueError, match="bytes"):
        decode_outcomes(content)


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_in_one_way(content: bytes) -> None:
    for decode in (decode_commands, decode_outcomes):
        try:
            assert list(decode(content)) == []  # type: ignore[operator]
        except ValueError:
            continue


def test_outcomes_are_no_commands_and_the_other_way_round() -> None:
    with pytest.raises(ValueError, match="no list"):
        decode_outcomes(encode_commands([use(), placing(), settling(1), releasing(1)]))
    with pytest.raises(ValueError, match="no list"):
        decode_commands(encode_outcomes([Done(open_account("alice", plan="FREE", now=NOW))]))


def test_workers_of_another_release_have_another_version() -> None:
    assert version_of("1.0.0") == version_of("1.0.0") != version_of("1.0.1")
    assert len(version_of("1.0.0")) == 16


class _Early(Enum):
    A = "a"


class _Inner(NamedTuple):
    number: int


@dataclass
class _Outer:
    one: _Inner | None
    many: Mapping[str, tuple[_Early, ...]]


@pytest.mark.parametrize("kind", [_Inner, _Early, _Outer])
def test_classes_of_others_are_not_among_them(kind: type) -> None:
    assert classes_of([kind]) == frozenset()


def test_all_that_an_account_consists_of_is_found() -> None:
    found = {kind.__name__ for kind in classes_of([Account])}
    assert {"Account", "Grant", "GrantSource", "Hold", "HoldLink", "Membership", "TopUp"} <= found


@pytest.mark.parametrize("number", range(4))
def test_another_shape_is_another_version(number: int) -> None:
    class Old(NamedTuple):
        number: int

    class Renamed(NamedTuple):
        count: int

    class Retyped(NamedTuple):
        number: str

    class Longer(NamedTuple):
        number: int
        more: int

    for kind in (Old, Renamed, Retyped, Longer):
        kind.__qualname__ = "One"
    kinds = (Old, Renamed, Retyped, Longer)
    same_ones = [digest_of([kind]) == digest_of([kinds[number]]) for kind in kinds]
    assert same_ones.count(True) == 1


def test_another_member_of_an_enum_is_another_version() -> None:
    first, second = Enum("One", {"A": "a"}), Enum("One", {"A": "a", "B": "b"})
    assert digest_of([first]) != digest_of([second])
