"""The objects and refusals of the API.

Generated from schema/schema.graphql by `make sdk`. Do not edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from yumi_billing._generated.enums import (
    AdminActionKind,
    AlertKind,
    Audience,
    AvailabilityReason,
    Buyer,
    CallerKind,
    Capability,
    CapScope,
    DiscountKind,
    EntryKind,
    ForecastSource,
    GrantSource,
    HoldStatus,
    ModelTier,
    PayFrom,
    Priority,
    ProgrammeJoining,
    PurchaseStatus,
    QuotaPeriod,
    QuotaUnit,
    ServiceTier,
    SubscriptionStatus,
    SuggestionKind,
    TeamKind,
    TeamRole,
    TokenSource,
    TopUpStatus,
    UsageTier,
    UsageUnit,
    WebhookDeliveryStatus,
    WebhookEndpointStatus,
)
from yumi_billing._reading import Json, known, moment, refusal_of, refusals
from yumi_billing.errors import Refused


@dataclass(slots=True, kw_only=True)
class Account:
    """A person who uses models and pays in tokens; or the pool of a team."""

    id: str
    """The account's id: the `sub` of its tokens."""
    created_at: datetime
    """When the account was opened. Its monthly windows start at this instant."""
    plan: PlanSummary
    """The account's plan."""
    balance: Balance
    """Its premium tokens."""
    spend_caps: list[SpendCap]
    """Its spend caps, in the order in which they were set."""
    alerts: list[Alert]
    """Its alerts, in the order in which they were set."""
    programmes: list[AccountProgramme]
    """The programmes that it is in, also those that have ended, for as long as nobody takes it
    out.
    """
    packs: list[PackSummary]
    """All packs, with the prices that this account pays."""
    plans: list[PlanSummary]
    """All plans, with the prices that this account pays."""
    auto_top_up: AutoTopUp | None
    """Its automatic top-up."""
    subscription: PlanSubscription | None
    """The present subscription, or the last one. Null if there never was one."""
    team: TeamMembership | None
    """Its membership in a team that is not closed; null: none."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            created_at=moment(d["createdAt"]),
            plan=PlanSummary._of(d["plan"]),
            balance=Balance._of(d["balance"]),
            spend_caps=[SpendCap._of(x) for x in d["spendCaps"]],
            alerts=[Alert._of(x) for x in d["alerts"]],
            programmes=[AccountProgramme._of(x) for x in d["programmes"]],
            packs=[PackSummary._of(x) for x in d["packs"]],
            plans=[PlanSummary._of(x) for x in d["plans"]],
            auto_top_up=(None if (v := d["autoTopUp"]) is None else AutoTopUp._of(v)),
            subscription=(None if (v := d["subscription"]) is None else PlanSubscription._of(v)),
            team=(None if (v := d["team"]) is None else TeamMembership._of(v)),
        )


@dataclass(slots=True, kw_only=True)
class AccountErased:
    """The account is erased. Its ledger continues under a pseudonym that nothing links to the
    person.
    """

    pseudonym: str
    """The account's id in the ledger from now on."""
    entries: int
    """How many ledger entries were cleared of personal data."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(pseudonym=d["pseudonym"], entries=d["entries"], replayed=d["replayed"])


@dataclass(eq=False, kw_only=True)
class AccountNotErasable(Refused):
    """The account cannot be erased yet, for example because a hold is open; `message` gives
    the reason.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class AccountNotFound(Refused):
    """There is no such account, or the caller may not see it."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class AccountProgramme:
    """An account in a programme."""

    programme: Programme
    """The programme."""
    since: datetime
    """When it was put there, or its end was changed."""
    until: datetime | None
    """When it ends; null for no end."""
    is_active: bool
    """Whether it counts now: it has not ended."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            programme=Programme._of(d["programme"]),
            since=moment(d["since"]),
            until=(None if (v := d["until"]) is None else moment(v)),
            is_active=d["isActive"],
        )


@dataclass(slots=True, kw_only=True)
class AccountSummary:
    """A person who uses models and pays in tokens; or the pool of a team."""

    id: str
    """The account's id: the `sub` of its tokens."""
    created_at: datetime
    """When the account was opened. Its monthly windows start at this instant."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(id=d["id"], created_at=moment(d["createdAt"]))


@dataclass(slots=True, kw_only=True)
class AdminAction:
    """An action on other people's accounts: the request or its outcome. It is never changed or
    removed, except for personal data when its account is erased.
    """

    id: str
    """Unique."""
    at: datetime
    """The time of the action."""
    actor: str
    """Who acted: the `sub` of a token, `key:` and the id of an API key, or `cli:` and a user's
    name.
    """
    kind: AdminActionKind
    """The kind of action."""
    account_id: str | None
    """The account; null for an action without one."""
    request: str
    """An id that a request and its outcome have in common."""
    outcome: str | None
    """The outcome: the type of the result. Null for a request."""
    details: Json
    """Further details, as given."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            at=moment(d["at"]),
            actor=d["actor"],
            kind=known(AdminActionKind, d["kind"]),
            account_id=d["accountId"],
            request=d["request"],
            outcome=d["outcome"],
            details=d["details"],
        )


@dataclass(slots=True, kw_only=True)
class Alert:
    """Tells once when a value passes a threshold, and again after the value came back. It also
    tells when the clock or a refund causes that.
    """

    account_id: str
    """The account."""
    kind: AlertKind
    """What it measures."""
    model: ModelSummary | None
    """The model, for the kind QUOTA_USED_PERCENT."""
    threshold: int
    """Tokens, percent or days, according to `kind`."""
    beyond: bool
    """Whether the value is beyond the threshold, as last measured. If so, the alert is not
    told again before the value comes back.
    """
    last_fired_at: datetime | None
    """When it was last told; null: never."""
    last_value: int | None
    """The value at that time: available tokens, used percent, or full days left."""
    revision: int | None
    """The revision of the ledger entry that told it last."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            account_id=d["accountId"],
            kind=known(AlertKind, d["kind"]),
            model=(None if (v := d["model"]) is None else ModelSummary._of(v)),
            threshold=d["threshold"],
            beyond=d["beyond"],
            last_fired_at=(None if (v := d["lastFiredAt"]) is None else moment(v)),
            last_value=d["lastValue"],
            revision=d["revision"],
        )


@dataclass(slots=True, kw_only=True)
class AlertRemoved:
    """There is no such alert any more."""

    removed: bool
    """Whether it was removed just now; false: there was none."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(removed=d["removed"])


@dataclass(slots=True, kw_only=True)
class AlertSet:
    """The alert is set. A repeated request changes nothing."""

    alert: Alert
    """The alert. If the value is beyond the threshold already, it is told at the next
    crossing.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(alert=Alert._of(d["alert"]))


@dataclass(eq=False, kw_only=True)
class AlreadyEnrolled(Refused):
    """The account is in this programme already, for at least as long. No code is used."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class AlreadyInTeam(Refused):
    """The account is a member of a team, and may be in one team only."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class AlreadySubscribed(Refused):
    """The account has a subscription already."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class Analytics:
    """Figures of the service for a range of whole days (UTC), half-open: [from, to). Read from
    rollups, which are about a second behind the ledger.
    """

    from_: datetime
    """The range's beginning: a midnight in UTC."""
    to: datetime
    """The range's end: a midnight in UTC, not included."""
    as_of: datetime
    """Everything that this process recorded before this time is counted. Other processes may
    be about a second behind.
    """
    free_use: FreeUse
    """The share of uses of free models."""
    consumption: list[Consumption]
    """By model, plan and tier: the highest cost first, then the most used; at most 500."""
    details: list[UnitConsumption]
    """Units besides the plain counts, by model and unit: the most used first. At most 500;
    what had no price is always among them.
    """
    unpriced: list[UnitConsumption]
    """The part of `details` that cost nothing because the catalog had no rate for the unit:
    searches, images and other things beside tokens. Free models have no rates.
    """
    conversion: Conversion
    """How many of the accounts opened in the range bought."""
    revenue: list[Revenue]
    """By currency."""
    active_accounts: float | None
    """The mean number of accounts per calendar month (UTC) that used any model. A month has
    the weight of its days in the range, up to today; the present month counts its accounts
    so far. Null if all days of the range are in the future.
    """
    retention: list[Cohort]
    """By the month of opening, for the calendar months that the range touches."""
    churn: Churn
    """How many subscribers came and left."""
    outstanding: list[Outstanding]
    """Tokens that accounts have at the range's end."""
    lapse: Lapse
    """How much of the allowances was not used."""
    series: list[AnalyticsDay]
    """Day by day, without gaps."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            from_=moment(d["from"]),
            to=moment(d["to"]),
            as_of=moment(d["asOf"]),
            free_use=FreeUse._of(d["freeUse"]),
            consumption=[Consumption._of(x) for x in d["consumption"]],
            details=[UnitConsumption._of(x) for x in d["details"]],
            unpriced=[UnitConsumption._of(x) for x in d["unpriced"]],
            conversion=Conversion._of(d["conversion"]),
            revenue=[Revenue._of(x) for x in d["revenue"]],
            active_accounts=d["activeAccounts"],
            retention=[Cohort._of(x) for x in d["retention"]],
            churn=Churn._of(d["churn"]),
            outstanding=[Outstanding._of(x) for x in d["outstanding"]],
            lapse=Lapse._of(d["lapse"]),
            series=[AnalyticsDay._of(x) for x in d["series"]],
        )


@dataclass(slots=True, kw_only=True)
class AnalyticsDay:
    """One day (UTC), for charts."""

    day: datetime
    """The day's first instant."""
    requests: int
    """Uses that occurred on it, without imported ones."""
    free_requests: int
    """How many of these uses were of free models."""
    imported_requests: int
    """Uses that an older system recorded."""
    cost: int
    """Premium tokens that its uses cost."""
    opened: int
    """Accounts opened on it."""
    subscribers: int
    """Accounts on a paid plan at its end."""
    revenue: list[DayRevenue]
    """By currency; empty if no money moved."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            day=moment(d["day"]),
            requests=d["requests"],
            free_requests=d["freeRequests"],
            imported_requests=d["importedRequests"],
            cost=d["cost"],
            opened=d["opened"],
            subscribers=d["subscribers"],
            revenue=[DayRevenue._of(x) for x in d["revenue"]],
        )


@dataclass(eq=False, kw_only=True)
class ApiKeyNotFound(Refused):
    """No valid API key with this id may record usage for the account. Whether there is another
    such key is not told.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class AutoTopUp:
    """Buys a pack with the latest saved card when too few tokens are available."""

    pack: PackSummary | None
    """The pack; null if the catalog has it no more."""
    below: int
    """It buys when fewer tokens than that are available."""
    max_per_month: int
    """How often it buys at most in a month of the account."""
    used: int
    """How often it bought or tried to in this month."""
    resets_at: datetime
    """When the next month starts."""
    status: TopUpStatus
    """What it does now."""
    failure: TopUpFailure | None
    """Why it stopped."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            pack=(None if (v := d["pack"]) is None else PackSummary._of(v)),
            below=d["below"],
            max_per_month=d["maxPerMonth"],
            used=d["used"],
            resets_at=moment(d["resetsAt"]),
            status=known(TopUpStatus, d["status"]),
            failure=(None if (v := d["failure"]) is None else TopUpFailure._of(v)),
        )


@dataclass(slots=True, kw_only=True)
class AutoTopUpRemoved:
    """There is no automatic top-up any more."""

    removed: bool
    """Whether it was removed just now; false: there was none."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(removed=d["removed"])


