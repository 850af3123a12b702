"""Programmes by operators: set, changed, removed, asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.discounts.commands import RequestProgramme, SetProgramme
from billing.discounts.enrolling import ChangeKind
from billing.discounts.refusals import AlreadyEnrolled, ProgrammeNotFound
from billing.discounts.rules import Changed
from billing.errors import BadInput
from billing.ledger.refusals import AccountNotFound
from db.discounts.changes import changes_of
from services.discounts.enrolments import enrolments_of
from services.discounts.enrolments import programmes_of as standing
from tests.support.payments.enrolling import enrol, leave, programmes_of
from tests.support.payments.shop import Shop

pytestmark = pytest.mark.slow


async def names(store: Shop, account: str = "alice") -> list[str]:
    found = await enrolments_of([account], store.catalog.catalog.programmes)
    return [one.programme.name for one in found.get(account, []) if one.is_live(store.clock())]


async def ask(store: Shop, programme: str = "EDU", account: str = "alice") -> object:
    command = RequestProgramme(account_id=account, programme=programme, proof="card 5")
    return await programmes_of(store).request(command, actor=account)


class TestSetting:
    async def test_it_counts_until_its_end(self, open_shop: Shop) -> None:
        await enrol(open_shop, until=open_shop.clock() + timedelta(days=1))
        assert await names(open_shop) == ["EDU"]
        open_shop.clock.advance(days=1)
        assert await names(open_shop) == []

    async def test_the_same_again_changes_nothing_and_another_end_does(
        self, open_shop: Shop
    ) -> None:
        first, again = await enrol(open_shop), await enrol(open_shop)
        assert (first.replayed, again.replayed) == (False, True)
        end = open_shop.clock() + timedelta(days=1)
        assert not (await enrol(open_shop, until=end)).replayed
        [known] = await standing("alice")
        assert (known.until, known.number) == (end, 2)

    async def test_every_change_is_kept_with_its_actor_and_reason(self, open_shop: Shop) -> None:
        await enrol(open_shop)
        assert await leave(open_shop) is True
        assert await leave(open_shop) is False
        assert await names(open_shop) == []
        changes = (await changes_of(["alice"]))["alice"]
        assert [one.kind for one in changes] == [ChangeKind.SET, ChangeKind.REMOVED]
        assert {one.actor for one in changes} == {"operator"}
        assert all(one.reason for one in changes)

    async def test_what_cannot_be_set(self, open_shop: Shop) -> None:
        service = programmes_of(open_shop)
        given = SetProgramme(account_id="nobody", programme="EDU", until=None, reason="x")
        assert await service.set(given, actor="a") == AccountNotFound("nobody")
        given = SetProgramme(account_id="alice", programme="EDO", until=None, reason="x")
        assert await service.set(given, actor="a") == ProgrammeNotFound("EDO")
        now = open_shop.clock()
        given = SetProgramme(account_id="alice", programme="EDU", until=now, reason="x")
        with pytest.raises(BadInput, match="future"):
            await service.set(given, actor="a")

    async def test_an_account_is_in_several_programmes(self, open_shop: Shop) -> None:
        await enrol(open_shop)
        await enrol(open_shop, programme="ENTERPRISE")
        assert sorted(await names(open_shop)) == ["EDU", "ENTERPRISE"]
        assert await names(open_shop, "bob") == []


class TestAsking:
    async def test_a_request_waits_until_an_operator_answers(self, open_shop: Shop) -> None:
        await open_shop.account()
        asked, again = await ask(open_shop), await ask(open_shop)
        assert isinstance(asked, Changed)
        assert isinstance(again, Changed)
        assert (asked.replayed, again.replayed) == (False, True)
        assert await names(open_shop) == []
        service = programmes_of(open_shop)
        assert [one.reason for one in await service.requests(10)] == ["card 5"]
        await enrol(open_shop)
        assert await service.requests(10) == []
        assert await names(open_shop) == ["EDU"]

    async def test_a_request_can_be_declined_and_sent_again(self, open_shop: Shop) -> None:
        await open_shop.account()
        await ask(open_shop)
        assert await leave(open_shop) is True
        assert await programmes_of(open_shop).requests(10) == []
        again = await ask(open_shop)
        assert isinstance(again, Changed)
        assert not again.replayed

    async def test_a_longer_time_may_be_asked_for(self, open_shop: Shop) -> None:
        """The answer with the same end is stored, because it answers the request."""
        end = open_shop.clock() + timedelta(days=1)
        await enrol(open_shop, until=end)
        assert isinstance(await ask(open_shop), Changed)
        assert not (await enrol(open_shop, until=end)).replayed
        assert await programmes_of(open_shop).requests(10) == []

    async def test_what_cannot_be_asked_for(self, open_shop: Shop) -> None:
        await enrol(open_shop)
        assert await ask(open_shop) == AlreadyEnrolled("EDU")
        assert await ask(open_shop, "ENTERPRISE") == ProgrammeNotFound("ENTERPRISE")
        assert await ask(open_shop, "EDU", "nobody") == AccountNotFound("nobody")

    async def test_the_oldest_requests_come_first(self, open_shop: Shop) -> None:
        for name in ("zoe", "adam"):
            await open_shop.account(name)
            await ask(open_shop, account=name)
            open_shop.clock.advance(seconds=1)
        service = programmes_of(open_shop)
        assert [one.account_id for one in await service.requests(10)] == ["zoe", "adam"]
        assert [one.account_id for one in await service.requests(1)] == ["zoe"]
