"""Insights from an account's own use: how long tokens last, what was saved, what to buy."""

from __future__ import annotations

from datetime import datetime

import strawberry

from billing.insights import advice
from billing.insights import forecast as domain
from billing.insights import savings as domain_savings
from schema.catalog import Model
from schema.enums import ForecastSource, QuotaUnit, SuggestionKind
from schema.goods import Pack, Plan
from schema.money import Money
from schema.scalars import BigInt, described


@strawberry.type(
    description="How long a source of tokens lasts at the mean pace of the last 28 full UTC days, "
    "or of the days since the account exists. With the stated confidence it ends between "
    "`daysLeftLow` and `daysLeftHigh`, if future days are like these: docs/insights.md has "
    "the method. Renewals are ignored: see `lastsUntilReset`."
)
class Forecast:
    source: ForecastSource = described("The source of the tokens.")
    model: Model | None = described("The free model, for a QUOTA.")
    unit: QuotaUnit = described("The unit; premium tokens for ALLOWANCE and BALANCE.")
    remaining: BigInt = described("How much is left now, in `unit`, without reserved amounts.")
    per_day: str | None = described(
        "The mean per day, in `unit`, as a decimal string. For ALLOWANCE it is all premium use, "
        "because the allowance pays first; for BALANCE the part that the allowance did not pay."
    )
    days_left: float | None = described(
        "Days until it is used up; at most 36,500. Null when nothing was used, or there are fewer "
        "than 3 full days of data."
    )
    days_left_low: float | None = described(
        "The earliest likely day it runs out, in days from now."
    )
    days_left_high: float | None = described(
        "The latest likely day it runs out, in days from now; null when it may last for ever."
    )
    confidence: float = described("The probability that the true time is in the interval: 0.8.")
    basis_days: int = described("The number of days over which `perDay` is the mean.")
    lasts_until_reset: bool | None = described(
        "Whether it lasts until `resetsAt` at the mean pace; null if there is no estimate, or "
        "nothing renews."
    )
    resets_at: datetime | None = described("When it renews; null: never.")
    message: str = described("The forecast as text.")

    @classmethod
    def of(cls, one: domain.Forecast) -> Forecast:
        days = one.days
        return cls(
            source=one.source,
            model=Model.of(one.model) if one.model else None,
            unit=one.unit,
            remaining=BigInt(one.remaining),
            per_day=one.per_day,
            days_left=_days(days.expected if days else None),
            days_left_low=_days(days.low if days else None),
            days_left_high=_days(days.high if days else None),
            confidence=domain.CONFIDENCE_PERCENT / 100,
            basis_days=one.basis_days,
            lasts_until_reset=one.lasts_until_reset,
            resets_at=one.resets_at,
            message=one.message,
        )


def _days(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / domain.HUNDREDTHS


@strawberry.type(
    description="The savings by free models: the same uses at a premium model's present prices, "
    "with their details and tiers of service. Sums are rounded down, so the figure is never too "
    "high."
)
class Savings:
    requests: BigInt = described("How many uses of free models, imported ones included.")
    input_tokens: BigInt = described("Their input tokens, cached included.")
    output_tokens: BigInt = described("Their output tokens.")
    cached_input_tokens: BigInt = described("Their input tokens that the providers had cached.")
    imported_tokens: BigInt = described(
        "Tokens of uses that an older system recorded; they count at the model's lowest rate."
    )
    instead_of: Model | None = described(
        "The premium model compared to; null if the catalog has none."
    )
    premium_tokens: BigInt = described("The cost of these uses with that model.")
    money: Money | None = described(
        "The price of that many premium tokens in the pack with the best value; null without packs."
    )

    @classmethod
    def of(cls, one: domain_savings.Savings) -> Savings:
        used = one.used
        return cls(
            requests=BigInt(used.requests),
            input_tokens=BigInt(used.input_tokens),
            output_tokens=BigInt(used.output_tokens),
            cached_input_tokens=BigInt(used.cached_input_tokens),
            imported_tokens=BigInt(used.imported_tokens),
            instead_of=Model.of(one.instead_of) if one.instead_of else None,
            premium_tokens=BigInt(one.tokens),
            money=Money.of(one.money) if one.money else None,
        )


@strawberry.type(description="A pack, and how many of it.")
class PackCount:
    pack: Pack = described("The pack.")
    quantity: int = described("How many.")


@strawberry.type(description="A better choice for the account, from its last 30 days.")
class Suggestion:
    kind: SuggestionKind = described("The kind of suggestion.")
    reason: str = described("The reason, as text with figures.")
    model: Model | None = described("The model to use, for START and FREE_MODEL.")
    instead_of: Model | None = described("The premium model that a FREE_MODEL would replace.")
    plan: Plan | None = described(
        "The plan, for PACKS (which go with it), PLAN and PLAN_AND_PACKS."
    )
    packs: list[PackCount] = described("The packs to buy.")
    tokens: BigInt | None = described(
        "For a FREE_MODEL the model tokens it would have served; for packs and plans the premium "
        "tokens they would have paid."
    )
    saves_tokens: BigInt | None = described("Premium tokens that a FREE_MODEL would have saved.")
    expected_tokens: BigInt | None = described(
        "Premium tokens that a FREE_MODEL is expected to save in the next 30 days, if they are "
        "like the days so far."
    )
    saves_money: Money | None = described(
        "What is saved in money: for a FREE_MODEL the price of `savesTokens` in the pack with the "
        "best value; for packs and plans `comparedTo` less `cost`. Null without a comparison."
    )
    cost: Money | None = described("The cost of plan and packs for the 30 days.")
    compared_to: Money | None = described(
        "The cost of the account's present plan with its packs. If that is the "
        "suggestion, "
        "the next best choice."
    )

    @classmethod
    def of(cls, one: advice.Suggestion) -> Suggestion:
        return cls(
            kind=one.kind,
            reason=one.reason,
            model=Model.of(one.model) if one.model else None,
            instead_of=Model.of(one.instead_of) if one.instead_of else None,
            plan=Plan.of(one.plan) if one.plan else None,
            packs=[PackCount(pack=Pack.of(pack), quantity=count) for pack, count in one.packs],
            tokens=None if one.tokens is None else BigInt(one.tokens),
            saves_tokens=None if one.saves_tokens is None else BigInt(one.saves_tokens),
            expected_tokens=None if one.expected_tokens is None else BigInt(one.expected_tokens),
            saves_money=Money.of(one.saves_money) if one.saves_money else None,
            cost=Money.of(one.cost) if one.cost else None,
            compared_to=Money.of(one.compared_to) if one.compared_to else None,
        )