@dataclass(slots=True, kw_only=True)
class AutoTopUpSet:
    """The top-up is set. Setting it again starts a stopped one."""

    auto_top_up: AutoTopUp
    """The top-up after it."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(auto_top_up=AutoTopUp._of(d["autoTopUp"]))


@dataclass(slots=True, kw_only=True)
class Availability:
    """Whether the caller can use a model now."""

    available: bool
    """Whether a small use would be accepted now."""
    reason: AvailabilityReason
    """Why, or why not."""
    remaining: int | None
    """What is left: of a free model's native limit, in its unit; for a premium model, premium
    tokens. Null when unknown or unlimited.
    """
    resets_at: datetime | None
    """When the native limit, the spend cap or the plan's allowance renews."""
    shared: bool
    """Whether the limit that all accounts share is nearer than the caller's own. Then
    `remaining` and `resetsAt` are those of the shared limit.
    """
    shared_remaining: int | None
    """What is left of the limit that all accounts share, in the unit of `Model.sharedLimit`,
    also if another limit is nearer. Null without such a limit or without an account.
    """
    shared_resets_at: datetime | None
    """When the limit that all accounts share renews."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            available=d["available"],
            reason=known(AvailabilityReason, d["reason"]),
            remaining=d["remaining"],
            resets_at=(None if (v := d["resetsAt"]) is None else moment(v)),
            shared=d["shared"],
            shared_remaining=d["sharedRemaining"],
            shared_resets_at=(None if (v := d["sharedResetsAt"]) is None else moment(v)),
        )


@dataclass(slots=True, kw_only=True)
class Balance:
    """An account's premium tokens at one revision."""

    account_id: str
    """The account that it belongs to."""
    available: int
    """Spendable now."""
    held: int
    """Reserved by open holds."""
    debt: int
    """Owed; the next grant pays it first."""
    grants: list[Grant]
    """The grants that make up `available`, in burn order."""
    next_reset: datetime
    """When the plan's allowance renews."""
    revision: int
    """Grows by one at every change of this account."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            account_id=d["accountId"],
            available=d["available"],
            held=d["held"],
            debt=d["debt"],
            grants=[Grant._of(x) for x in d["grants"]],
            next_reset=moment(d["nextReset"]),
            revision=d["revision"],
        )


@dataclass(slots=True, kw_only=True)
class BalanceAdjusted:
    """The tokens were added or removed."""

    entry: LedgerEntry
    """The ledger entry."""
    grant: Grant | None
    """The grant, where tokens were given just now."""
    balance: Balance
    """The balance after it; for a repeated request the present balance."""
    replayed: bool
    """Whether the key was used before. If so, nothing was changed now."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            entry=LedgerEntry._of(d["entry"]),
            grant=(None if (v := d["grant"]) is None else Grant._of(v)),
            balance=Balance._of(d["balance"]),
            replayed=d["replayed"],
        )


@dataclass(slots=True, kw_only=True)
class BulkStep:
    """A discount on all packs of a purchase, from a number of packs on."""

    from_: int
    """The least number of packs in one purchase."""
    off: str
    """The part of the list price that is not paid: `10%`."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(from_=d["from"], off=d["off"])


@dataclass(eq=False, kw_only=True)
class CapReached(Refused):
    """A spend cap of the account leaves too little for this use."""

    cap: SpendCap
    """The cap."""
    used: int
    """Premium tokens that uses have cost in its window."""
    resets_at: datetime
    """When its next window starts."""
    alternatives: list[ModelSummary]
    """Models that can be used now, free ones first."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            code=d["code"],
            message=d["message"],
            cap=SpendCap._of(d["refused_cap"]),
            used=d["refused_used"],
            resets_at=moment(d["refused_resetsAt"]),
            alternatives=[ModelSummary._of(x) for x in d["refused_alternatives"]],
        )


@dataclass(slots=True, kw_only=True)
class CatalogVersion:
    """A catalog as it was applied."""

    version: int
    """Its number, as in `catalog history`."""
    applied_at: datetime
    """When it was applied."""
    source: str
    """Where it came from: a file, or an earlier version."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(version=d["version"], applied_at=moment(d["appliedAt"]), source=d["source"])


@dataclass(eq=False, kw_only=True)
class ChangePending(Refused):
    """Another change waits for the end of the period. Take it back first."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class Charge:
    """The part of a cost that one grant paid."""

    grant_id: str
    """The grant that paid."""
    source: GrantSource
    """Where the grant came from."""
    tokens: int
    """Premium tokens that it paid."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            grant_id=d["grantId"], source=known(GrantSource, d["source"]), tokens=d["tokens"]
        )


@dataclass(slots=True, kw_only=True)
class Churn:
    """Subscribers who joined and left. A subscriber is an account on a paid plan; one that
    changes from a paid plan to another neither joins nor leaves.
    """

    subscribers_at_start: int
    """Subscribers when the range began."""
    joined: int
    """Accounts that became subscribers in the range."""
    left: int
    """Accounts that stopped being subscribers in the range."""
    rate: float | None
    """left / subscribersAtStart; null if there were none."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            subscribers_at_start=d["subscribersAtStart"],
            joined=d["joined"],
            left=d["left"],
            rate=d["rate"],
        )


@dataclass(slots=True, kw_only=True)
class ClockAdvanced:
    """The service's time and the payment sandbox's time were moved, in all processes.
    Everything due in the sandbox has happened, each at its own instant.
    """

    clock: ServiceClock
    """The clock afterwards; for a repeated request, the present."""
    replayed: bool
    """Whether the key was known, so that nothing was moved now."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(clock=ServiceClock._of(d["clock"]), replayed=d["replayed"])


@dataclass(eq=False, kw_only=True)
class ClockNotMovable(Refused):
    """The time cannot be moved, for example in production, with a real payment provider, or
    during another move. `message` gives the reason.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class CodeAlreadyUsed(Refused):
    """The account has used this code already."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class CodeApplied:
    """The account is in the programme. Its prices are lower from now on."""

    programme: AccountProgramme
    """The programme of the code."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(programme=AccountProgramme._of(d["programme"]), replayed=d["replayed"])


@dataclass(eq=False, kw_only=True)
class CodeNotFound(Refused):
    """The code can't be used. Whether it is wrong, used up, over or revoked is not told."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class Cohort:
    """The accounts opened in one calendar month, and how many of them came back."""

    month: datetime
    """The month (UTC) in which they were opened, by its first instant."""
    accounts: int
    """How many were opened in it."""
    months: list[RetentionMonth]
    """Each month from their opening to the end of the range, in order."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            month=moment(d["month"]),
            accounts=d["accounts"],
            months=[RetentionMonth._of(x) for x in d["months"]],
        )


@dataclass(slots=True, kw_only=True)
class ComingPrice:
    """A price that is not in force yet."""

    effective_at: datetime
    """When it comes into force."""
    rates: Rates
    """Its plain rates."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(effective_at=moment(d["effectiveAt"]), rates=Rates._of(d["rates"]))


@dataclass(slots=True, kw_only=True)
class Consumption:
    """Uses of one model by accounts on one plan."""

    model: str
    """The model's name."""
    provider: str | None
    """The provider; null for a model that was never in a catalog."""
    plan: str | None
    """The plan that the account was on when the use was recorded; null for imported uses."""
    tier: UsageTier
    """FREE or PREMIUM, as it was when recorded; IMPORTED for uses of an older system."""
    requests: int
    """Uses that occurred in the range."""
    tokens: int
    """Their model tokens, input and output together."""
    cost: int
    """Premium tokens they cost; 0 for free models and imported uses."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            model=d["model"],
            provider=d["provider"],
            plan=d["plan"],
            tier=known(UsageTier, d["tier"]),
            requests=d["requests"],
            tokens=d["tokens"],
            cost=d["cost"],
        )


@dataclass(slots=True, kw_only=True)
class Conversion:
    """Conversion of the accounts opened in the range: how many of them have bought until now."""

    opened: int
    """Accounts whose `createdAt` is in the range."""
    bought_pack: int
    """How many of them had a pack credited since, refunded or not."""
    subscribed: int
    """How many of them were on a paid plan since."""
    pack_rate: float | None
    """boughtPack / opened; null if none was opened."""
    subscription_rate: float | None
    """subscribed / opened; null if none was opened."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            opened=d["opened"],
            bought_pack=d["boughtPack"],
            subscribed=d["subscribed"],
            pack_rate=d["packRate"],
            subscription_rate=d["subscriptionRate"],
        )


@dataclass(slots=True, kw_only=True)
class DayRevenue:
    """The revenue of a day in one currency."""

    currency: str
    """ISO 4217."""
    net: Money
    """The money paid minus the money returned on that day."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(currency=d["currency"], net=Money._of(d["net"]))


@dataclass(slots=True, kw_only=True)
class Discount:
    """A part of a list price that is not paid, and why."""

    kind: DiscountKind
    """Its kind."""
    reason: str
    """The reason, as text: for example `10% off from 10 packs`."""
    programme: str | None
    """The name of the programme; null for a bulk step."""
    amount: Money
    """What is not paid."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            kind=known(DiscountKind, d["kind"]),
            reason=d["reason"],
            programme=d["programme"],
            amount=Money._of(d["amount"]),
        )


@dataclass(slots=True, kw_only=True)
class Forecast:
    """How long a source of tokens lasts at the mean pace of the last 28 full UTC days, or of
    the days since the account exists. With the stated confidence it ends between
    `daysLeftLow` and `daysLeftHigh`, if future days are like these: docs/insights.md has
    the method. Renewals are ignored: see `lastsUntilReset`.
    """

    source: ForecastSource
    """The source of the tokens."""
    model: ModelSummary | None
    """The free model, for a QUOTA."""
    unit: QuotaUnit
    """The unit; premium tokens for ALLOWANCE and BALANCE."""
    remaining: int
    """How much is left now, in `unit`, without reserved amounts."""
    per_day: str | None
    """The mean per day, in `unit`, as a decimal string. For ALLOWANCE it is all premium use,
    because the allowance pays first; for BALANCE the part that the allowance did not pay.
    """
    days_left: float | None
    """Days until it is used up; at most 36,500. Null when nothing was used, or there are fewer
    than 3 full days of data.
    """
    days_left_low: float | None
    """The earliest likely day it runs out, in days from now."""
    days_left_high: float | None
    """The latest likely day it runs out, in days from now; null when it may last for ever."""
    confidence: float
    """The probability that the true time is in the interval: 0.8."""
    basis_days: int
    """The number of days over which `perDay` is the mean."""
    lasts_until_reset: bool | None
    """Whether it lasts until `resetsAt` at the mean pace; null if there is no estimate, or
    nothing renews.
    """
    resets_at: datetime | None
    """When it renews; null: never."""
    message: str
    """The forecast as text."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            source=known(ForecastSource, d["source"]),
            model=(None if (v := d["model"]) is None else ModelSummary._of(v)),
            unit=known(QuotaUnit, d["unit"]),
            remaining=d["remaining"],
            per_day=d["perDay"],
            days_left=d["daysLeft"],
            days_left_low=d["daysLeftLow"],
            days_left_high=d["daysLeftHigh"],
            confidence=d["confidence"],
            basis_days=d["basisDays"],
            lasts_until_reset=d["lastsUntilReset"],
            resets_at=(None if (v := d["resetsAt"]) is None else moment(v)),
            message=d["message"],
        )


@dataclass(slots=True, kw_only=True)
class FreeUse:
    """The share of uses of free models. Imported uses are not counted."""

    requests: int
    """Uses that occurred in the range."""
    free_requests: int
    """How many of these uses were of free models."""
    rate: float | None
    """freeRequests / requests; null without any use."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(requests=d["requests"], free_requests=d["freeRequests"], rate=d["rate"])


