"""The enums of `billing`, named and described for the API."""

from __future__ import annotations

from enum import StrEnum

from billing.catalog.catalog import (
    Audience,
    Buyer,
    Capability,
    ModelTier,
    Priority,
    QuotaPeriod,
    QuotaUnit,
)
from billing.catalog.units import ServiceTier, UsageUnit
from billing.insights.advice import SuggestionKind
from billing.insights.forecast import ForecastSource
from billing.ledger.caps.cap import CapScope
from billing.ledger.entry import EntryKind
from billing.ledger.grant import GrantSource
from billing.ledger.hold import HoldStatus, Outcome
from billing.payments.plan_changes import ChangeTime
from billing.payments.purchase import PurchaseStatus
from billing.payments.subscription import SubscriptionStatus
from billing.privacy.actions import AdminActionKind
from schema.describing import describe

__all__ = [
    "AdminActionKind",
    "Audience",
    "AvailabilityReason",
    "Buyer",
    "CallerKind",
    "CapScope",
    "Capability",
    "ChangeTime",
    "EntryKind",
    "ForecastSource",
    "GrantSource",
    "HoldStatus",
    "ModelTier",
    "Outcome",
    "Priority",
    "PurchaseStatus",
    "QuotaPeriod",
    "QuotaUnit",
    "ServiceTier",
    "SubscriptionStatus",
    "SuggestionKind",
    "TokenSource",
    "UsageGrouping",
    "UsageTier",
    "UsageUnit",
]


class UsageGrouping(StrEnum):
    """The grouping of a usage summary."""

    MODEL = "MODEL"
    PROVIDER = "PROVIDER"
    TIER = "TIER"
    DAY = "DAY"
    HOUR = "HOUR"


class TokenSource(StrEnum):
    """The sources of grants, and debt."""

    ALLOWANCE = "ALLOWANCE"
    PACK = "PACK"
    ADJUSTMENT = "ADJUSTMENT"
    LEGACY = "LEGACY"
    DEBT = "DEBT"


class UsageTier(StrEnum):
    """How a use was charged."""

    FREE = "FREE"
    PREMIUM = "PREMIUM"
    IMPORTED = "IMPORTED"


class AvailabilityReason(StrEnum):
    """Why a model can or can't be used by the caller now."""

    AVAILABLE = "AVAILABLE"
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    CAP_REACHED = "CAP_REACHED"
    INSUFFICIENT_TOKENS = "INSUFFICIENT_TOKENS"
    SIGN_IN_REQUIRED = "SIGN_IN_REQUIRED"
    NO_ACCOUNT = "NO_ACCOUNT"
    NOT_OFFERED = "NOT_OFFERED"


class CallerKind(StrEnum):
    """The kind of the caller's credentials."""

    USER = "USER"
    API_KEY = "API_KEY"


