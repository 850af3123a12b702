"""Accounts from an older system: their entries, and the replay of these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.imports.migration import migrate_existing, migrate_new
from billing.ledger.account import Account, open_account
from billing.ledger.allowance import renew
from billing.ledger.entry import Entry, EntryKind, chained
from billing.ledger.grant import Grant, GrantSource
from billing.ledger.posting import Posted
from billing.tokens import MAX_TOKENS
from tests.support.audit.forgetful import Forgetful
from tests.support.ledger.calendar_oracle import instants
from tests.support.payments.money import FREE_TOKENS, NOW, PLANS, PREMIUM_TOKENS

CREATED = datetime.fromisoformat("2024-01-31T09:30:00+00:00")


class Story:
    """The entries and the account of an imported user."""

    def __init__(self, *posted: Posted) -> None:
        self.account: Account = open_account("alice", plan="FREE", now=CREATED)
        self.entries: list[Entry] = []
        self.grants: dict[int, Grant] = {}
        self.keep(posted)

    def keep(self, posted: Sequence[Posted | None]) -> None:
        for one in posted:
            assert one is not None
            self.account = one.account
            self.entries.append(one.entry)
            if one.grant is not None:
                self.grants[one.grant.number] = one.grant._replace(remaining=one.grant.amount)

    def renew(self, now: datetime) -> None:
        self.keep(renew(self.account, PLANS, now)[1])

    def forge(self, number: int, **changes: Any) -> None:
        """Change an entry, and calculate all digests again."""
        self.entries[number - 1] = self.entries[number - 1]._replace(**changes)
        previous = bytes(16)
        for index, entry in enumerate(self.entries):
            self.entries[index] = chained(entry, previous)
            previous = self.entries[index].digest

    def faults(self, *, opened_at: datetime | None = None) -> list[str]:
        opened = self.account.opened_at if opened_at is None else opened_at
        replay = Forgetful("alice", self.grants, opened_at=opened)
        found = [what for entry in self.entries for what in replay.add(entry)]
        return found + replay.compare(self.account, PLANS[self.account.plan].allowances)


def migrated(**changes: Any) -> Story:
    given = {"tokens": 500, "opened_at": CREATED, "name": "old", "now": NOW}
    return Story(*migrate_new("alice", **{**given, **changes}))


def test_a_new_account_has_its_old_tokens_and_no_allowance_yet() -> None:
    story = migrated()
    assert story.account.opened_at == CREATED
    assert story.account.available == 500
    assert story.account.stale_at is None
    assert story.faults() == []
    story.renew(NOW)
    assert story.account.available == 500 + FREE_TOKENS
    assert story.account.next_reset.time() == CREATED.time()
    assert story.faults() == []


def test_without_tokens_there_is_an_entry_and_no_grant() -> None:
    story = migrated(tokens=0)
    assert [entry.kind for entry in story.entries] == [EntryKind.MIGRATION]
    assert story.grants == {}
    assert story.faults() == []


def test_a_plan_ends_when_it_is_paid_no_longer_and_is_touched_before() -> None:
    """The end of the plan must not hide that no window is open."""
    story = migrated(plan=("PREMIUM", NOW + timedelta(days=3)))
    assert story.account.stale_at is None
    story.renew(NOW)
    assert (story.account.plan, story.account.available) == ("PREMIUM", 500 + PREMIUM_TOKENS)
    story.renew(NOW + timedelta(days=3))
    assert story.account.plan == "FREE"
    assert story.faults() == []


def test_an_account_that_is_here_keeps_its_opening_and_pays_its_debt() -> None:
    story = Story()
    story.renew(CREATED)
    account = story.account._replace(grants=(), debt=FREE_TOKENS)
    posted = migrate_existing(account, tokens=FREE_TOKENS + 7, name="old", now=NOW)
    assert posted is not None
    assert (posted.account.available, posted.account.debt) == (7, 0)
    assert posted.account.opened_at == CREATED
    assert posted.entry.occurred_at == NOW


def test_tokens_that_would_pass_the_largest_number_do_not_come() -> None:
    story = Story()
    story.renew(CREATED)
    most = MAX_TOKENS - FREE_TOKENS
    assert migrate_existing(story.account, tokens=most + 1, name="old", now=NOW) is None
    story.keep([migrate_existing(story.account, tokens=most, name="old", now=CREATED)])
    assert story.faults() == []


FORGED: list[tuple[dict[str, Any], str]] = [
    ({"occurred_at": CREATED + timedelta(seconds=1)}, "opened the account at"),
    ({"kind": EntryKind.ADJUSTMENT}, "an account's first entry must be an allowance"),
    ({"idempotency_key": "import-legacy"}, "has another key"),
    ({"fingerprint": bytes(16)}, "has another key"),
    ({"reason": None}, "does not name its import"),
    ({"tokens": 499}, "but its grant says otherwise"),
    ({"tokens": -500}, "takes tokens"),
    ({"recorded_at": CREATED - timedelta(days=1)}, "before the preceding entry"),
]


@pytest.mark.parametrize(("changes", "fault"), FORGED)
def test_a_forged_entry_is_found(changes: dict[str, Any], fault: str) -> None:
    story = migrated()
    story.forge(1, **changes)
    assert any(fault in what for what in story.faults()), story.faults()


def test_an_opening_moved_by_anything_is_found() -> None:
    """For accounts that were opened here, only a bound of the opening is checked."""
    story = migrated()
    assert story.faults(opened_at=CREATED - timedelta(microseconds=1)) != []


def test_a_grant_that_expires_or_is_of_another_source_is_found() -> None:
    for changes in ({"expires_at": NOW + timedelta(days=900)}, {"source": GrantSource.PACK}):
        story = migrated()
        story.grants[1] = story.grants[1]._replace(**changes)
        assert story.faults() != []


def test_an_account_comes_once() -> None:
    story = migrated()
    story.keep([migrate_existing(story.account, tokens=1, name="second", now=NOW)])
    assert story.faults() == ["the account came from an older system before"]


def test_what_came_to_an_account_that_is_here_came_when_it_was_recorded() -> None:
    story = Story()
    story.renew(CREATED)
    story.keep([migrate_existing(story.account, tokens=9, name="old", now=NOW)])
    story.forge(2, occurred_at=CREATED)
    assert "the account was here before, and it came at another time" in story.faults()


@given(
    opened_at=instants(2015, 2026),
    tokens=st.integers(0, MAX_TOKENS),
    waits=st.lists(st.integers(0, 5_000_000), max_size=4),
    paid=st.none() | st.integers(1, 4_000_000),
)
def test_whatever_comes_is_sound_now_and_later(
    opened_at: datetime, tokens: int, waits: list[int], paid: int | None
) -> None:
    plan = None if paid is None else ("PREMIUM", NOW + timedelta(seconds=paid))
    story = migrated(opened_at=opened_at, tokens=tokens, plan=plan)
    now = NOW
    for seconds in waits:
        now += timedelta(seconds=seconds)
        story.renew(now)
        legacy = [g for g in story.account.grants if g.source is GrantSource.LEGACY]
        assert sum(grant.remaining for grant in legacy) == tokens
    assert story.faults() == []
    assert story.account.balance == sum(entry.tokens for entry in story.entries)
