"""Which suggestions people follow, and what is learned from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from billing.insights.advice import Suggestion, SuggestionKind
from billing.insights.following import FOLLOW_TIME, NOBODY, PEOPLE_MIN, Followed, Pair
from db.insights.following import Shown, add_shown, pairs_of
from services.commit.decisions import Done
from services.insights import following
from services.insights.following import Following
from services.privacy.erasure import Erased, Erasures
from tests.services.commit.committing import commit_batch
from tests.support.clocks import NOW, Clock
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import book, default_models, free_model, premium_model, use

pytestmark = pytest.mark.usefixtures("database")

GIFT, PAID = free_model(name="gift"), premium_model(name="paid")
PAIR: Pair = ("paid", "gift")
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


def suggestion() -> Suggestion:
    return Suggestion(SuggestionKind.FREE_MODEL, "", model=GIFT, instead_of=PAID)


async def uses(account_id: str, model: str, *times: datetime) -> None:
    for at in sorted(times):
        made = use(account_id=account_id, model=model, occurred_at=at, may_open=True)
        outcomes, _ = await commit_batch([made], book=book(), clock=Clock(at))
        assert isinstance(outcomes[0], Done), outcomes


async def shown_to(learning: Following, account_id: str) -> None:
    learning.note(account_id, [suggestion()])
    await learning.store()


async def test_who_uses_the_free_model_more_and_the_other_less_has_followed(clock: Clock) -> None:
    learning = Following(clock)
    for name in ("follows", "adds", "ignores"):
        await uses(name, "paid", NOW - HOUR, NOW - 2 * HOUR)
        await shown_to(learning, name)
    clock.now = NOW + FOLLOW_TIME
    later = NOW + HOUR
    await uses("follows", "gift", later)
    await uses("follows", "paid", later)
    await uses("adds", "gift", later)
    await uses("adds", "paid", later, later + HOUR)
    assert await learning.judge() == 3
    assert await learning.judge() == 0
    found = {name: await pairs_of(name) for name in ("follows", "adds", "ignores")}
    assert found == {"follows": {PAIR: True}, "adds": {PAIR: False}, "ignores": {PAIR: False}}
    assert await learning.refresh() == {PAIR: Followed(shown=3, followed=1)}


async def test_nothing_is_judged_before_its_time_nor_by_uses_after_it(clock: Clock) -> None:
    learning = Following(clock)
    await uses("alice", "paid", NOW - HOUR)
    await shown_to(learning, "alice")
    clock.now = NOW + FOLLOW_TIME - timedelta(microseconds=1)
    assert await learning.judge() == 0
    clock.now = NOW + FOLLOW_TIME
    await uses("alice", "gift", NOW + FOLLOW_TIME)
    assert await learning.judge() == 1
    assert await pairs_of("alice") == {PAIR: False}


async def test_an_account_counts_once_for_a_pair_whatever_it_does_later(clock: Clock) -> None:
    learning = Following(clock)
    await uses("alice", "paid", NOW - HOUR)
    for days in (0, 1, 20, 40):
        clock.now = NOW + timedelta(days=days)
        await shown_to(learning, "alice")
        await learning.judge()
    assert await learning.refresh() == {PAIR: Followed(shown=1, followed=0)}


async def test_what_was_not_followed_counts_half_for_this_account_only(clock: Clock) -> None:
    learning = Following(clock)
    await uses("alice", "paid", NOW - HOUR)
    await shown_to(learning, "alice")
    before = (await learning.learned("alice")).weight(PAID, GIFT)
    clock.now = NOW + FOLLOW_TIME
    await learning.judge()
    assert (await learning.learned("alice")).weight(PAID, GIFT) == before // 2
    assert (await learning.learned("bob")).weight(PAID, GIFT) == before


async def test_a_pair_is_unknown_until_enough_people_were_shown_it(clock: Clock) -> None:
    learning = Following(clock)
    for number in range(PEOPLE_MIN):
        name = f"person-{number}"
        await uses(name, "paid", NOW - HOUR, NOW - 2 * HOUR)
        await shown_to(learning, name)
        if number == PEOPLE_MIN - 2:
            clock.now = NOW + FOLLOW_TIME
            await learning.judge()
            await learning.refresh()
            assert (await learning.learned("alice")).percent(PAID, GIFT) is None
            assert (await learning.learned("alice")).weight(PAID, GIFT) == 100_000
    clock.now = NOW + 2 * FOLLOW_TIME
    await learning.judge()
    await learning.refresh()
    known = await learning.learned("alice")
    assert known.percent(PAID, GIFT) == 0
    assert known.weight(PAID, GIFT) < 100_000


async def test_of_accounts_that_are_gone_nothing_is_stored_or_kept(clock: Clock) -> None:
    learning = Following(clock)
    await shown_to(learning, "nobody")
    assert await pairs_of("nobody") == {}
    await uses("alice", "paid", NOW - HOUR)
    await shown_to(learning, "alice")
    learning.note("alice", [suggestion()])
    erased = await Erasures(clock, lambda _: None).erase("alice", actor="root")
    assert isinstance(erased, Erased)
    await learning.store()
    for name in ("alice", erased.pseudonym):
        assert await pairs_of(name) == {}
    assert await learning.refresh() == {}
    assert learning.everything == NOBODY


async def test_what_could_not_be_stored_is_stored_later(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    learning = Following(clock)
    await uses("alice", "paid", NOW - HOUR)
    learning.note("alice", [suggestion()])

    async def refused(shown: Iterator[Shown]) -> None:
        raise OSError(list(shown))

    with monkeypatch.context() as patched:
        patched.setattr(following, "add_shown", refused)
        with pytest.raises(OSError, match="alice"):
            await learning.store()
    await learning.store()
    assert await pairs_of("alice") == {PAIR: None}


async def test_the_first_time_stays_and_memory_is_bounded(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "NOTED_MAX", 1)
    learning = Following(clock)
    await uses("alice", "paid", NOW - HOUR)
    learning.note("bob", [suggestion()])
    learning.note("alice", [suggestion()])
    await learning.store()
    assert await pairs_of("alice") == {}
    await add_shown([Shown("alice", PAIR, NOW), Shown("alice", ("fine", "gift"), NOW)])
    await add_shown([Shown("alice", PAIR, NOW + HOUR)])
    clock.now = NOW + FOLLOW_TIME
    assert await learning.judge() == 2


async def test_without_learning_nothing_is_noted_read_or_weighed(clock: Clock) -> None:
    learning = Following(clock, is_on=False)
    await uses("alice", "paid", NOW - HOUR)
    with counting_statements() as seen:
        await shown_to(learning, "alice")
        known = await learning.learned("alice")
        await learning.run()
    assert len(seen) == 0
    assert {known.weight(PAID, one) for one in default_models() if one.is_free} == {100_000}
