"""Suggestions, word for word: what to do, the cost, and the reason."""

from __future__ import annotations

from dataclasses import replace

from billing.catalog.catalog import Allowance, Audience, Money, QuotaPeriod, Recommendation
from billing.catalog.price_book import PriceBook, price_book
from billing.insights.advice import SUBSTITUTES_MAX, Suggestion, SuggestionKind
from tests.billing.insights.offering import day_use, offering, pack, paid_plan, selling, suggestions
from tests.support.ledger.factories import NOW, free_model, premium_model

SMALL = pack(name="small", tokens=1_000, price=500)
DAILY = paid_plan(price=1_000, tokens=300)
FREE = Allowance(100, QuotaPeriod.MONTH)
MODELS = [premium_model()]


def shop(**changes: object) -> PriceBook:
    given = {"packs": [SMALL], "plans": [DAILY], "allowance": FREE, "models": MODELS}
    return selling(**(given | changes))  # type: ignore[arg-type]  # whatever `selling` takes


def only(*costs: int, plan: str = "FREE", book: PriceBook | None = None) -> Suggestion:
    uses = [day_use(ago=n, cost=cost) for n, cost in enumerate(costs)]
    [found] = suggestions(uses, plan, book or shop(), NOW)
    return found


def test_packs_are_suggested_with_what_the_plan_would_have_cost() -> None:
    found = only(900)
    assert found.kind is SuggestionKind.PACKS
    assert found.packs == ((SMALL, 1),)
    assert (found.tokens, found.cost, found.compared_to) == (
        900,
        Money(500, "USD"),
        Money(1_500, "USD"),
    )
    assert found.reason == (
        "In the last 30 days you used 900 premium tokens. The Free plan would have covered 100 of "
        "them; with 1 x Small that is 5.00 USD, the least of all offers. The Premium plan with 1 x "
        "Small would have cost 15.00 USD."
    )


def test_a_plan_is_suggested_with_what_the_present_one_would_have_cost() -> None:
    found = only(*[300] * 20)
    assert (found.kind, found.plan, found.packs) == (SuggestionKind.PLAN, DAILY, ())
    assert found.reason == (
        "In the last 30 days you used 6,000 premium tokens. The Premium plan would have covered "
        "all of them for 10.00 USD, the least of all offers. The Free plan with 6 x Small would "
        "have cost 30.00 USD."
    )


def test_a_mix_is_suggested_where_it_costs_least() -> None:
    found = only(*[400] * 10)
    assert (found.kind, found.packs) == (SuggestionKind.PLAN_AND_PACKS, ((SMALL, 1),))
    assert (found.cost, found.compared_to) == (Money(1_500, "USD"), Money(2_000, "USD"))


def test_who_pays_for_nothing_is_told_that_the_free_plan_would_do() -> None:
    found = only(90, plan="PREMIUM")
    assert (found.kind, found.cost) == (SuggestionKind.PLAN, Money(0, "USD"))
    assert found.reason.endswith("The Premium plan would have cost 10.00 USD.")


def test_the_comparison_is_with_the_present_plan_even_if_others_lie_between() -> None:
    between = paid_plan(name="BASIC", price=400, tokens=100)
    found = only(90, plan="PREMIUM", book=shop(plans=[between, DAILY]))
    assert found.compared_to == Money(1_000, "USD")
    free = only(900, book=shop(plans=[between, DAILY]))
    assert free.compared_to == Money(900, "USD")


def test_who_gets_by_on_the_free_plan_is_sold_nothing() -> None:
    assert suggestions([day_use(cost=90)], "FREE", shop(), NOW) == ()
    assert suggestions([day_use(cost=0)], "FREE", shop(), NOW) == ()


def test_a_plan_that_is_gone_counts_as_the_free_one() -> None:
    assert suggestions([day_use(cost=90)], "GONE", shop(), NOW) == ()


def test_a_paid_plan_that_is_not_sold_any_more_is_not_the_free_one() -> None:
    retired = replace(DAILY, name="GOLD", display_name="Gold")
    book = replace(shop(), retired_plans={"GOLD": retired})
    found = only(90, plan="GOLD", book=book)
    assert (found.plan and found.plan.name, found.cost) == ("FREE", Money(0, "USD"))
    assert "The Gold plan would have cost 10.00 USD." in found.reason
    assert found.compared_to == Money(1_000, "USD")


