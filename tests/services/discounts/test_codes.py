"""Codes: how they are made, used once, counted and refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.catalog.catalog import Money
from billing.discounts.commands import ApplyCode, code_text
from billing.discounts.refusals import AlreadyEnrolled, CodeAlreadyUsed, CodeNotFound
from billing.discounts.rules import Changed
from billing.errors import BadInput
from billing.ledger.refusals import AccountNotFound, IdempotencyConflict
from billing.window import add_months
from db.models import DiscountCode
from services.discounts.codes import LETTERS, list_codes, revoke_code
from services.discounts.enrolments import programmes_of
from tests.support.payments.enrolling import code, enrol, leave, present, use
from tests.support.payments.enrolling import programmes_of as service_of
from tests.support.payments.shop import Shop

pytestmark = pytest.mark.slow


class TestMaking:
    async def test_a_code_has_a_hundred_random_bits_and_only_its_hash_is_stored(
        self, open_shop: Shop
    ) -> None:
        made = [await code(open_shop) for _ in range(5)]
        texts = {code_text(text) for _, text in made}
        assert len(texts) == 5
        assert all(len(text) == 20 and set(text) <= set(LETTERS) for text in texts)
        assert len(set(LETTERS)) == 32
        for row in await DiscountCode.all().values():
            stored = f"{row}".upper()
            assert not any(text in stored for text in texts)

    async def test_it_has_the_catalog_s_limits_unless_it_has_its_own(self, open_shop: Shop) -> None:
        usual, _ = await code(open_shop)
        limits = open_shop.catalog.catalog.programmes["PARTNER"].codes
        assert limits is not None
        assert (usual.uses_max, usual.until, usual.months) == (
            limits.uses,
            limits.until,
            limits.months,
        )
        end = open_shop.clock() + timedelta(days=1)
        own, _ = await code(open_shop, uses=2, until=end, months=3, budget=Money(100, "EUR"))
        known = await present(own)
        assert (known.uses_max, known.until, known.months) == (2, end, 3)
        assert (known.budget, known.currency, known.booked) == (100, "EUR", 0)
        assert [one.id for one in await list_codes()] == sorted([usual.id, own.id])

    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ({"programme": "EDU"}, "programme"),
            ({"programme": "none"}, "programme"),
            ({"uses": 0}, "uses"),
            ({"months": 121}, "months"),
            ({"budget": Money(0, "USD")}, "budget"),
            ({"note": ""}, "note"),
        ],
    )
    async def test_a_faulty_code_is_refused(
        self, open_shop: Shop, given: dict[str, object], name: str
    ) -> None:
        with pytest.raises(BadInput) as refused:
            await code(open_shop, **given)  # type: ignore[arg-type]
        assert refused.value.field == name
        assert await list_codes() == []


class TestUsing:
    async def test_it_puts_the_account_into_its_programme(self, open_shop: Shop) -> None:
        made, text = await code(open_shop)
        assert isinstance(await use(open_shop, text), Changed)
        [known] = await programmes_of("alice")
        assert (known.programme, known.code_id) == ("PARTNER", made.id)
        assert known.until == add_months(open_shop.clock(), 12)
        assert (await present(made)).uses == 1

    async def test_it_is_found_as_people_write_it(self, open_shop: Shop) -> None:
        _, text = await code(open_shop)
        written = f" {text.lower().replace('-', ' ')} "
        assert isinstance(await use(open_shop, written), Changed)

    async def test_the_same_key_uses_it_once(self, open_shop: Shop) -> None:
        made, text = await code(open_shop)
        first, again = await use(open_shop, text), await use(open_shop, text)
        assert isinstance(first, Changed)
        assert isinstance(again, Changed)
        assert (first.replayed, again.replayed) == (False, True)
        assert (await present(made)).uses == 1
        _, other = await code(open_shop)
        assert await use(open_shop, other) == IdempotencyConflict("key")

    async def test_an_account_uses_a_code_once(self, open_shop: Shop) -> None:
        """Also after it was taken out of the programme."""
        made, text = await code(open_shop)
        await use(open_shop, text, key="one")
        assert await use(open_shop, text, key="two") == CodeAlreadyUsed()
        await leave(open_shop, programme="PARTNER")
        assert await use(open_shop, text, key="three") == CodeAlreadyUsed()
        assert (await present(made)).uses == 1

    async def test_all_codes_that_cannot_be_used_have_the_same_answer(
        self, open_shop: Shop
    ) -> None:
        _, used = await code(open_shop, uses=1)
        await use(open_shop, used, name="bob")
        revoked, gone = await code(open_shop)
        await revoke_code(revoked.id, clock=open_shop.clock)
        _, over = await code(open_shop, until=open_shop.clock() + timedelta(days=1))
        open_shop.clock.advance(days=1)
        texts = [used, gone, over, "AAAAA-AAAAA-AAAAA-AAAAA", "x"]
        answers = [await use(open_shop, text, key=text) for text in texts]
        assert answers == [CodeNotFound()] * len(texts)
        # Whoever used one before learns no more.
        assert await use(open_shop, used, name="bob", key="again") == CodeAlreadyUsed()
        assert await programmes_of("alice") == []

    async def test_a_code_that_gives_nothing_is_not_used_up(self, open_shop: Shop) -> None:
        made, text = await code(open_shop)
        await enrol(open_shop, programme="PARTNER")
        assert await use(open_shop, text) == AlreadyEnrolled("PARTNER")
        assert (await present(made)).uses == 0

    async def test_a_second_code_of_a_programme_makes_it_last_longer(self, open_shop: Shop) -> None:
        _, short = await code(open_shop, months=1)
        _, long = await code(open_shop, months=6)
        await use(open_shop, short, key="one")
        await use(open_shop, long, key="two")
        [known] = await programmes_of("alice")
        assert known.until == add_months(open_shop.clock(), 6)

    async def test_without_the_account_nothing_is_used(self, open_shop: Shop) -> None:
        made, text = await code(open_shop)
        command = ApplyCode(account_id="nobody", code=text, idempotency_key="k")
        done = await service_of(open_shop).apply_code(command, actor="nobody")
        assert done == AccountNotFound("nobody")
        assert (await present(made)).uses == 0