@dataclass(slots=True, kw_only=True)
class Grant:
    """Tokens that were given to an account."""

    id: str
    """Unique."""
    source: GrantSource
    """Where the tokens come from."""
    amount: int
    """Premium tokens that were granted."""
    remaining: int
    """Premium tokens that are left of the grant, without tokens reserved by holds."""
    effective_at: datetime
    """The time from which they can be spent."""
    expires_at: datetime | None
    """When the rest lapses; null: never."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            source=known(GrantSource, d["source"]),
            amount=d["amount"],
            remaining=d["remaining"],
            effective_at=moment(d["effectiveAt"]),
            expires_at=(None if (v := d["expiresAt"]) is None else moment(v)),
        )


@dataclass(slots=True, kw_only=True)
class Hold:
    """Tokens reserved for a use whose output is not known yet."""

    id: str
    """Unique."""
    model: ModelSummary
    """The model it is for."""
    tokens: int
    """Premium tokens that it reserves, or reserved."""
    quota_tokens: int
    """The part of a free model's native limit that it reserves, or reserved, in the limit's
    unit.
    """
    input_tokens: int
    """Input tokens that it covers."""
    max_output_tokens: int
    """Output tokens that it covers: fewer than requested if it is partial."""
    details: list[UsageDetail]
    """The units beyond the plain counts, as they were announced. A partial hold covers only
    `maxOutputTokens` of the output, so the announced parts of the output may be more.
    """
    service_tier: ServiceTier
    """The announced tier of service."""
    priority: Priority
    """The priority of the account's plan."""
    status: HoldStatus
    """Its status."""
    expires_at: datetime
    """When its tokens are returned if it is not closed before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            model=ModelSummary._of(d["model"]),
            tokens=d["tokens"],
            quota_tokens=d["quotaTokens"],
            input_tokens=d["inputTokens"],
            max_output_tokens=d["maxOutputTokens"],
            details=[UsageDetail._of(x) for x in d["details"]],
            service_tier=known(ServiceTier, d["serviceTier"]),
            priority=known(Priority, d["priority"]),
            status=known(HoldStatus, d["status"]),
            expires_at=moment(d["expiresAt"]),
        )


@dataclass(eq=False, kw_only=True)
class HoldClosed(Refused):
    """The hold was closed before: in another way, or it has expired."""

    hold: Hold
    """The hold, with its status."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"], hold=Hold._of(d["refused_hold"]))


@dataclass(slots=True, kw_only=True)
class HoldExtended:
    """The hold lasts until its new `expiresAt`."""

    hold: Hold
    """The hold."""
    balance: Balance
    """The balance; extending a hold moves no tokens."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(hold=Hold._of(d["hold"]), balance=Balance._of(d["balance"]))


@dataclass(eq=False, kw_only=True)
class HoldNotFound(Refused):
    """There is no such hold, or the caller may not close it. A hold placed with a
    `usage:write` key can only be closed or extended with a `usage:write` key.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class HoldPlaced:
    """The tokens are reserved."""

    hold: Hold
    """The hold; `maxOutputTokens` is the output that it covers."""
    balance: Balance
    """The balance after it; for a repeated request the present balance."""
    replayed: bool
    """Whether the key was used before. If so, nothing was reserved now."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            hold=Hold._of(d["hold"]), balance=Balance._of(d["balance"]), replayed=d["replayed"]
        )


@dataclass(slots=True, kw_only=True)
class HoldReleased:
    """The hold is closed. Its tokens paid debt first; the rest returned to its grants."""

    hold: Hold
    """The hold."""
    balance: Balance
    """The balance after it; for a repeated request the present balance."""
    replayed: bool
    """Whether it was released before, so that nothing changed now."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            hold=Hold._of(d["hold"]), balance=Balance._of(d["balance"]), replayed=d["replayed"]
        )


@dataclass(slots=True, kw_only=True)
class HoldSettled:
    """The use was recorded and charged, and the hold is closed."""

    hold: Hold
    """The hold."""
    usage: Usage
    """The use; for a repeated request the first one."""
    balance: Balance
    """The balance after it; for a repeated request the present balance."""
    replayed: bool
    """Whether it was settled before, so that nothing was charged now."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            hold=Hold._of(d["hold"]),
            usage=Usage._of(d["usage"]),
            balance=Balance._of(d["balance"]),
            replayed=d["replayed"],
        )


@dataclass(eq=False, kw_only=True)
class IdempotencyConflict(Refused):
    """The idempotency key was used before, with other content."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class InsufficientTokens(Refused):
    """There are fewer premium tokens than the request needs."""

    required: int
    """Premium tokens that the request needs."""
    available: int
    """Premium tokens that are available."""
    next_reset: datetime
    """When the plan's allowance renews."""
    alternatives: list[ModelSummary]
    """Models that can be used now, free ones first."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            code=d["code"],
            message=d["message"],
            required=d["refused_required"],
            available=d["refused_available"],
            next_reset=moment(d["refused_nextReset"]),
            alternatives=[ModelSummary._of(x) for x in d["refused_alternatives"]],
        )


@dataclass(eq=False, kw_only=True)
class InvitationExpired(Refused):
    """The invitation has expired."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class InvitationNotFound(Refused):
    """No invitation with this code is open for the account. Perhaps it was revoked, or it is
    for another email address.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class InvitationRevoked:
    """Nobody can join by the invitation any more."""

    team: TeamSummary
    """The team that it was for."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(team=TeamSummary._of(d["team"]), replayed=d["replayed"])


@dataclass(eq=False, kw_only=True)
class InvitationUsed(Refused):
    """The invitation was used before: each works once."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class Lapse:
    """Allowances that were not used up. A window in which an account was never touched granted
    nothing, and nothing of it lapsed.
    """

    granted: int
    """Tokens that allowances granted in the range."""
    lapsed: int
    """Tokens of allowances that lapsed in the range."""
    rate: float | None
    """lapsed / granted; null if nothing was granted."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(granted=d["granted"], lapsed=d["lapsed"], rate=d["rate"])


@dataclass(slots=True, kw_only=True)
class LedgerEntry:
    """One change of an account. Entries are never changed or removed."""

    id: str
    """Unique."""
    revision: int
    """The account's revision after it."""
    kind: EntryKind
    """The kind of change."""
    tokens: int
    """The change of the balance; the balance is the sum of all changes."""
    balance: int
    """The balance after it: available + held - debt."""
    charges: list[Charge]
    """Which grants paid how much."""
    recorded_at: datetime
    """When it was written."""
    occurred_at: datetime
    """When the change happened."""
    reason: str | None
    """The reason: an operator's text, the id of the thing it belongs to, or the spend cap."""
    usage: Usage | None
    """The use, for an entry of a use."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            revision=d["revision"],
            kind=known(EntryKind, d["kind"]),
            tokens=d["tokens"],
            balance=d["balance"],
            charges=[Charge._of(x) for x in d["charges"]],
            recorded_at=moment(d["recordedAt"]),
            occurred_at=moment(d["occurredAt"]),
            reason=d["reason"],
            usage=(None if (v := d["usage"]) is None else Usage._of(v)),
        )


@dataclass(eq=False, kw_only=True)
class LimitNotPossible(Refused):
    """The limit is below zero."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class MemberChanged:
    """The member is changed."""

    member: TeamMember
    """The member after the change."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(member=TeamMember._of(d["member"]), replayed=d["replayed"])


@dataclass(slots=True, kw_only=True)
class MemberRemoved:
    """The account is not a member of the team any more."""

    team: TeamSummary
    """The team."""
    account_id: str
    """The account that was removed."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            team=TeamSummary._of(d["team"]), account_id=d["accountId"], replayed=d["replayed"]
        )


@dataclass(slots=True, kw_only=True)
class Model:
    """A model that can be used."""

    name: str
    """The unique name, as used in `recordUsage`."""
    aliases: list[str]
    """Other names under which it is found. It is also found with the prefix of a provider
    (`openai/gpt-4o`) and with the date of a snapshot (`gpt-4o-2024-08-06`).
    """
    provider: str
    """The provider."""
    display_name: str
    """For people."""
    description: str
    """Its strengths."""
    tier: ModelTier
    """Free or premium."""
    is_free: bool
    """Whether it costs no premium tokens."""
    native_limit: NativeLimit | None
    """A free model's limit; null for premium ones."""
    capabilities: list[Capability]
    """Its abilities besides chat, and its purpose, if the catalog gives them."""
    context_tokens: int | None
    """The most input tokens of a request; null if the catalog does not know it."""
    retires_at: datetime | None
    """When the provider takes the model away; null if no date is known. It is not enforced:
    uses are recorded after it, too.
    """
    cost: float
    """Premium tokens per model token now, 0 for free models. Where input and output have
    different rates, this is the input rate; see `rates`.
    """
    rates: Rates
    """The present prices of its tokens, in the tier STANDARD and below all thresholds."""
    variants: list[RateVariant]
    """The present prices of long contexts and of other tiers of service, by tier and
    threshold; empty for most models. A use costs the rates of its tier at the highest
    `above` that it passes; those of STANDARD if its tier is not here, and `rates` if
    nothing fits.
    """
    shared_limit: SharedLimit | None
    """The limit that all accounts share, beside each one's own; null without one."""
    availability: Availability
    """Whether the caller can use it now."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            name=d["name"],
            aliases=d["aliases"],
            provider=d["provider"],
            display_name=d["displayName"],
            description=d["description"],
            tier=known(ModelTier, d["tier"]),
            is_free=d["isFree"],
            native_limit=(None if (v := d["nativeLimit"]) is None else NativeLimit._of(v)),
            capabilities=[known(Capability, x) for x in d["capabilities"]],
            context_tokens=d["contextTokens"],
            retires_at=(None if (v := d["retiresAt"]) is None else moment(v)),
            cost=d["cost"],
            rates=Rates._of(d["rates"]),
            variants=[RateVariant._of(x) for x in d["variants"]],
            shared_limit=(None if (v := d["sharedLimit"]) is None else SharedLimit._of(v)),
            availability=Availability._of(d["availability"]),
        )


@dataclass(eq=False, kw_only=True)
class ModelNotAllowed(Refused):
    """The caller's API key may not use this model. Only in a batch: alone, a use with such a
    model is an error.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class ModelNotFound(Refused):
    """The catalog has no model with this name, or it can't be used yet."""

    nearest: list[ModelSummary]
    """The models with the most similar names, the best first: at most three."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            code=d["code"],
            message=d["message"],
            nearest=[ModelSummary._of(x) for x in d["refused_nearest"]],
        )


@dataclass(slots=True, kw_only=True)
class ModelPrice:
    """The present price of a model, and where it comes from."""

    model: ModelSummary
    """The model, also one that cannot be used yet."""
    source: str | None
    """The price list that it comes from; null: it was written by hand."""
    effective_at: datetime | None
    """The date of the price in the catalog: it came into force then. Null: it has no date."""
    catalog: CatalogVersion
    """The catalog that brought it: no later one changed the price, the limit or the source."""
    following: ComingPrice | None
    """The next price, if the catalog has one."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            model=ModelSummary._of(d["model"]),
            source=d["source"],
            effective_at=(None if (v := d["effectiveAt"]) is None else moment(v)),
            catalog=CatalogVersion._of(d["catalog"]),
            following=(None if (v := d["following"]) is None else ComingPrice._of(v)),
        )


