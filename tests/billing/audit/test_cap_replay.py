"""The replay finds entries that break a spend cap. Billing rule 12."""

from __future__ import annotations

import pytest

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.caps.rules import CAPS_MAX
from billing.ledger.commands import RecordUsage
from billing.ledger.hold_commands import PlaceHold
from tests.support.audit.histories import History, faults
from tests.support.ledger.factories import placing, use

A_DAY = CapName(CapScope.ACCOUNT, "", QuotaPeriod.DAY)
OF_MODEL = CapName(CapScope.MODEL, "paid", QuotaPeriod.MONTH)


@pytest.fixture
def history() -> History:
    """Make a history: 1 allowance, 2 and 3 caps, 4 a use of 400 tokens."""
    history = History()
    history.cap(A_DAY, 800)
    history.cap(OF_MODEL, 5_000)
    assert history.do(use(input_tokens=50))
    return history


def test_an_account_within_its_caps_is_sound(history: History) -> None:
    assert not history.do(use(input_tokens=51))
    assert history.do(use(input_tokens=50))
    assert faults(history) == []
    history.touch(days=1)
    assert history.do(use(input_tokens=1))
    assert [cap.used for cap in history.account.caps] == [8, 808]
    assert faults(history) == []


@pytest.mark.parametrize(
    "command",
    [use(input_tokens=51), placing(input_tokens=51)],
    ids=lambda one: type(one).__name__,
)
def test_what_goes_beyond_a_cap_is_found(
    history: History, command: RecordUsage | PlaceHold
) -> None:
    history.beyond_caps(command)
    assert faults(history)[0] == "5: takes ACCOUNT  to 808, above its spend cap"


def test_what_holds_reserve_counts(history: History) -> None:
    history.beyond_caps(placing(input_tokens=50))
    assert faults(history) == []
    history.beyond_caps(use(input_tokens=1))
    assert faults(history)[0] == "6: takes ACCOUNT  to 808, above its spend cap"


def test_a_use_that_a_cap_did_not_count_is_found(history: History) -> None:
    history.beyond_caps(use(input_tokens=1))
    (told,) = faults(history)
    assert "caps is" in told


def test_caps_that_an_older_release_dropped_can_be_set_anew(history: History) -> None:
    """As docs/caps.md says: set to another number, removed, and set again."""
    history.account = history.account._replace(caps=())
    assert "caps is ()" in faults(history)[0]
    for name, tokens in ((A_DAY, 800), (OF_MODEL, 5_000)):
        history.cap(name, tokens + 1)
        history.uncap(name)
        history.cap(name, tokens)
    assert faults(history) == []


@pytest.mark.parametrize("text", ["ACCOUNT DAY 800", "ACCOUNT MONTH removed"])
def test_an_entry_that_changes_nothing_is_found(history: History, text: str) -> None:
    history.forge(2, reason="ACCOUNT DAY 800")
    history.cap(A_DAY, 801)
    history.forge(5, reason=text)
    assert faults(history)[0] == f"5: changes nothing of the spend cap {text}"


def test_too_many_caps_are_found(history: History) -> None:
    for number in range(CAPS_MAX - 2):
        history.cap(OF_MODEL._replace(subject=f"m{number}"), 1)
    assert faults(history) == []
    history.account = history.account._replace(caps=history.account.caps[1:])
    history.cap(A_DAY._replace(period=QuotaPeriod.MONTH), 1)
    assert f"number {CAPS_MAX + 1}" in faults(history)[0]