describe(
    ModelTier,
    "How a model is paid for.",
    FREE="Costs nothing and counts against the provider's native limit.",
    PREMIUM="Costs premium tokens.",
)
describe(
    QuotaUnit,
    "The unit of a native limit.",
    TOKENS="Tokens, input and output together.",
    REQUESTS="Requests.",
)
describe(
    QuotaPeriod,
    "The period after which a limit or an allowance starts again.",
    DAY="Every day at midnight UTC.",
    MONTH="Every month: limits on the 1st in UTC, allowances and spend caps on the day of the "
    "month on which the account was opened.",
)
describe(
    Priority,
    "The order in which requests are served under overload.",
    STANDARD="After requests with PRIORITY; a share is reserved for them.",
    PRIORITY="Before standard requests.",
)
describe(
    Buyer,
    "The kind of account that a plan is for.",
    PERSON="The account of a person.",
    TEAM="The account that the members of a family or a team share.",
)
describe(
    ChangeTime,
    "When a change of the plan takes effect.",
    NOW="At once: the rest of the paid period is charged or credited.",
    PERIOD_END="At the end of the paid period.",
)
describe(
    Audience,
    "The audience of a recommendation.",
    BEGINNERS="Beginners.",
    POWER_USERS="People who use models a lot.",
    DEVELOPERS="People who write software.",
)
describe(
    GrantSource,
    "Where granted tokens come from.",
    ALLOWANCE="The plan's allowance; what is left lapses at the end of its window.",
    PACK="A pack that was bought; never expires.",
    ADJUSTMENT="An operator.",
    LEGACY="An older system, from which the account was imported; never expires.",
)
describe(
    EntryKind,
    "The kind of change that a ledger entry records.",
    ALLOWANCE="A new window of the plan's allowance opened, an open one got more because of more "
    "seats, or the rest of an open one returned.",
    LAPSE="The unused rest of a grant lapsed when it expired.",
    USAGE="A model was used.",
    ADJUSTMENT="An operator gave or took tokens.",
    PLAN="The plan or its paid period changed.",
    PURCHASE="A pack was paid.",
    REVERSAL="Tokens of a pack were taken back because of a refund or a lost dispute.",
    RESTORATION="Tokens that had been taken back were returned, because the refund failed.",
    FREEZE="The rest of a pack was frozen while its payment is disputed.",
    UNFREEZE="The frozen rest of a pack was released again.",
    HOLD="A hold reserved tokens.",
    RELEASE="A hold was released or expired. Its tokens paid debt first; the rest returned to its "
    "grants.",
    MIGRATION="The account was imported from an older system, with its tokens.",
    CAP="A spend cap was set, changed or removed.",
    TEAM="A membership began, changed or ended; or a team was founded, handed over or closed.",
    TRANSFER="A closed team gave its owner what was left of a grant.",
    ALERT="An alert was set, removed, or told its owner something.",
    TOP_UP="An automatic top-up was set, removed, needed, paid, or failed.",
    EXTENSION="A hold was extended; no tokens moved.",
)
describe(
    CapScope,
    "The uses that a spend cap counts.",
    ACCOUNT="All uses of the account.",
    MODEL="The uses of one model.",
    API_KEY="The uses that one API key records.",
    MEMBER="The uses that a team pays for one member: its limit, set with `setTeamMember`.",
)
describe(
    HoldStatus,
    "The status of a hold. A hold closes once.",
    OPEN="Its tokens are reserved.",
    SETTLED="Its use was recorded.",
    RELEASED="It was released unused.",
    EXPIRED="It expired, and its tokens returned. It can still be settled: then the balance pays.",
)
describe(
    Outcome,
    "How the use of a hold ended.",
    COMPLETED="The use completed: input and output are charged.",
    ABORTED="The stream ended early: the input and the output delivered so far are charged.",
    FAILED="The provider failed: nothing is charged.",
)
describe(
    PurchaseStatus,
    "The status of a purchase.",
    PENDING="The checkout is open, or the payment is processing.",
    PAID="Paid and credited.",
    FAILED="The payment failed; it may be tried again until the checkout expires.",
    EXPIRED="The checkout expired without a payment.",
    PARTIALLY_REFUNDED="A part of the money was refunded, and its tokens were taken back.",
    REFUNDED="All of the money was refunded, and the tokens were taken back.",
    DISPUTED=(
        "The payer disputes the payment, and the rest of the pack is frozen; or the payer won, "
        "and the tokens were taken back."
    ),
)
describe(
    SubscriptionStatus,
    "The status of a subscription.",
    PENDING="Not paid yet.",
    EXPIRED="Never paid; the checkout has expired.",
    ACTIVE="Paid.",
    PAUSED="Paused: nothing is paid, and the free plan applies.",
    PAST_DUE="A renewal failed. The plan stays active for a grace period.",
    UNPAID="Renewals failed permanently, or the payment was refunded; the free plan applies.",
    CANCELED="Ended.",
)
describe(
    TokenSource,
    "Where tokens come from, and what is owed.",
    ALLOWANCE="Plans' allowances.",
    PACK="Packs that were bought.",
    ADJUSTMENT="Operators.",
    LEGACY="An older system, from which accounts were imported.",
    DEBT="Debt of accounts: tokens used beyond the balance.",
)
describe(
    UsageTier,
    "How a use was charged.",
    FREE="Not charged: the model was free.",
    PREMIUM="Charged in premium tokens.",
    IMPORTED="Not charged here: an older system recorded it.",
)
describe(
    UsageGrouping,
    "The grouping of a usage summary.",
    MODEL="One model.",
    PROVIDER="All models of a provider.",
    TIER="Free or premium models.",
    DAY="A calendar day in the requested time zone.",
    HOUR="An hour in the requested time zone. An hour that the clocks repeat is two rows.",
)
describe(
    AvailabilityReason,
    "Why a model can or can't be used by the caller now.",
    AVAILABLE="It can be used.",
    QUOTA_EXCEEDED="Its native limit is used up until the reset.",
    CAP_REACHED="A spend cap of the account is used up until the reset.",
    INSUFFICIENT_TOKENS="There are no premium tokens left.",
    SIGN_IN_REQUIRED="Premium tokens belong to an account, so the request needs a token.",
    NO_ACCOUNT="The caller has no account of their own, or may not read it.",
    NOT_OFFERED="It is no longer, or not yet, in the catalog.",
)
describe(
    CallerKind,
    "The kind of credentials.",
    USER="A JSON Web Token of an account.",
    API_KEY="An API key of a partner or a gateway.",
)
describe(
    AdminActionKind,
    "The kind of an administrator's action.",
    OPEN_ACCOUNT="Another user's account was opened, if it did not exist.",
    ADJUST_BALANCE="Tokens were given or taken.",
    SET_SPEND_CAP="A spend cap of another user was set.",
    REMOVE_SPEND_CAP="A spend cap of another user was removed.",
    SET_ALERT="An alert of another user was set.",
    REMOVE_ALERT="An alert of another user was removed.",
    SET_PROGRAMME="An account was put into a programme, or its end was changed.",
    REMOVE_PROGRAMME="An account was taken out of a programme, or its request was declined.",
    SET_AUTO_TOP_UP="An automatic top-up of another user was set.",
    REMOVE_AUTO_TOP_UP="An automatic top-up of another user was removed.",
    REFUND_PURCHASE="A purchase was refunded.",
    EXPORT_ACCOUNT="All stored data of an account was exported.",
    ERASE_ACCOUNT="An account was erased.",
    CREATE_KEY="An API key was created.",
    REVOKE_KEY="An API key was revoked.",
    CREATE_CODE="A code of a programme was created.",
    REVOKE_CODE="A code of a programme was revoked.",
    APPLY_CATALOG="A catalog was applied.",
    ADVANCE_CLOCK="The service's time was moved ahead, in development.",
    CREATE_WEBHOOK_ENDPOINT="A webhook endpoint was created.",
    ROTATE_WEBHOOK_SECRET="A webhook endpoint got a new secret.",  # noqa: S106 - a description
    DELETE_WEBHOOK_ENDPOINT="A webhook endpoint was deleted.",
    PAUSE_WEBHOOK_ENDPOINT="A webhook endpoint was paused.",
    RESUME_WEBHOOK_ENDPOINT="A webhook endpoint was resumed.",
    REPLAY_WEBHOOK_DELIVERY="A webhook delivery was sent again.",
)
describe(
    Capability,
    "An ability of a model besides chat, or its purpose.",
    VISION="It accepts images.",
    CODE="It was made for writing software, or is good at it.",
)
describe(
    ForecastSource,
    "A source of tokens that is spent and renewed separately.",
    ALLOWANCE="The plan's allowance, which is spent first.",
    BALANCE="Packs and all other premium tokens beside the allowance.",
    QUOTA="A free model's native limit.",
)
describe(
    SuggestionKind,
    "The kind of suggestion.",
    START="A model to start with: nothing was used.",
    FREE_MODEL="A free model in place of a premium one.",
    PACKS="Packs with a free plan.",
    PLAN="A plan alone.",
    PLAN_AND_PACKS="A paid plan with packs.",
)
describe(
    ServiceTier,
    "The tier of service of a use: how fast the provider answers, and for what price.",
    STANDARD="The ordinary tier.",
    PRIORITY="Served first, at a higher price.",
    FLEX="Slower, at a lower price.",
    BATCH="Within hours, at a lower price.",
)
describe(
    UsageUnit,
    "A unit of a use beside input, output and cached input.",
    CACHE_WRITE_TOKENS="Input tokens written to the provider's cache; a part of `inputTokens`.",
    CACHE_WRITE_1H_TOKENS="Input tokens written to its cache for an hour; a part of `inputTokens`.",
    AUDIO_INPUT_TOKENS="Input tokens of audio; a part of `inputTokens`.",
    IMAGE_INPUT_TOKENS="Input tokens of images; a part of `inputTokens`.",
    VIDEO_INPUT_TOKENS="Input tokens of video; a part of `inputTokens`.",
    REASONING_TOKENS="Output tokens of reasoning; a part of the output tokens.",
    AUDIO_OUTPUT_TOKENS="Output tokens of audio; a part of the output tokens.",
    IMAGE_OUTPUT_TOKENS="Output tokens of images; a part of the output tokens.",
    REQUESTS="Requests to the provider.",
    SEARCHES="Searches in the web.",
    IMAGES="Images made.",
    SECONDS="Seconds of audio or video.",
    CHARACTERS="Characters.",
    PAGES="Pages read.",
    PIXELS="Pixels.",
)