@dataclass(slots=True, kw_only=True)
class ModelSummary:
    """A model that can be used."""

    name: str
    """The unique name, as used in `recordUsage`."""
    display_name: str
    """For people."""
    provider: str
    """The provider."""
    tier: ModelTier
    """Free or premium."""
    is_free: bool
    """Whether it costs no premium tokens."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            name=d["name"],
            display_name=d["displayName"],
            provider=d["provider"],
            tier=known(ModelTier, d["tier"]),
            is_free=d["isFree"],
        )


@dataclass(eq=False, kw_only=True)
class ModelWithoutLimit(Refused):
    """The model has no native limit of the account, so no quota to watch."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class Money:
    """An amount of money."""

    amount: int
    """In the currency's minor unit: 500 of USD is five dollars."""
    currency: str
    """ISO 4217 code, for example USD."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(amount=d["amount"], currency=d["currency"])


@dataclass(slots=True, kw_only=True)
class NativeLimit:
    """The free use that a provider gives, per account and model."""

    amount: int
    """How much, in `unit`."""
    unit: QuotaUnit
    """The counted unit."""
    period: QuotaPeriod
    """The period after which the count starts again."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            amount=d["amount"],
            unit=known(QuotaUnit, d["unit"]),
            period=known(QuotaPeriod, d["period"]),
        )


@dataclass(eq=False, kw_only=True)
class NotAMember(Refused):
    """The account is not a member of the team."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class NotAllowedInTeam(Refused):
    """The caller's role in the team does not allow this."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class NothingToChange(Refused):
    """The account has this plan with these seats, or will have it soon."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class Outstanding:
    """Premium tokens that accounts still have, by where they come from."""

    source: TokenSource
    """The source of the tokens."""
    tokens: int
    """Granted and not yet spent, lapsed or taken back, at the range's end; held and frozen
    tokens are included. For DEBT: the tokens owed, below 0.
    """
    liability: Money | None
    """Their value: tokens of packs, adjustments and older systems at the price a token has in
    the cheapest pack on sale, rounded up; allowances and debt 0. Null without packs.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            source=known(TokenSource, d["source"]),
            tokens=d["tokens"],
            liability=(None if (v := d["liability"]) is None else Money._of(v)),
        )


@dataclass(eq=False, kw_only=True)
class OwnerMustHandOver(Refused):
    """The owner can't leave, be removed or get another role before another member owns the
    team.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class Pack:
    """Premium tokens bought once, which never expire."""

    name: str
    """Unique."""
    display_name: str
    """For people."""
    description: str
    """The kind of user it suits."""
    tokens: int
    """Its premium tokens."""
    bulk: list[BulkStep]
    """The discounts on larger quantities, the smallest quantity first."""
    price: Money
    """What the caller pays now for so many packs in one purchase, or in `Account.packs` that
    account. Without credentials, only the quantity counts.
    """
    list_price: Money
    """The price of so many packs without discounts."""
    discounts: list[Discount]
    """Why the price of so many packs is below the list price."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            name=d["name"],
            display_name=d["displayName"],
            description=d["description"],
            tokens=d["tokens"],
            bulk=[BulkStep._of(x) for x in d["bulk"]],
            price=Money._of(d["price"]),
            list_price=Money._of(d["listPrice"]),
            discounts=[Discount._of(x) for x in d["discounts"]],
        )


@dataclass(slots=True, kw_only=True)
class PackCount:
    """A pack, and how many of it."""

    pack: PackSummary
    """The pack."""
    quantity: int
    """How many."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(pack=PackSummary._of(d["pack"]), quantity=d["quantity"])


@dataclass(eq=False, kw_only=True)
class PackNotFound(Refused):
    """The catalog has no such pack."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class PackSummary:
    """Premium tokens bought once, which never expire."""

    name: str
    """Unique."""
    display_name: str
    """For people."""
    tokens: int
    """Its premium tokens."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(name=d["name"], display_name=d["displayName"], tokens=d["tokens"])


@dataclass(eq=False, kw_only=True)
class PaymentDeclined(Refused):
    """The card or the bank declined the payment; nothing has changed."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class PaymentMethod:
    """A saved card. Its number is known to the payment provider only."""

    id: str
    """Its id."""
    brand: str
    """The brand, such as visa."""
    last4: str
    """The last digits of its number."""
    exp_month: int
    """The last month in which it is valid, from 1 to 12."""
    exp_year: int
    """The year of that month."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            brand=d["brand"],
            last4=d["last4"],
            exp_month=d["expMonth"],
            exp_year=d["expYear"],
        )


@dataclass(eq=False, kw_only=True)
class PaymentMethodNotFound(Refused):
    """The account has no such saved card, or none at all."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class PaymentMethodRemoved:
    """The card is not saved any more."""

    payment_method: PaymentMethod
    """The card that was removed."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(payment_method=PaymentMethod._of(d["paymentMethod"]))


@dataclass(slots=True, kw_only=True)
class PaymentMethodStarted:
    """The page that saves a card is ready. Nothing is paid there."""

    url: str
    """Where to save the card."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(url=d["url"])


@dataclass(eq=False, kw_only=True)
class PaymentRefused(Refused):
    """The payment provider refused the request, and would refuse a repetition too. The reason
    is in the log of this service.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class PaymentUnavailable(Refused):
    """The payment provider can't be reached. Repeat with the same key."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class PendingPlanChange:
    """What a subscription gives from the next period on."""

    plan: PlanSummary
    """The plan."""
    seats: int | None
    """Its seats, if it has any."""
    price: Money
    """The price of the first month, before tax."""
    list_price: Money
    """The price of that month without discounts."""
    discounts: list[Discount]
    """Why the price is below the list price."""
    at: datetime | None
    """When it begins: the end of the paid period."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            plan=PlanSummary._of(d["plan"]),
            seats=d["seats"],
            price=Money._of(d["price"]),
            list_price=Money._of(d["listPrice"]),
            discounts=[Discount._of(x) for x in d["discounts"]],
            at=(None if (v := d["at"]) is None else moment(v)),
        )


@dataclass(slots=True, kw_only=True)
class Plan:
    """A set of allowances."""

    name: str
    """Unique: FREE, PREMIUM."""
    display_name: str
    """For people."""
    description: str
    """The kind of user it suits."""
    list_price: Money
    """For a month, without discounts."""
    allowances: list[PlanAllowance]
    """Premium tokens it grants in every period."""
    priority: Priority
    """Under overload, requests with PRIORITY are served first."""
    benefits: list[str]
    """Other benefits, as text."""
    buyer: Buyer
    """The kind of account that it is for."""
    seats: PlanSeats | None
    """Its seats, if it is for teams."""
    price: Money
    """For a month: what the caller pays now, or in `Account.plans` that account. The list
    price without credentials.
    """
    discounts: list[Discount]
    """Why the price is below the list price."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            name=d["name"],
            display_name=d["displayName"],
            description=d["description"],
            list_price=Money._of(d["listPrice"]),
            allowances=[PlanAllowance._of(x) for x in d["allowances"]],
            priority=known(Priority, d["priority"]),
            benefits=d["benefits"],
            buyer=known(Buyer, d["buyer"]),
            seats=(None if (v := d["seats"]) is None else PlanSeats._of(v)),
            price=Money._of(d["price"]),
            discounts=[Discount._of(x) for x in d["discounts"]],
        )


@dataclass(slots=True, kw_only=True)
class PlanAllowance:
    """Premium tokens that a plan grants in every period."""

    tokens: int
    """Premium tokens per period; unspent ones lapse."""
    period: QuotaPeriod
    """How often."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(tokens=d["tokens"], period=known(QuotaPeriod, d["period"]))


@dataclass(slots=True, kw_only=True)
class PlanChangeCanceled:
    """The subscription continues as it is."""

    subscription: PlanSubscription
    """The subscription after it."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(subscription=PlanSubscription._of(d["subscription"]))


@dataclass(slots=True, kw_only=True)
class PlanChangePreview:
    """What a change of the plan would do. Nothing has changed."""

    plan: PlanSummary
    """The plan after the change."""
    seats: int | None
    """Its seats."""
    at: datetime
    """When the change takes effect."""
    due_now: Money
    """What is charged at once."""
    credit: Money
    """What the rest of the paid period is worth more than the new plan: the next invoices use
    it.
    """
    price: Money
    """The price of each month after that, as long as its discounts last. It is charged to the
    cent, before tax.
    """
    list_price: Money
    """The price of such a month without discounts."""
    discounts: list[Discount]
    """Why the price is below the list price."""
    discounted_until: datetime | None
    """The end of the last month with the discounts. Null if they have no end, or if there are
    none.
    """
    next_payment_at: datetime | None
    """When the next month is charged; null: never."""
    needs_checkout: bool
    """Whether there is no subscription yet: use `subscribe`, which leads to a checkout."""
    as_of: datetime
    """The instant of these amounts, for `changePlan`."""
    tokens: TokenEffect
    """What happens to the tokens."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            plan=PlanSummary._of(d["plan"]),
            seats=d["seats"],
            at=moment(d["at"]),
            due_now=Money._of(d["dueNow"]),
            credit=Money._of(d["credit"]),
            price=Money._of(d["price"]),
            list_price=Money._of(d["listPrice"]),
            discounts=[Discount._of(x) for x in d["discounts"]],
            discounted_until=(None if (v := d["discountedUntil"]) is None else moment(v)),
            next_payment_at=(None if (v := d["nextPaymentAt"]) is None else moment(v)),
            needs_checkout=d["needsCheckout"],
            as_of=moment(d["asOf"]),
            tokens=TokenEffect._of(d["tokens"]),
        )


@dataclass(slots=True, kw_only=True)
class PlanChanged:
    """The change is made, or will be at the end of the period."""

    subscription: PlanSubscription
    """The subscription after it."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(subscription=PlanSubscription._of(d["subscription"]), replayed=d["replayed"])