def test_where_nothing_is_sold_nothing_is_suggested() -> None:
    assert suggestions([day_use(cost=900)], "FREE", shop(packs=[], plans=[]), NOW) == ()


def test_one_offer_is_compared_to_nothing() -> None:
    found = only(900, book=shop(plans=[]))
    assert (found.kind, found.compared_to) == (SuggestionKind.PACKS, None)
    assert found.reason.endswith("the least of all offers.")


def test_a_free_model_comes_first_with_what_it_would_have_saved() -> None:
    gift = free_model(amount=1_000)
    found = suggestions([day_use(cost=900)], "FREE", shop(models=[gift, *MODELS]), NOW)
    assert [one.kind for one in found] == [SuggestionKind.FREE_MODEL, SuggestionKind.PACKS]
    assert (found[0].model, found[0].instead_of) == (gift, MODELS[0])
    assert (found[0].tokens, found[0].saves_tokens) == (10, 900)
    assert found[0].reason == (
        "Gift is free and would have served within its limit of 1,000 tokens a month on every day "
        "on which you used Paid in the last 30 days: that would have saved 900 premium tokens. If "
        "the next 30 days are like the last 30, it saves about 900."
    )


def test_days_that_did_not_fit_are_told() -> None:
    known = shop(models=[free_model(amount=10), *MODELS])
    uses = [day_use(ago=2, cost=1), day_use(ago=1, cost=900)]
    found = suggestions(uses, "FREE", known, NOW)
    assert "on 1 of the 2 days on which" in found[0].reason
    assert "saved 1 premium token. If" in found[0].reason


def test_days_of_which_only_a_part_fitted_are_told() -> None:
    known = shop(models=[free_model(amount=15), *MODELS])
    both = suggestions([day_use(ago=2), day_use(ago=1)], "FREE", known, NOW)
    assert (
        "on 1 of the 2 days on which you used Paid in the last 30 days, and in part on 1 more: "
        "that would have saved 120 premium tokens."
    ) in both[0].reason
    one = suggestions([day_use(input_tokens=30)], "FREE", known, NOW)
    assert "in part on 1 of the 1 day on which you used Paid" in one[0].reason


def test_the_pace_of_a_new_account_tells_what_the_next_month_saves() -> None:
    known = shop(models=[free_model(amount=1_000), *MODELS])
    [free, _] = suggestions([day_use(ago=0, cost=300)], "FREE", known, NOW, span=1)
    assert free.reason.endswith("If the next 30 days are like today, it saves about 9,000.")
    assert (free.saves_tokens, free.expected_tokens) == (300, 9_000)


def test_a_saving_is_told_in_money_too() -> None:
    found = suggestions([day_use(cost=900)], "FREE", shop(models=[free_model(), *MODELS]), NOW)
    # 900 of 1,000 tokens for 5.00 USD, and 15.00 USD less 5.00.
    assert [one.saves_money for one in found] == [Money(450, "USD"), Money(1_000, "USD")]
    assert only(900, book=shop(plans=[])).saves_money is None


def test_few_free_models_are_suggested_at_a_time() -> None:
    paid = [premium_model(name=f"paid-{n}") for n in range(6)]
    known = shop(models=[free_model(limited=False), *paid])
    uses = [day_use(model=one.name, cost=n + 1) for n, one in enumerate(paid)]
    found = suggestions(uses, "FREE", known, NOW)
    free = [one.instead_of for one in found if one.kind is SuggestionKind.FREE_MODEL]
    assert free == paid[: -SUBSTITUTES_MAX - 1 : -1]


def test_who_used_nothing_is_told_where_to_start() -> None:
    catalog = offering(models=[free_model(), *MODELS])
    advised = (
        Recommendation(Audience.BEGINNERS, "gift", "Fast, free"),
        Recommendation(Audience.DEVELOPERS, "paid", "Strong"),
    )
    known = price_book([replace(catalog, recommendations=advised)])
    [found] = suggestions([], "FREE", known, NOW)
    assert (found.kind, found.model) == (SuggestionKind.START, free_model())
    assert found.reason == (
        "You used no model in the last 30 days. Gift is a good start: Fast, free."
    )
