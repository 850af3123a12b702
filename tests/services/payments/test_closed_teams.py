"""Packs of a team that was closed: their refunds and disputes are those of its owner. Billing rules
9 and 13."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

import pytest

from billing.ledger.teams.commands import CloseTeam, CreateTeam
from billing.ledger.teams.membership import TeamKind
from billing.payments.purchase import Purchase, PurchaseStatus
from db.models import TeamHandle
from services.audit.audit import audit
from services.payments.packs import receipts
from services.payments.plans.coming import coming_plans
from services.teams.passed_on import Heir, heir_of
from services.teams.teams import Answered, Teams
from tests.support.analytics.folding import faults as rollup_faults
from tests.support.analytics.folding import fold_all
from tests.support.payments.money import (
    FREE_TOKENS,
    PRICE,
    TOKENS,
    dispute_event,
    refund_event,
    session_event,
)
from tests.support.payments.shop import Shop, conserved, status_of, stored
from tests.support.payments.teaming import POLICY


@dataclass
class Family:
    """A team of alice's, with a pack that is paid."""

    shop: Shop
    teams: Teams
    id: str
    pack: Purchase

    async def close(self) -> None:
        answer = await self.teams.carry_out(
            CloseTeam(caller="alice", idempotency_key="close", team=self.id)
        )
        assert isinstance(answer, Answered), answer

    async def left(self) -> tuple[int, int, int, int]:
        """Return available and debt of alice beside her allowance, and of the team."""
        alice, team = await self.shop.account(), await self.shop.account(self.id)
        return alice.available - FREE_TOKENS, alice.debt, team.available, team.debt

    async def check(self) -> None:
        """Check both ledgers."""
        faults: list[str] = []
        await audit(lambda fault: faults.append(str(fault)), lambda _: None)
        assert faults == []
        await fold_all("alice", self.id)
        assert await rollup_faults() == []
        assert await conserved()
        assert await conserved(self.id)


@pytest.fixture
async def family(open_shop: Shop) -> Family:
    teams = Teams(
        open_shop.accounts,
        plans=lambda: open_shop.catalog.book.plans,
        clock=open_shop.clock,
        publish=lambda _: None,
        end_payments=_stopped,
        coming_plans=partial(coming_plans, policy=POLICY, clock=open_shop.clock),
    )
    await open_shop.account()
    asked = CreateTeam(
        caller="alice", idempotency_key="create", name="The Smiths", kind=TeamKind.FAMILY
    )
    made = await teams.carry_out(asked)
    assert isinstance(made, Answered), made
    pack = await open_shop.bought(account_id=made.answer.team)
    return Family(open_shop, teams, made.answer.team, pack)


async def _stopped(_: str) -> bool:
    return True


async def test_a_refund_after_closing_takes_the_tokens_from_the_owner_once(family: Family) -> None:
    shop, pack = family.shop, family.pack
    await shop.hear(session_event(pack))
    await family.close()
    assert await family.left() == (TOKENS, 0, 0, 0)
    half = refund_event(pack, "re_1", PRICE // 2)
    await shop.hear(half, half, refund_event(pack, "re_1", PRICE // 2))
    assert await family.left() == (TOKENS // 2, 0, 0, 0)
    await shop.spend(FREE_TOKENS + TOKENS // 4)
    rest = refund_event(pack, "re_2", PRICE // 2)
    await shop.hear_at_once(rest, rest, refund_event(pack, "re_2", PRICE // 2))
    assert await family.left() == (-FREE_TOKENS, TOKENS // 4, 0, 0)
    assert (await stored(pack)).status is PurchaseStatus.REFUNDED
    await family.check()


async def test_a_refund_that_fails_gives_the_tokens_back_to_the_owner(family: Family) -> None:
    shop, pack = family.shop, family.pack
    await shop.hear(session_event(pack))
    await family.close()
    await shop.spend(FREE_TOKENS + TOKENS // 4)
    await shop.hear(refund_event(pack, "re_1", PRICE))
    assert await family.left() == (-FREE_TOKENS, TOKENS // 4, 0, 0)
    failed = refund_event(pack, "re_1", PRICE, status="failed")
    await shop.hear(failed, failed)
    assert await family.left() == (TOKENS * 3 // 4 - FREE_TOKENS, 0, 0, 0)
    assert (await stored(pack)).reversed_tokens == 0
    await family.check()


@pytest.mark.parametrize(("end", "left"), [("won", TOKENS), ("lost", 0)])
@pytest.mark.parametrize("before", [True, False])
async def test_a_dispute_ends_with_the_owner_s_tokens(
    family: Family, end: str, left: int, before: bool
) -> None:
    shop, pack = family.shop, family.pack
    await shop.hear(session_event(pack))
    opened = dispute_event(pack, "needs_response", kind="created")
    if before:
        await shop.hear(opened)
    await family.close()
    if not before:
        await shop.hear(opened)
    assert await family.left() == (0, 0, 0, 0)
    await shop.hear(dispute_event(pack, end, kind="closed"), opened)
    assert await family.left() == (left, 0, 0, 0)
    await family.check()


async def test_a_payment_that_is_reported_after_closing_is_the_owner_s(family: Family) -> None:
    await family.close()
    await family.shop.hear(session_event(family.pack))
    assert await family.left() == (TOKENS, 0, 0, 0)
    assert (await stored(family.pack)).status is PurchaseStatus.PAID
    await family.check()


async def test_closing_and_events_at_once_leave_every_token_with_the_owner(family: Family) -> None:
    shop, pack = family.shop, family.pack
    await asyncio.gather(shop.hear(session_event(pack)), family.close())
    await shop.hear(session_event(pack))
    assert await family.left() == (TOKENS, 0, 0, 0)
    await family.check()


async def test_a_team_that_is_closed_until_it_is_locked_is_read_again(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, pack = family.shop, family.pack
    await shop.hear(session_event(pack))

    async def late(account_id: str) -> Heir:
        found = await heir_of(account_id)
        if not found.closed:
            await family.close()
        return found

    monkeypatch.setattr(receipts, "heir_of", late)
    await shop.hear(refund_event(pack, "re_1", PRICE // 2))
    assert await family.left() == (TOKENS // 2, 0, 0, 0)
    await family.check()


async def test_closing_and_a_refund_at_once_take_the_tokens_once(family: Family) -> None:
    shop, pack = family.shop, family.pack
    await shop.hear(session_event(pack))
    back = refund_event(pack, "re_1", PRICE // 2)
    await asyncio.gather(family.close(), shop.hear(back), shop.hear(back))
    assert await family.left() == (TOKENS // 2, 0, 0, 0)
    assert await status_of(back) == "HANDLED"
    await family.check()


async def test_without_its_owner_the_refund_is_the_debt_of_the_team(family: Family) -> None:
    await family.shop.hear(session_event(family.pack))
    await family.close()
    await TeamHandle.filter(team_id=family.id).delete()
    await family.shop.hear(refund_event(family.pack, "re_1", PRICE))
    assert await family.left() == (TOKENS, 0, 0, TOKENS)
    await family.check()