@dataclass(eq=False, kw_only=True)
class PlanNotForAccount(Refused):
    """The plan is for persons, or for families and teams, and this account is not one."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class PlanNotFound(Refused):
    """The catalog has no such plan, or it can't be subscribed to."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class PlanSeats:
    """The seats of a plan for teams."""

    least: int
    """The least seats that can be bought."""
    most: int
    """The most seats that can be bought."""
    per_seat: bool
    """Whether price and allowances are for one seat; otherwise for all of them together."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(least=d["least"], most=d["most"], per_seat=d["perSeat"])


@dataclass(slots=True, kw_only=True)
class PlanSubscription:
    """A subscription to a plan."""

    id: str
    """Unique."""
    plan: PlanSummary
    """The plan that it gives."""
    seats: int | None
    """Its seats, if it has any."""
    price: Money
    """What is paid for a month of the present period, before tax."""
    list_price: Money
    """The price of that month without discounts."""
    discounts: list[Discount]
    """Why the price is below the list price."""
    discounted_until: datetime | None
    """The end of the last month with the discounts. Null if they have no end, or if there are
    none.
    """
    pending_change: PendingPlanChange | None
    """What waits for the end of the period, except the end of the subscription."""
    status: SubscriptionStatus
    """Its status."""
    current_period_end: datetime | None
    """The end of the paid period."""
    cancel_at_period_end: bool
    """Whether it ends then instead of renewing."""
    grace_until: datetime | None
    """The end of the grace period. Set after a failed renewal: the plan stays active until
    then.
    """
    created_at: datetime
    """When the checkout was started."""
    ended_at: datetime | None
    """When it ended."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            plan=PlanSummary._of(d["plan"]),
            seats=d["seats"],
            price=Money._of(d["price"]),
            list_price=Money._of(d["listPrice"]),
            discounts=[Discount._of(x) for x in d["discounts"]],
            discounted_until=(None if (v := d["discountedUntil"]) is None else moment(v)),
            pending_change=(
                None if (v := d["pendingChange"]) is None else PendingPlanChange._of(v)
            ),
            status=known(SubscriptionStatus, d["status"]),
            current_period_end=(None if (v := d["currentPeriodEnd"]) is None else moment(v)),
            cancel_at_period_end=d["cancelAtPeriodEnd"],
            grace_until=(None if (v := d["graceUntil"]) is None else moment(v)),
            created_at=moment(d["createdAt"]),
            ended_at=(None if (v := d["endedAt"]) is None else moment(v)),
        )


@dataclass(slots=True, kw_only=True)
class PlanSummary:
    """A set of allowances."""

    name: str
    """Unique: FREE, PREMIUM."""
    display_name: str
    """For people."""
    priority: Priority
    """Under overload, requests with PRIORITY are served first."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            name=d["name"], display_name=d["displayName"], priority=known(Priority, d["priority"])
        )


@dataclass(slots=True, kw_only=True)
class Programme:
    """A group of accounts that pay less."""

    name: str
    """Unique."""
    display_name: str
    """For people."""
    description: str
    """Who it is for."""
    packs_off: str | None
    """What is taken off packs: `30%`; null for nothing."""
    plans_off: str | None
    """What is taken off plans: `50%`; null for nothing."""
    joining: ProgrammeJoining
    """How an account gets there."""
    proof: str | None
    """What an operator accepts as a proof, if it needs one."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            name=d["name"],
            display_name=d["displayName"],
            description=d["description"],
            packs_off=d["packsOff"],
            plans_off=d["plansOff"],
            joining=known(ProgrammeJoining, d["joining"]),
            proof=d["proof"],
        )


@dataclass(eq=False, kw_only=True)
class ProgrammeNotFound(Refused):
    """There is no such programme, or it can't be asked for."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class ProgrammeRemoved:
    """The account is not in the programme, and its request is answered."""

    removed: bool
    """Whether anything changed just now."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(removed=d["removed"])


@dataclass(slots=True, kw_only=True)
class ProgrammeRequest:
    """A request for a programme, which waits for an operator."""

    account_id: str
    """The account."""
    programme: Programme
    """The programme."""
    proof: str
    """The proof, as the account's owner wrote it."""
    asked_at: datetime
    """When it was sent."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            account_id=d["accountId"],
            programme=Programme._of(d["programme"]),
            proof=d["proof"],
            asked_at=moment(d["askedAt"]),
        )


@dataclass(slots=True, kw_only=True)
class ProgrammeRequested:
    """The request waits for an operator. A repeat changes nothing."""

    request: ProgrammeRequest
    """The request."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(request=ProgrammeRequest._of(d["request"]))


@dataclass(slots=True, kw_only=True)
class ProgrammeSet:
    """The account is in the programme. A repeat changes nothing."""

    programme: AccountProgramme
    """The programme."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(programme=AccountProgramme._of(d["programme"]))


@dataclass(slots=True, kw_only=True)
class Provider:
    """A company or service that runs models."""

    name: str
    """The unique name, as used in `models(provider:)`."""
    display_name: str
    """For people."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(name=d["name"], display_name=d["displayName"])


@dataclass(slots=True, kw_only=True)
class Purchase:
    """A pack that was bought, or is being bought."""

    id: str
    """Unique."""
    pack: PackSummary
    """The pack, as in the present catalog."""
    quantity: int
    """The number of packs."""
    tokens: int
    """All its premium tokens."""
    price: Money
    """What is paid for all of them, before tax."""
    list_price: Money
    """The price without discounts when it was ordered."""
    discounts: list[Discount]
    """Why the price is below the list price."""
    status: PurchaseStatus
    """Its status."""
    created_at: datetime
    """When the checkout was started."""
    paid_at: datetime | None
    """When it was credited."""
    refunded_tokens: int
    """Premium tokens that were taken back because of refunds or a lost dispute."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            pack=PackSummary._of(d["pack"]),
            quantity=d["quantity"],
            tokens=d["tokens"],
            price=Money._of(d["price"]),
            list_price=Money._of(d["listPrice"]),
            discounts=[Discount._of(x) for x in d["discounts"]],
            status=known(PurchaseStatus, d["status"]),
            created_at=moment(d["createdAt"]),
            paid_at=(None if (v := d["paidAt"]) is None else moment(v)),
            refunded_tokens=d["refundedTokens"],
        )


@dataclass(eq=False, kw_only=True)
class PurchaseNotFound(Refused):
    """There is no such purchase."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class PurchaseNotRefundable(Refused):
    """The purchase cannot be refunded, or not by this amount."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class PurchaseRefunded:
    """The purchase is refunded, and its tokens are taken back."""

    purchase: Purchase
    """The purchase after it."""
    balance: Balance
    """The account's balance after it."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            purchase=Purchase._of(d["purchase"]),
            balance=Balance._of(d["balance"]),
            replayed=d["replayed"],
        )


@dataclass(slots=True, kw_only=True)
class PurchaseStarted:
    """The checkout is ready to be paid."""

    purchase: Purchase
    """The purchase. Its tokens are credited when it is paid."""
    checkout_url: str
    """Where to pay."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            purchase=Purchase._of(d["purchase"]),
            checkout_url=d["checkoutUrl"],
            replayed=d["replayed"],
        )


@dataclass(slots=True, kw_only=True)
class Quota:
    """How much of a free model's native limit an account has used; or of the limit that all
    accounts share, where that is nearer.
    """

    account_id: str
    """The account that it belongs to."""
    model: ModelSummary
    """The model."""
    unit: QuotaUnit
    """The counted unit."""
    limit: int
    """The limit per window."""
    used: int
    """How much is used in this window."""
    held: int
    """How much of it is reserved by open holds."""
    remaining: int
    """How much is left in this window."""
    period: QuotaPeriod
    """The length of a window."""
    resets_at: datetime
    """When the next window starts."""
    shared: bool
    """Whether it is the limit that all accounts share. Then `used` is what all of them have
    used and reserved, at most a second ago.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            account_id=d["accountId"],
            model=ModelSummary._of(d["model"]),
            unit=known(QuotaUnit, d["unit"]),
            limit=d["limit"],
            used=d["used"],
            held=d["held"],
            remaining=d["remaining"],
            period=known(QuotaPeriod, d["period"]),
            resets_at=moment(d["resetsAt"]),
            shared=d["shared"],
        )


@dataclass(eq=False, kw_only=True)
class QuotaExceeded(Refused):
    """Too little is left of the native limit of a free model, or of the limit that all
    accounts share (`quota.shared`).
    """

    quota: Quota
    """How much of the limit is used, and when it resets."""
    alternatives: list[ModelSummary]
    """Models that can be used now, free ones first."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            code=d["code"],
            message=d["message"],
            quota=Quota._of(d["refused_quota"]),
            alternatives=[ModelSummary._of(x) for x in d["refused_alternatives"]],
        )


@dataclass(slots=True, kw_only=True)
class Quote:
    """The cost of a use now, and whether it would be allowed."""

    cost: int
    """Premium tokens; 0 for a free model or an unknown one."""
    allowed: bool
    """Whether `recordUsage` would accept it now."""
    refusal: Refused | None
    """Why it would be refused."""
    model: ModelSummary | None
    """The model. Null if the catalog has no model of this name."""
    unpriced: list[UsageUnit]
    """Units in `details` that cost nothing because the catalog has no rate for them."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            cost=d["cost"],
            allowed=d["allowed"],
            refusal=(None if (v := d["refusal"]) is None else refusal_of(v)),
            model=(None if (v := d["model"]) is None else ModelSummary._of(v)),
            unpriced=[known(UsageUnit, x) for x in d["unpriced"]],
        )


@dataclass(slots=True, kw_only=True)
class RateVariant:
    """The rates of a tier of service, for uses of more than a number of input tokens."""

    service_tier: ServiceTier
    """The tier of service."""
    above: int
    """For uses of strictly more input tokens than this, cached included; 0: for any use. If a
    use fits several variants of its tier, the highest one counts.
    """
    rates: Rates
    """All rates of such a use."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            service_tier=known(ServiceTier, d["serviceTier"]),
            above=d["above"],
            rates=Rates._of(d["rates"]),
        )


@dataclass(slots=True, kw_only=True)
class Rates:
    """Premium tokens for one token of a model, as decimal strings."""

    input: str
    """For a fresh input token."""
    output: str
    """For an output token."""
    cached_input: str
    """For an input token that the provider had cached."""
    units: list[UnitRate]
    """For other units that have a rate of their own. A part without one costs what its whole
    costs; a thing beside tokens without one costs nothing.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            input=d["input"],
            output=d["output"],
            cached_input=d["cachedInput"],
            units=[UnitRate._of(x) for x in d["units"]],
        )


