"""Remembered accounts: the newest state of the account that exists now."""

from __future__ import annotations

from datetime import timedelta

from services.commit.remembered import Remembered
from tests.support.ledger.factories import NOW, account


def test_an_older_state_never_takes_the_place_of_a_newer_one() -> None:
    remembered = Remembered()
    newer, older = (account()._replace(revision=revision) for revision in (5, 4))
    remembered.keep([newer])
    remembered.keep([older])
    assert remembered["alice"] == newer


def test_an_account_that_was_opened_anew_takes_the_place_of_the_erased_one() -> None:
    remembered = Remembered()
    erased = account()._replace(revision=5, opened_at=NOW)
    fresh = account()._replace(revision=1, opened_at=NOW + timedelta(seconds=1))
    remembered.keep([erased])
    remembered.keep([fresh])
    assert remembered["alice"] == fresh


def test_who_was_asked_for_and_is_not_there_is_forgotten() -> None:
    remembered = Remembered()
    remembered.keep([account(account_id="alice"), account(account_id="bob")])
    remembered.found(["alice", "nobody"], {})
    assert list(remembered) == ["bob"]
