"""The owner's figures, as the API shows them. `docs/analytics.md` defines them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema.enums import TokenSource, UsageTier, UsageUnit
from schema.money import Money
from schema.scalars import BigInt, described


@strawberry.type(description="The share of uses of free models. Imported uses are not counted.")
class FreeUse:
    requests: BigInt = described("Uses that occurred in the range.")
    free_requests: BigInt = described("How many of these uses were of free models.")
    rate: float | None = described("freeRequests / requests; null without any use.")


@strawberry.type(description="Uses of one model by accounts on one plan.")
class Consumption:
    model: str = described("The model's name.")
    provider: str | None = described("The provider; null for a model that was never in a catalog.")
    plan: str | None = described(
        "The plan that the account was on when the use was recorded; null for imported uses."
    )
    tier: UsageTier = described(
        "FREE or PREMIUM, as it was when recorded; IMPORTED for uses of an older system."
    )
    requests: BigInt = described("Uses that occurred in the range.")
    tokens: BigInt = described("Their model tokens, input and output together.")
    cost: BigInt = described("Premium tokens they cost; 0 for free models and imported uses.")


@strawberry.type(description="Uses of one model that count a unit besides the plain ones.")
class UnitConsumption:
    model: str = described("The model's name.")
    provider: str | None = described("The provider; null for a model that was never in a catalog.")
    unit: UsageUnit = described("The unit.")
    uses: BigInt = described("Uses that occurred in the range.")
    quantity: BigInt = described("How much of the unit they used.")


@strawberry.type(
    description="Conversion of the accounts opened in the range: how many of them have bought "
    "until now."
)
class Conversion:
    opened: BigInt = described("Accounts whose `createdAt` is in the range.")
    bought_pack: BigInt = described("How many of them had a pack credited since, refunded or not.")
    subscribed: BigInt = described("How many of them were on a paid plan since.")
    pack_rate: float | None = described("boughtPack / opened; null if none was opened.")
    subscription_rate: float | None = described("subscribed / opened; null if none was opened.")


@strawberry.type(description="Money of one kind: packs, or plans.")
class RevenueKind:
    gross: Money = described("Paid in the range.")
    returned: Money = described(
        "Returned in the range, no matter when it was paid: refunds and lost disputes, without "
        "refunds that failed."
    )
    net: Money = described("gross - returned.")


@strawberry.type(
    description="Money in one currency. It counts at the instant when the payment provider "
    "reported "
    "it; discounts are deducted, taxes are included."
)
class Revenue:
    currency: str = described("ISO 4217.")
    gross: Money = described("Paid in the range.")
    returned: Money = described("Returned in the range: refunds and lost disputes.")
    net: Money = described("gross - returned.")
    packs: RevenueKind = described("The part from packs.")
    subscriptions: RevenueKind = described("The part from plans.")
    payers: BigInt = described("Accounts that paid in the range.")
    per_payer: Money | None = described("net / payers, rounded; null without payers.")
    per_user: Money | None = described("net / activeAccounts, rounded; null if none was active.")


@strawberry.type(description="One month of a cohort.")
class RetentionMonth:
    month: datetime = described("The calendar month (UTC), by its first instant.")
    active: BigInt = described("Accounts of the cohort that used any model in that month.")
    rate: float | None = described("active / accounts of the cohort.")


@strawberry.type(
    description="The accounts opened in one calendar month, and how many of them came back."
)
class Cohort:
    month: datetime = described("The month (UTC) in which they were opened, by its first instant.")
    accounts: BigInt = described("How many were opened in it.")
    months: list[RetentionMonth] = described(
        "Each month from their opening to the end of the range, in order."
    )


@strawberry.type(
    description="Subscribers who joined and left. A subscriber is an account on a paid plan; "
    "one that changes from a paid plan to another neither joins nor leaves."
)
class Churn:
    subscribers_at_start: BigInt = described("Subscribers when the range began.")
    joined: BigInt = described("Accounts that became subscribers in the range.")
    left: BigInt = described("Accounts that stopped being subscribers in the range.")
    rate: float | None = described("left / subscribersAtStart; null if there were none.")


@strawberry.type(description="Premium tokens that accounts still have, by where they come from.")
class Outstanding:
    source: TokenSource = described("The source of the tokens.")
    tokens: BigInt = described(
        "Granted and not yet spent, lapsed or taken back, at the range's end; held and frozen "
        "tokens are included. For DEBT: the tokens owed, below 0."
    )
    liability: Money | None = described(
        "Their value: tokens of packs, adjustments and older systems at the price a token "
        "has in the cheapest pack on sale, rounded up; allowances and debt 0. Null without packs."
    )


@strawberry.type(
    description="Allowances that were not used up. A window in which an account was never touched "
    "granted nothing, and nothing of it lapsed."
)
class Lapse:
    granted: BigInt = described("Tokens that allowances granted in the range.")
    lapsed: BigInt = described("Tokens of allowances that lapsed in the range.")
    rate: float | None = described("lapsed / granted; null if nothing was granted.")


@strawberry.type(description="The revenue of a day in one currency.")
class DayRevenue:
    currency: str = described("ISO 4217.")
    net: Money = described("The money paid minus the money returned on that day.")


@strawberry.type(description="One day (UTC), for charts.")
class AnalyticsDay:
    day: datetime = described("The day's first instant.")
    requests: BigInt = described("Uses that occurred on it, without imported ones.")
    free_requests: BigInt = described("How many of these uses were of free models.")
    imported_requests: BigInt = described("Uses that an older system recorded.")
    cost: BigInt = described("Premium tokens that its uses cost.")
    opened: BigInt = described("Accounts opened on it.")
    subscribers: BigInt = described("Accounts on a paid plan at its end.")
    revenue: list[DayRevenue] = described("By currency; empty if no money moved.")


@strawberry.type(
    description="Figures of the service for a range of whole days (UTC), half-open: [from, to). "
    "Read from rollups, which are about a second behind the ledger."
)
class Analytics:
    from_: datetime = described("The range's beginning: a midnight in UTC.", name="from")
    to: datetime = described("The range's end: a midnight in UTC, not included.")
    as_of: datetime = described(
        "Everything that this process recorded before this time is counted. Other processes may "
        "be about a "
        "second behind."
    )
    free_use: FreeUse = described("The share of uses of free models.")
    consumption: list[Consumption] = described(
        "By model, plan and tier: the highest cost first, then the most used; at most 500."
    )
    details: list[UnitConsumption] = described(
        "Units besides the plain counts, by model and unit: the most used first. At most 500; what "
        "had no price is always among them."
    )
    unpriced: list[UnitConsumption] = described(
        "The part of `details` that cost nothing because the catalog had no rate for the unit: "
        "searches, images and other things beside tokens. Free models have no rates."
    )
    conversion: Conversion = described("How many of the accounts opened in the range bought.")
    revenue: list[Revenue] = described("By currency.")
    active_accounts: float | None = described(
        "The mean number of accounts per calendar month (UTC) that used any model. A month has the "
        "weight of its days in the range, up to today; the present month counts its accounts so "
        "far. Null if all days of the range are in the future."
    )
    retention: list[Cohort] = described(
        "By the month of opening, for the calendar months that the range touches."
    )
    churn: Churn = described("How many subscribers came and left.")
    outstanding: list[Outstanding] = described("Tokens that accounts have at the range's end.")
    lapse: Lapse = described("How much of the allowances was not used.")
    series: list[AnalyticsDay] = described("Day by day, without gaps.")