@dataclass(slots=True, kw_only=True)
class Recommendation:
    """A model for an audience, and why."""

    audience: Audience
    """The audience."""
    rank: int
    """1 is recommended first."""
    model: ModelSummary
    """The recommended model."""
    reason: str
    """The reason, as text."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            audience=known(Audience, d["audience"]),
            rank=d["rank"],
            model=ModelSummary._of(d["model"]),
            reason=d["reason"],
        )


@dataclass(slots=True, kw_only=True)
class RetentionMonth:
    """One month of a cohort."""

    month: datetime
    """The calendar month (UTC), by its first instant."""
    active: int
    """Accounts of the cohort that used any model in that month."""
    rate: float | None
    """active / accounts of the cohort."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(month=moment(d["month"]), active=d["active"], rate=d["rate"])


@dataclass(slots=True, kw_only=True)
class Revenue:
    """Money in one currency. It counts at the instant when the payment provider reported it;
    discounts are deducted, taxes are included.
    """

    currency: str
    """ISO 4217."""
    gross: Money
    """Paid in the range."""
    returned: Money
    """Returned in the range: refunds and lost disputes."""
    net: Money
    """gross - returned."""
    packs: RevenueKind
    """The part from packs."""
    subscriptions: RevenueKind
    """The part from plans."""
    payers: int
    """Accounts that paid in the range."""
    per_payer: Money | None
    """net / payers, rounded; null without payers."""
    per_user: Money | None
    """net / activeAccounts, rounded; null if none was active."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            currency=d["currency"],
            gross=Money._of(d["gross"]),
            returned=Money._of(d["returned"]),
            net=Money._of(d["net"]),
            packs=RevenueKind._of(d["packs"]),
            subscriptions=RevenueKind._of(d["subscriptions"]),
            payers=d["payers"],
            per_payer=(None if (v := d["perPayer"]) is None else Money._of(v)),
            per_user=(None if (v := d["perUser"]) is None else Money._of(v)),
        )


@dataclass(slots=True, kw_only=True)
class RevenueKind:
    """Money of one kind: packs, or plans."""

    gross: Money
    """Paid in the range."""
    returned: Money
    """Returned in the range, no matter when it was paid: refunds and lost disputes, without
    refunds that failed.
    """
    net: Money
    """gross - returned."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            gross=Money._of(d["gross"]), returned=Money._of(d["returned"]), net=Money._of(d["net"])
        )


@dataclass(slots=True, kw_only=True)
class Savings:
    """The savings by free models: the same uses at a premium model's present prices, with
    their details and tiers of service. Sums are rounded down, so the figure is never too
    high.
    """

    requests: int
    """How many uses of free models, imported ones included."""
    input_tokens: int
    """Their input tokens, cached included."""
    output_tokens: int
    """Their output tokens."""
    cached_input_tokens: int
    """Their input tokens that the providers had cached."""
    imported_tokens: int
    """Tokens of uses that an older system recorded; they count at the model's lowest rate."""
    instead_of: ModelSummary | None
    """The premium model compared to; null if the catalog has none."""
    premium_tokens: int
    """The cost of these uses with that model."""
    money: Money | None
    """The price of that many premium tokens in the pack with the best value; null without
    packs.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            requests=d["requests"],
            input_tokens=d["inputTokens"],
            output_tokens=d["outputTokens"],
            cached_input_tokens=d["cachedInputTokens"],
            imported_tokens=d["importedTokens"],
            instead_of=(None if (v := d["insteadOf"]) is None else ModelSummary._of(v)),
            premium_tokens=d["premiumTokens"],
            money=(None if (v := d["money"]) is None else Money._of(v)),
        )


@dataclass(eq=False, kw_only=True)
class SeatsNotPossible(Refused):
    """The plan has other seats, the team has more members, or fewer seats have to wait for the
    end of the period.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class ServiceClock:
    """The time by which windows renew, plans end and holds expire."""

    now: datetime
    """The service's time."""
    ahead_seconds: int
    """How far operators moved it ahead of the real time. Always 0 in production."""
    movable: bool
    """Whether it can be moved: only in development, with the built-in payment sandbox."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(now=moment(d["now"]), ahead_seconds=d["aheadSeconds"], movable=d["movable"])


@dataclass(slots=True, kw_only=True)
class SharedLimit:
    """A limit that all accounts share: of a model, or of all models of its provider."""

    amount: int
    """How much, in `unit`."""
    unit: QuotaUnit
    """The counted unit."""
    period: QuotaPeriod
    """The period after which the count starts again."""
    models: list[str]
    """The names of the first 20 models that share it."""
    model_count: int
    """The number of models that share it."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            amount=d["amount"],
            unit=known(QuotaUnit, d["unit"]),
            period=known(QuotaPeriod, d["period"]),
            models=d["models"],
            model_count=d["modelCount"],
        )


@dataclass(slots=True, kw_only=True)
class SpendCap:
    """A limit on what uses may cost in a day or month. It counts the premium tokens that the
    uses of its scope have cost since it was set.
    """

    scope: CapScope
    """The uses that it counts."""
    model: ModelSummary | None
    """The model, for the scope MODEL."""
    api_key_id: str | None
    """The id of the API key, for the scope API_KEY."""
    tokens: int
    """Premium tokens that uses may cost in each window; 0 lets none through."""
    period: QuotaPeriod
    """The length of a window."""
    used: int
    """Premium tokens that uses have cost in this window. Above `tokens` if a hold was settled
    at more than it reserved, or if the cap was lowered.
    """
    held: int
    """Premium tokens that open holds reserve of it."""
    remaining: int
    """What is left in this window: never below 0."""
    resets_at: datetime
    """When the next window starts."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            scope=known(CapScope, d["scope"]),
            model=(None if (v := d["model"]) is None else ModelSummary._of(v)),
            api_key_id=d["apiKeyId"],
            tokens=d["tokens"],
            period=known(QuotaPeriod, d["period"]),
            used=d["used"],
            held=d["held"],
            remaining=d["remaining"],
            resets_at=moment(d["resetsAt"]),
        )


@dataclass(slots=True, kw_only=True)
class SpendCapRemoved:
    """There is no such cap any more."""

    removed: bool
    """Whether it was removed just now; false: there was none."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(removed=d["removed"])


@dataclass(slots=True, kw_only=True)
class SpendCapSet:
    """The cap is set. A repeated request changes nothing."""

    cap: SpendCap
    """The cap. A new one starts at 0; a changed one goes on."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(cap=SpendCap._of(d["cap"]))


@dataclass(slots=True, kw_only=True)
class SubscriptionCanceled:
    """The subscription ends, now or with its period."""

    subscription: PlanSubscription
    """The subscription after it."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(subscription=PlanSubscription._of(d["subscription"]))


@dataclass(eq=False, kw_only=True)
class SubscriptionNotFound(Refused):
    """The account has no subscription that could be changed."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class SubscriptionNotPaid(Refused):
    """The present period of the subscription is not paid."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class SubscriptionResumed:
    """The subscription continues."""

    subscription: PlanSubscription
    """The subscription after it."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(subscription=PlanSubscription._of(d["subscription"]))


@dataclass(slots=True, kw_only=True)
class SubscriptionStarted:
    """The checkout is ready to be paid."""

    subscription: PlanSubscription
    """The subscription; it begins when it is paid."""
    checkout_url: str
    """Where to pay."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            subscription=PlanSubscription._of(d["subscription"]),
            checkout_url=d["checkoutUrl"],
            replayed=d["replayed"],
        )


@dataclass(slots=True, kw_only=True)
class Suggestion:
    """A better choice for the account, from its last 30 days."""

    kind: SuggestionKind
    """The kind of suggestion."""
    reason: str
    """The reason, as text with figures."""
    model: ModelSummary | None
    """The model to use, for START and FREE_MODEL."""
    instead_of: ModelSummary | None
    """The premium model that a FREE_MODEL would replace."""
    plan: PlanSummary | None
    """The plan, for PACKS (which go with it), PLAN and PLAN_AND_PACKS."""
    packs: list[PackCount]
    """The packs to buy."""
    tokens: int | None
    """For a FREE_MODEL the model tokens it would have served; for packs and plans the premium
    tokens they would have paid.
    """
    saves_tokens: int | None
    """Premium tokens that a FREE_MODEL would have saved."""
    expected_tokens: int | None
    """Premium tokens that a FREE_MODEL is expected to save in the next 30 days, if they are
    like the days so far.
    """
    saves_money: Money | None
    """What is saved in money: for a FREE_MODEL the price of `savesTokens` in the pack with the
    best value; for packs and plans `comparedTo` less `cost`. Null without a comparison.
    """
    cost: Money | None
    """The cost of plan and packs for the 30 days."""
    compared_to: Money | None
    """The cost of the account's present plan with its packs. If that is the suggestion, the
    next best choice.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            kind=known(SuggestionKind, d["kind"]),
            reason=d["reason"],
            model=(None if (v := d["model"]) is None else ModelSummary._of(v)),
            instead_of=(None if (v := d["insteadOf"]) is None else ModelSummary._of(v)),
            plan=(None if (v := d["plan"]) is None else PlanSummary._of(v)),
            packs=[PackCount._of(x) for x in d["packs"]],
            tokens=d["tokens"],
            saves_tokens=d["savesTokens"],
            expected_tokens=d["expectedTokens"],
            saves_money=(None if (v := d["savesMoney"]) is None else Money._of(v)),
            cost=(None if (v := d["cost"]) is None else Money._of(v)),
            compared_to=(None if (v := d["comparedTo"]) is None else Money._of(v)),
        )


@dataclass(slots=True, kw_only=True)
class Team:
    """A family or a team. Uses of its members may take the tokens of its pool, which is an
    account.
    """

    id: str
    """Unique. It is also the id of its account."""
    name: str
    """Its name."""
    kind: TeamKind
    """Its kind."""
    created_at: datetime
    """When it was founded."""
    closed_at: datetime | None
    """When it was closed; null: it is open."""
    account: AccountSummary
    """The pool: the account whose tokens the members share. Packs and plans are bought for it.
    Plain members see its balance, and their own uses of it.
    """
    member_count: int
    """How many members it has."""
    seats: int
    """How many members it may have, its owner included."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            name=d["name"],
            kind=known(TeamKind, d["kind"]),
            created_at=moment(d["createdAt"]),
            closed_at=(None if (v := d["closedAt"]) is None else moment(v)),
            account=AccountSummary._of(d["account"]),
            member_count=d["memberCount"],
            seats=d["seats"],
        )


@dataclass(slots=True, kw_only=True)
class TeamClosed:
    """The team is closed: what its pool had left is its owner's, and its members pay for
    themselves. Open holds still settle with the tokens that they reserve, and the owner
    gets what they leave a few seconds later.
    """

    team: TeamSummary
    """The team."""
    returned: int
    """Premium tokens that the owner got from the pool."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(team=TeamSummary._of(d["team"]), returned=d["returned"], replayed=d["replayed"])


@dataclass(slots=True, kw_only=True)
class TeamCreated:
    """The team is founded, and the caller is its owner."""

    team: TeamSummary
    """The team."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(team=TeamSummary._of(d["team"]), replayed=d["replayed"])


@dataclass(eq=False, kw_only=True)
class TeamFull(Refused):
    """All seats of the team are taken, now or after a change or an order of its plan that
    waits.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class TeamHandedOver:
    """The team has another owner, and the caller is an admin of it."""

    team: TeamSummary
    """The team."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(team=TeamSummary._of(d["team"]), replayed=d["replayed"])


@dataclass(slots=True, kw_only=True)
class TeamInvitation:
    """An open invitation to a team."""

    code: str
    """The code: who has it may join. It works once."""
    role: TeamRole
    """The role of whoever joins by it."""
    limit: TokenLimit | None
    """What the team will pay at most; null: no limit."""
    address: str | None
    """The email address that the account must have verified; null: any account may join."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime
    """Until when it can be used."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            code=d["code"],
            role=known(TeamRole, d["role"]),
            limit=(None if (v := d["limit"]) is None else TokenLimit._of(v)),
            address=d["address"],
            created_at=moment(d["createdAt"]),
            expires_at=moment(d["expiresAt"]),
        )


@dataclass(slots=True, kw_only=True)
class TeamInvited:
    """The invitation is made."""

    code: str
    """The code: who has it may join. A repeat has the same."""
    expires_at: datetime
    """Until when it can be used."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], expires_at=moment(d["expiresAt"]), replayed=d["replayed"])


@dataclass(eq=False, kw_only=True)
class TeamIsClosed(Refused):
    """The team is closed."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class TeamJoined:
    """The caller is a member of the team."""

    membership: TeamMembership
    """The membership, as it began."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(membership=TeamMembership._of(d["membership"]), replayed=d["replayed"])


@dataclass(slots=True, kw_only=True)
class TeamLeft:
    """The caller is not a member of the team any more."""

    team: TeamSummary
    """The team, of which the caller sees little now."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(team=TeamSummary._of(d["team"]), replayed=d["replayed"])


@dataclass(slots=True, kw_only=True)
class TeamMember:
    """A member of a team."""

    account_id: str
    """The member's account."""
    role: TeamRole
    """The member's role."""
    limit: TokenLimit | None
    """What the team pays at most; null: no limit."""
    used: int
    """Premium tokens that the team has paid for the member: in the present window of the
    limit, or without one since the membership began or the last limit ended.
    """
    resets_at: datetime | None
    """When the limit's next window starts."""
    pay_from: PayFrom
    """Whose tokens pay for a use of the member."""
    joined_at: datetime
    """When the membership began."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            account_id=d["accountId"],
            role=known(TeamRole, d["role"]),
            limit=(None if (v := d["limit"]) is None else TokenLimit._of(v)),
            used=d["used"],
            resets_at=(None if (v := d["resetsAt"]) is None else moment(v)),
            pay_from=known(PayFrom, d["payFrom"]),
            joined_at=moment(d["joinedAt"]),
        )


@dataclass(slots=True, kw_only=True)
class TeamMembership:
    """The membership of an account in a team."""

    team: TeamSummary
    """The team."""
    role: TeamRole
    """The role in the team."""
    limit: TokenLimit | None
    """What the team pays at most; null: no limit."""
    used: int
    """Premium tokens that the team has paid: in the present window of the limit, or without
    one since the membership began or the last limit ended.
    """
    resets_at: datetime | None
    """When the limit's next window starts."""
    pay_from: PayFrom
    """Whose tokens pay for a use."""
    joined_at: datetime
    """When the membership began."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            team=TeamSummary._of(d["team"]),
            role=known(TeamRole, d["role"]),
            limit=(None if (v := d["limit"]) is None else TokenLimit._of(v)),
            used=d["used"],
            resets_at=(None if (v := d["resetsAt"]) is None else moment(v)),
            pay_from=known(PayFrom, d["payFrom"]),
            joined_at=moment(d["joinedAt"]),
        )


@dataclass(eq=False, kw_only=True)
class TeamNotFound(Refused):
    """There is no such team, or the caller is not in it."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(eq=False, kw_only=True)
class TeamPlanGoesOn(Refused):
    """The plan of the team could not be canceled at the payment provider, or its cards not be
    removed. The team stays open.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class TeamRenamed:
    """The team has its new name."""

    team: TeamSummary
    """The team."""
    replayed: bool
    """Whether the key was used before."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(team=TeamSummary._of(d["team"]), replayed=d["replayed"])


@dataclass(slots=True, kw_only=True)
class TeamSummary:
    """A family or a team. Uses of its members may take the tokens of its pool, which is an
    account.
    """

    id: str
    """Unique. It is also the id of its account."""
    name: str
    """Its name."""
    kind: TeamKind
    """Its kind."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(id=d["id"], name=d["name"], kind=known(TeamKind, d["kind"]))


@dataclass(slots=True, kw_only=True)
class TestEventSent:
    """An event of the type `webhook.test` is sent to the endpoint."""

    delivery: WebhookDelivery
    """The delivery of the event."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(delivery=WebhookDelivery._of(d["delivery"]))


@dataclass(slots=True, kw_only=True)
class TokenEffect:
    """What a change does to the premium tokens."""

    before: list[PlanAllowance]
    """The allowances before the change."""
    after: list[PlanAllowance]
    """The allowances after it."""
    lapses: int
    """What lapses at once, of the open windows of the old plan."""
    gains: int
    """What is there at once, of the open windows of the new plan."""
    available: int
    """What can be spent directly after the change."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            before=[PlanAllowance._of(x) for x in d["before"]],
            after=[PlanAllowance._of(x) for x in d["after"]],
            lapses=d["lapses"],
            gains=d["gains"],
            available=d["available"],
        )


@dataclass(slots=True, kw_only=True)
class TokenLimit:
    """What the team pays at most for a member in each window."""

    tokens: int
    """Premium tokens."""
    period: QuotaPeriod
    """The length of a window: a day in UTC, or a month of the team, which begins on the day of
    the month on which the team was founded.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(tokens=d["tokens"], period=known(QuotaPeriod, d["period"]))


@dataclass(eq=False, kw_only=True)
class TooManyWebhookEndpoints(Refused):
    """The partner has 20 endpoints already."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class TopUpFailure:
    """Why an automatic top-up stopped, and what its owner can do."""

    code: str
    """`authentication_required` if the bank wants the owner to confirm, `card_declined` or
    another code of the payment provider, `no_payment_method` without a saved card,
    `pack_not_found` if the pack is gone.
    """
    message: str
    """An explanation for people."""
    url: str | None
    """Where the owner can pay the failed purchase, with any card."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"], url=d["url"])


@dataclass(slots=True, kw_only=True)
class UnitConsumption:
    """Uses of one model that count a unit besides the plain ones."""

    model: str
    """The model's name."""
    provider: str | None
    """The provider; null for a model that was never in a catalog."""
    unit: UsageUnit
    """The unit."""
    uses: int
    """Uses that occurred in the range."""
    quantity: int
    """How much of the unit they used."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            model=d["model"],
            provider=d["provider"],
            unit=known(UsageUnit, d["unit"]),
            uses=d["uses"],
            quantity=d["quantity"],
        )


@dataclass(slots=True, kw_only=True)
class UnitRate:
    """Premium tokens for one of a unit, as a decimal string."""

    unit: UsageUnit
    """The unit."""
    rate: str
    """Premium tokens for one of it."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(unit=known(UsageUnit, d["unit"]), rate=d["rate"])


@dataclass(slots=True, kw_only=True)
class Usage:
    """One use of a model, as it was recorded."""

    id: str
    """Unique."""
    model: ModelSummary
    """The model used."""
    requested_model: str
    """The name under which the model was requested."""
    input_tokens: int
    """All input tokens, cached included."""
    output_tokens: int
    """Output tokens."""
    cached_input_tokens: int
    """Input tokens that the provider had cached."""
    details: list[UsageDetail]
    """Units beyond the plain counts."""
    service_tier: ServiceTier
    """The provider's tier of service."""
    unpriced: list[UsageUnit]
    """Units in `details` that cost nothing because the catalog had no rate for them."""
    cost: int
    """Premium tokens it cost, whoever paid; 0 for a free model."""
    paid_by: str
    """The account that paid: the account of the use itself, or that of its team."""
    charges: list[Charge]
    """Which grants of this account paid how much, in burn order; none if the team paid. If the
    charges total less than the account has paid, the rest is debt.
    """
    recorded_at: datetime
    """When it was charged."""
    occurred_at: datetime
    """When it happened; reports use this time."""
    idempotency_key: str
    """Its idempotency key; for a settled hold, `hold` and its number. In the list of a team, a
    text with the random name of the member.
    """
    metadata: Json | None
    """The metadata that the caller attached."""
    member: str | None
    """The account of the member who used the model, in the list of a team; null in the list of
    any other account, and if the member was erased.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            model=ModelSummary._of(d["model"]),
            requested_model=d["requestedModel"],
            input_tokens=d["inputTokens"],
            output_tokens=d["outputTokens"],
            cached_input_tokens=d["cachedInputTokens"],
            details=[UsageDetail._of(x) for x in d["details"]],
            service_tier=known(ServiceTier, d["serviceTier"]),
            unpriced=[known(UsageUnit, x) for x in d["unpriced"]],
            cost=d["cost"],
            paid_by=d["paidBy"],
            charges=[Charge._of(x) for x in d["charges"]],
            recorded_at=moment(d["recordedAt"]),
            occurred_at=moment(d["occurredAt"]),
            idempotency_key=d["idempotencyKey"],
            metadata=d["metadata"],
            member=d["member"],
        )


@dataclass(slots=True, kw_only=True)
class UsageDetail:
    """How much of one unit was used."""

    unit: UsageUnit
    """The unit."""
    quantity: int
    """How much."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(unit=known(UsageUnit, d["unit"]), quantity=d["quantity"])


@dataclass(slots=True, kw_only=True)
class UsageRecorded:
    """The use was recorded and charged."""

    usage: Usage
    """The use."""
    balance: Balance
    """The balance after it; for a repeated request the present balance."""
    replayed: bool
    """Whether the key was used before. If so, nothing was charged now."""
    quota: Quota | None
    """The quota it counted against, or the limit that all accounts share, if that is nearer;
    null for a model without a limit.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            usage=Usage._of(d["usage"]),
            balance=Balance._of(d["balance"]),
            replayed=d["replayed"],
            quota=(None if (v := d["quota"]) is None else Quota._of(v)),
        )


@dataclass(slots=True, kw_only=True)
class UsageSummary:
    """Sums over a group of uses."""

    key: str
    """The model, provider or tier; or the day (2026-03-29) or the start of the hour in the
    requested time zone: 2026-03-29T01:00:00Z in UTC, 2026-03-29T01:00:00+01:00 elsewhere.
    An imported model that was in no catalog has the provider `unknown` and the tier
    `UNKNOWN`.
    """
    requests: int
    """How many uses, imported ones included."""
    input_tokens: int
    """Input tokens, cached included."""
    output_tokens: int
    """Output tokens."""
    cached_input_tokens: int
    """Input tokens that the providers had cached."""
    cost: int
    """Premium tokens they cost."""
    imported_tokens: int
    """Tokens, input and output together, of uses that an older system recorded. No other sum
    contains them, and they cost nothing here.
    """
    details: list[UsageDetail]
    """Quantities of units beyond the plain counts."""
    unpriced: list[UsageDetail]
    """The part of `details` that cost nothing because the catalog had no rate for the unit."""
    model: ModelSummary | None
    """The model, in a summary by model."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            key=d["key"],
            requests=d["requests"],
            input_tokens=d["inputTokens"],
            output_tokens=d["outputTokens"],
            cached_input_tokens=d["cachedInputTokens"],
            cost=d["cost"],
            imported_tokens=d["importedTokens"],
            details=[UsageDetail._of(x) for x in d["details"]],
            unpriced=[UsageDetail._of(x) for x in d["unpriced"]],
            model=(None if (v := d["model"]) is None else ModelSummary._of(v)),
        )


@dataclass(slots=True, kw_only=True)
class UserBilling:
    """The columns of the first billing system, under its names."""

    premium_tokens: int
    """Premium tokens that can be spent now."""
    qwen_tokens_used: int
    """Tokens used of all Qwen models this month."""
    openrouter_requests_used: int
    """Requests to all OpenRouter models today."""
    next_reset: datetime
    """When the plan's allowance renews."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            premium_tokens=d["premiumTokens"],
            qwen_tokens_used=d["qwenTokensUsed"],
            openrouter_requests_used=d["openrouterRequestsUsed"],
            next_reset=moment(d["nextReset"]),
        )


@dataclass(slots=True, kw_only=True)
class Viewer:
    """The caller."""

    subject: str
    """The `sub` of the token, or the id of the API key."""
    kind: CallerKind
    """The kind of credentials."""
    scopes: list[str]
    """The scopes of the caller."""
    expires_at: datetime | None
    """When the token or key expires; null: never."""
    models: list[str] | None
    """The only models that the API key may use; null: all."""
    account_prefixes: list[str] | None
    """The API key reaches only accounts whose id begins with one of these; null: all. Any
    other account is answered as one that does not exist.
    """
    account: AccountSummary | None
    """The caller's own account; null for API keys."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            subject=d["subject"],
            kind=known(CallerKind, d["kind"]),
            scopes=d["scopes"],
            expires_at=(None if (v := d["expiresAt"]) is None else moment(v)),
            models=d["models"],
            account_prefixes=d["accountPrefixes"],
            account=(None if (v := d["account"]) is None else AccountSummary._of(v)),
        )


@dataclass(eq=False, kw_only=True)
class WebhookAddressRefused(Refused):
    """The address leads to a private, loopback or link-local network, to which nothing is sent
    unless the operator allows it.
    """

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class WebhookDelivery:
    """An event for a webhook endpoint, with what its last attempt gave."""

    id: str
    """The `webhook-id`, the same in every attempt."""
    type: str
    """The type of the event, such as `balance.low`."""
    account_id: str | None
    """The account that the event is about; null for a test."""
    status: WebhookDeliveryStatus
    """What became of it."""
    created_at: datetime
    """When it happened."""
    attempts: int
    """The attempts since it was created or replayed."""
    next_attempt_at: datetime | None
    """When it is tried next; null if it is over."""
    last_attempt_at: datetime | None
    """When it was tried last."""
    response_code: int | None
    """The HTTP status of the last answer; null without one."""
    duration_ms: int | None
    """How long the last attempt took, in milliseconds."""
    response_body: str | None
    """The beginning of the last answer, or why there was none."""
    payload: Json
    """What the endpoint gets: the type, the time, and the object."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            type=d["type"],
            account_id=d["accountId"],
            status=known(WebhookDeliveryStatus, d["status"]),
            created_at=moment(d["createdAt"]),
            attempts=d["attempts"],
            next_attempt_at=(None if (v := d["nextAttemptAt"]) is None else moment(v)),
            last_attempt_at=(None if (v := d["lastAttemptAt"]) is None else moment(v)),
            response_code=d["responseCode"],
            duration_ms=d["durationMs"],
            response_body=d["responseBody"],
            payload=d["payload"],
        )


@dataclass(eq=False, kw_only=True)
class WebhookDeliveryNotFound(Refused):
    """There is no such delivery, or the caller may not see it."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class WebhookDeliveryReplayed:
    """The delivery is sent again, with the same `webhook-id`."""

    delivery: WebhookDelivery
    """The delivery."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(delivery=WebhookDelivery._of(d["delivery"]))


@dataclass(slots=True, kw_only=True)
class WebhookEndpoint:
    """An address of a partner's server, to which events are sent."""

    id: str
    """Its id."""
    url: str
    """Where events are sent, by POST."""
    description: str | None
    """For people."""
    events: list[str] | None
    """The types of events that it gets; null: all."""
    account_prefixes: list[str] | None
    """The partner: it gets events of accounts whose id begins with one of these; null: all."""
    status: WebhookEndpointStatus
    """Whether it gets events."""
    status_reason: str | None
    """Why it gets none."""
    failing_since: datetime | None
    """Since when every attempt failed; null if the last one succeeded."""
    created_at: datetime
    """When it was created."""
    previous_secret_valid_until: datetime | None
    """Until when the earlier secret signs too; null if there is none."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            id=d["id"],
            url=d["url"],
            description=d["description"],
            events=d["events"],
            account_prefixes=d["accountPrefixes"],
            status=known(WebhookEndpointStatus, d["status"]),
            status_reason=d["statusReason"],
            failing_since=(None if (v := d["failingSince"]) is None else moment(v)),
            created_at=moment(d["createdAt"]),
            previous_secret_valid_until=(
                None if (v := d["previousSecretValidUntil"]) is None else moment(v)
            ),
        )


@dataclass(slots=True, kw_only=True)
class WebhookEndpointCreated:
    """The endpoint is created."""

    endpoint: WebhookEndpoint
    """The endpoint."""
    secret: str
    """Its secret, with which requests are signed. It is shown only now."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(endpoint=WebhookEndpoint._of(d["endpoint"]), secret=d["secret"])


@dataclass(slots=True, kw_only=True)
class WebhookEndpointDeleted:
    """The endpoint and its deliveries are deleted."""

    endpoint: WebhookEndpoint
    """The endpoint as it was."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(endpoint=WebhookEndpoint._of(d["endpoint"]))


@dataclass(eq=False, kw_only=True)
class WebhookEndpointNotFound(Refused):
    """There is no such endpoint, or the caller may not see it."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


@dataclass(slots=True, kw_only=True)
class WebhookEndpointPaused:
    """The endpoint is paused. Its events wait until it is resumed."""

    endpoint: WebhookEndpoint
    """The endpoint."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(endpoint=WebhookEndpoint._of(d["endpoint"]))


@dataclass(slots=True, kw_only=True)
class WebhookEndpointResumed:
    """The endpoint gets events again, beginning with those that waited."""

    endpoint: WebhookEndpoint
    """The endpoint."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(endpoint=WebhookEndpoint._of(d["endpoint"]))


@dataclass(slots=True, kw_only=True)
class WebhookSecretRotated:
    """The endpoint has a new secret."""

    endpoint: WebhookEndpoint
    """The endpoint."""
    secret: str
    """Its new secret. It is shown only now."""
    previous_valid_until: datetime
    """Until when the earlier secret is valid too: until then each request has two signatures."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(
            endpoint=WebhookEndpoint._of(d["endpoint"]),
            secret=d["secret"],
            previous_valid_until=moment(d["previousValidUntil"]),
        )


@dataclass(eq=False, kw_only=True)
class WebhooksUnavailable(Refused):
    """This service sends no webhooks. The message says what it lacks."""

    @classmethod
    def _of(cls, d: dict[str, Any]) -> Self:
        return cls(code=d["code"], message=d["message"])


refusals.update(
    {
        "AccountNotErasable": AccountNotErasable._of,
        "AccountNotFound": AccountNotFound._of,
        "AlreadyEnrolled": AlreadyEnrolled._of,
        "AlreadyInTeam": AlreadyInTeam._of,
        "AlreadySubscribed": AlreadySubscribed._of,
        "ApiKeyNotFound": ApiKeyNotFound._of,
        "CapReached": CapReached._of,
        "ChangePending": ChangePending._of,
        "ClockNotMovable": ClockNotMovable._of,
        "CodeAlreadyUsed": CodeAlreadyUsed._of,
        "CodeNotFound": CodeNotFound._of,
        "HoldClosed": HoldClosed._of,
        "HoldNotFound": HoldNotFound._of,
        "IdempotencyConflict": IdempotencyConflict._of,
        "InsufficientTokens": InsufficientTokens._of,
        "InvitationExpired": InvitationExpired._of,
        "InvitationNotFound": InvitationNotFound._of,
        "InvitationUsed": InvitationUsed._of,
        "LimitNotPossible": LimitNotPossible._of,
        "ModelNotAllowed": ModelNotAllowed._of,
        "ModelNotFound": ModelNotFound._of,
        "ModelWithoutLimit": ModelWithoutLimit._of,
        "NotAMember": NotAMember._of,
        "NotAllowedInTeam": NotAllowedInTeam._of,
        "NothingToChange": NothingToChange._of,
        "OwnerMustHandOver": OwnerMustHandOver._of,
        "PackNotFound": PackNotFound._of,
        "PaymentDeclined": PaymentDeclined._of,
        "PaymentMethodNotFound": PaymentMethodNotFound._of,
        "PaymentRefused": PaymentRefused._of,
        "PaymentUnavailable": PaymentUnavailable._of,
        "PlanNotForAccount": PlanNotForAccount._of,
        "PlanNotFound": PlanNotFound._of,
        "ProgrammeNotFound": ProgrammeNotFound._of,
        "PurchaseNotFound": PurchaseNotFound._of,
        "PurchaseNotRefundable": PurchaseNotRefundable._of,
        "QuotaExceeded": QuotaExceeded._of,
        "SeatsNotPossible": SeatsNotPossible._of,
        "SubscriptionNotFound": SubscriptionNotFound._of,
        "SubscriptionNotPaid": SubscriptionNotPaid._of,
        "TeamFull": TeamFull._of,
        "TeamIsClosed": TeamIsClosed._of,
        "TeamNotFound": TeamNotFound._of,
        "TeamPlanGoesOn": TeamPlanGoesOn._of,
        "TooManyWebhookEndpoints": TooManyWebhookEndpoints._of,
        "WebhookAddressRefused": WebhookAddressRefused._of,
        "WebhookDeliveryNotFound": WebhookDeliveryNotFound._of,
        "WebhookEndpointNotFound": WebhookEndpointNotFound._of,
        "WebhooksUnavailable": WebhooksUnavailable._of,
    }
)
