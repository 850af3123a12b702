"""The enums of the API.

Generated from schema/schema.graphql by `make sdk`. Do not edit.
"""

from __future__ import annotations

from enum import StrEnum


class AdminActionKind(StrEnum):
    """The kind of an administrator's action."""

    OPEN_ACCOUNT = "OPEN_ACCOUNT"
    """Another user's account was opened, if it did not exist."""

    ADJUST_BALANCE = "ADJUST_BALANCE"
    """Tokens were given or taken."""

    SET_SPEND_CAP = "SET_SPEND_CAP"
    """A spend cap of another user was set."""

    REMOVE_SPEND_CAP = "REMOVE_SPEND_CAP"
    """A spend cap of another user was removed."""

    SET_ALERT = "SET_ALERT"
    """An alert of another user was set."""

    REMOVE_ALERT = "REMOVE_ALERT"
    """An alert of another user was removed."""

    SET_PROGRAMME = "SET_PROGRAMME"
    """An account was put into a programme, or its end was changed."""

    REMOVE_PROGRAMME = "REMOVE_PROGRAMME"
    """An account was taken out of a programme, or its request was declined."""

    SET_AUTO_TOP_UP = "SET_AUTO_TOP_UP"
    """An automatic top-up of another user was set."""

    REMOVE_AUTO_TOP_UP = "REMOVE_AUTO_TOP_UP"
    """An automatic top-up of another user was removed."""

    REFUND_PURCHASE = "REFUND_PURCHASE"
    """A purchase was refunded."""

    EXPORT_ACCOUNT = "EXPORT_ACCOUNT"
    """All stored data of an account was exported."""

    ERASE_ACCOUNT = "ERASE_ACCOUNT"
    """An account was erased."""

    CREATE_KEY = "CREATE_KEY"
    """An API key was created."""

    REVOKE_KEY = "REVOKE_KEY"
    """An API key was revoked."""

    CREATE_CODE = "CREATE_CODE"
    """A code of a programme was created."""

    REVOKE_CODE = "REVOKE_CODE"
    """A code of a programme was revoked."""

    APPLY_CATALOG = "APPLY_CATALOG"
    """A catalog was applied."""

    ADVANCE_CLOCK = "ADVANCE_CLOCK"
    """The service's time was moved ahead, in development."""

    CREATE_WEBHOOK_ENDPOINT = "CREATE_WEBHOOK_ENDPOINT"
    """A webhook endpoint was created."""

    ROTATE_WEBHOOK_SECRET = "ROTATE_WEBHOOK_SECRET"
    """A webhook endpoint got a new secret."""

    DELETE_WEBHOOK_ENDPOINT = "DELETE_WEBHOOK_ENDPOINT"
    """A webhook endpoint was deleted."""

    PAUSE_WEBHOOK_ENDPOINT = "PAUSE_WEBHOOK_ENDPOINT"
    """A webhook endpoint was paused."""

    RESUME_WEBHOOK_ENDPOINT = "RESUME_WEBHOOK_ENDPOINT"
    """A webhook endpoint was resumed."""

    REPLAY_WEBHOOK_DELIVERY = "REPLAY_WEBHOOK_DELIVERY"
    """A webhook delivery was sent again."""


class AlertKind(StrEnum):
    """What an alert measures."""

    BALANCE_BELOW = "BALANCE_BELOW"
    """The available tokens are below the threshold."""

    QUOTA_USED_PERCENT = "QUOTA_USED_PERCENT"
    """So many percent of a free model's native limit are used, or more."""

    DAYS_LEFT_BELOW = "DAYS_LEFT_BELOW"
    """The tokens last fewer days than the threshold, at the pace of the last four weeks."""


class Audience(StrEnum):
    """The audience of a recommendation."""

    BEGINNERS = "BEGINNERS"
    """Beginners."""

    POWER_USERS = "POWER_USERS"
    """People who use models a lot."""

    DEVELOPERS = "DEVELOPERS"
    """People who write software."""


class AvailabilityReason(StrEnum):
    """Why a model can or can't be used by the caller now."""

    AVAILABLE = "AVAILABLE"
    """It can be used."""

    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    """Its native limit is used up until the reset."""

    CAP_REACHED = "CAP_REACHED"
    """A spend cap of the account is used up until the reset."""

    INSUFFICIENT_TOKENS = "INSUFFICIENT_TOKENS"
    """There are no premium tokens left."""

    SIGN_IN_REQUIRED = "SIGN_IN_REQUIRED"
    """Premium tokens belong to an account, so the request needs a token."""

    NO_ACCOUNT = "NO_ACCOUNT"
    """The caller has no account of their own, or may not read it."""

    NOT_OFFERED = "NOT_OFFERED"
    """It is no longer, or not yet, in the catalog."""


class Buyer(StrEnum):
    """The kind of account that a plan is for."""

    PERSON = "PERSON"
    """The account of a person."""

    TEAM = "TEAM"
    """The account that the members of a family or a team share."""


class CallerKind(StrEnum):
    """The kind of credentials."""

    USER = "USER"
    """A JSON Web Token of an account."""

    API_KEY = "API_KEY"
    """An API key of a partner or a gateway."""


class CapScope(StrEnum):
    """The uses that a spend cap counts."""

    ACCOUNT = "ACCOUNT"
    """All uses of the account."""

    MODEL = "MODEL"
    """The uses of one model."""

    API_KEY = "API_KEY"
    """The uses that one API key records."""

    MEMBER = "MEMBER"
    """The uses that a team pays for one member: its limit, set with `setTeamMember`."""


class Capability(StrEnum):
    """An ability of a model besides chat, or its purpose."""

    VISION = "VISION"
    """It accepts images."""

    CODE = "CODE"
    """It was made for writing software, or is good at it."""


class ChangeTime(StrEnum):
    """When a change of the plan takes effect."""

    NOW = "NOW"
    """At once: the rest of the paid period is charged or credited."""

    PERIOD_END = "PERIOD_END"
    """At the end of the paid period."""


class DiscountKind(StrEnum):
    """The kind of a discount."""

    BULK = "BULK"
    """For the number of packs in one purchase."""

    PROGRAMME = "PROGRAMME"
    """For an account that is in a programme."""


class EntryKind(StrEnum):
    """The kind of change that a ledger entry records."""

    ALLOWANCE = "ALLOWANCE"
    """A new window of the plan's allowance opened, an open one got more because of more seats,
    or the rest of an open one returned.
    """

    LAPSE = "LAPSE"
    """The unused rest of a grant lapsed when it expired."""

    USAGE = "USAGE"
    """A model was used."""

    ADJUSTMENT = "ADJUSTMENT"
    """An operator gave or took tokens."""

    PLAN = "PLAN"
    """The plan or its paid period changed."""

    PURCHASE = "PURCHASE"
    """A pack was paid."""

    REVERSAL = "REVERSAL"
    """Tokens of a pack were taken back because of a refund or a lost dispute."""

    RESTORATION = "RESTORATION"
    """Tokens that had been taken back were returned, because the refund failed."""

    FREEZE = "FREEZE"
    """The rest of a pack was frozen while its payment is disputed."""

    UNFREEZE = "UNFREEZE"
    """The frozen rest of a pack was released again."""

    HOLD = "HOLD"
    """A hold reserved tokens."""

    RELEASE = "RELEASE"
    """A hold was released or expired. Its tokens paid debt first; the rest returned to its
    grants.
    """

    MIGRATION = "MIGRATION"
    """The account was imported from an older system, with its tokens."""

    CAP = "CAP"
    """A spend cap was set, changed or removed."""

    TEAM = "TEAM"
    """A membership began, changed or ended; or a team was founded, handed over or closed."""

    TRANSFER = "TRANSFER"
    """A closed team gave its owner what was left of a grant."""

    ALERT = "ALERT"
    """An alert was set, removed, or told its owner something."""

    TOP_UP = "TOP_UP"
    """An automatic top-up was set, removed, needed, paid, or failed."""

    EXTENSION = "EXTENSION"
    """A hold was extended; no tokens moved."""


class ForecastSource(StrEnum):
    """A source of tokens that is spent and renewed separately."""

    ALLOWANCE = "ALLOWANCE"
    """The plan's allowance, which is spent first."""

    BALANCE = "BALANCE"
    """Packs and all other premium tokens beside the allowance."""

    QUOTA = "QUOTA"
    """A free model's native limit."""


class GrantSource(StrEnum):
    """Where granted tokens come from."""

    ALLOWANCE = "ALLOWANCE"
    """The plan's allowance; what is left lapses at the end of its window."""

    PACK = "PACK"
    """A pack that was bought; never expires."""

    ADJUSTMENT = "ADJUSTMENT"
    """An operator."""

    LEGACY = "LEGACY"
    """An older system, from which the account was imported; never expires."""


class HoldStatus(StrEnum):
    """The status of a hold. A hold closes once."""

    OPEN = "OPEN"
    """Its tokens are reserved."""

    SETTLED = "SETTLED"
    """Its use was recorded."""

    RELEASED = "RELEASED"
    """It was released unused."""

    EXPIRED = "EXPIRED"
    """It expired, and its tokens returned. It can still be settled: then the balance pays."""


class ModelTier(StrEnum):
    """How a model is paid for."""

    FREE = "FREE"
    """Costs nothing and counts against the provider's native limit."""

    PREMIUM = "PREMIUM"
    """Costs premium tokens."""


class Outcome(StrEnum):
    """How the use of a hold ended."""

    COMPLETED = "COMPLETED"
    """The use completed: input and output are charged."""

    ABORTED = "ABORTED"
    """The stream ended early: the input and the output delivered so far are charged."""

    FAILED = "FAILED"
    """The provider failed: nothing is charged."""


class PayFrom(StrEnum):
    """Whose tokens pay for a use of a member. A use is paid whole, by one of the two."""

    OWN_FIRST = "OWN_FIRST"
    """The member's own tokens if they suffice, else the team's."""

    TEAM_FIRST = "TEAM_FIRST"
    """The team's tokens if they suffice, else the member's own."""

    OWN_ONLY = "OWN_ONLY"
    """The member's own tokens."""

    TEAM_ONLY = "TEAM_ONLY"
    """The team's tokens."""


class Priority(StrEnum):
    """The order in which requests are served under overload."""

    STANDARD = "STANDARD"
    """After requests with PRIORITY; a share is reserved for them."""

    PRIORITY = "PRIORITY"
    """Before standard requests."""


class ProgrammeJoining(StrEnum):
    """How an account gets into a programme. An operator can always put it there."""

    PROOF = "PROOF"
    """By a proof that an operator accepts: `requestProgramme`."""

    CODE = "CODE"
    """By a code: `applyCode`."""

    OPERATOR = "OPERATOR"
    """Only by an operator."""


class PurchaseStatus(StrEnum):
    """The status of a purchase."""

    PENDING = "PENDING"
    """The checkout is open, or the payment is processing."""

    PAID = "PAID"
    """Paid and credited."""

    FAILED = "FAILED"
    """The payment failed; it may be tried again until the checkout expires."""

    EXPIRED = "EXPIRED"
    """The checkout expired without a payment."""

    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    """A part of the money was refunded, and its tokens were taken back."""

    REFUNDED = "REFUNDED"
    """All of the money was refunded, and the tokens were taken back."""

    DISPUTED = "DISPUTED"
    """The payer disputes the payment, and the rest of the pack is frozen; or the payer won,
    and the tokens were taken back.
    """


class QuotaPeriod(StrEnum):
    """The period after which a limit or an allowance starts again."""

    DAY = "DAY"
    """Every day at midnight UTC."""

    MONTH = "MONTH"
    """Every month: limits on the 1st in UTC, allowances and spend caps on the day of the month
    on which the account was opened.
    """


class QuotaUnit(StrEnum):
    """The unit of a native limit."""

    TOKENS = "TOKENS"
    """Tokens, input and output together."""

    REQUESTS = "REQUESTS"
    """Requests."""


class ServiceTier(StrEnum):
    """The tier of service of a use: how fast the provider answers, and for what price."""

    STANDARD = "STANDARD"
    """The ordinary tier."""

    PRIORITY = "PRIORITY"
    """Served first, at a higher price."""

    FLEX = "FLEX"
    """Slower, at a lower price."""

    BATCH = "BATCH"
    """Within hours, at a lower price."""


class SubscriptionStatus(StrEnum):
    """The status of a subscription."""

    PENDING = "PENDING"
    """Not paid yet."""

    EXPIRED = "EXPIRED"
    """Never paid; the checkout has expired."""

    ACTIVE = "ACTIVE"
    """Paid."""

    PAUSED = "PAUSED"
    """Paused: nothing is paid, and the free plan applies."""

    PAST_DUE = "PAST_DUE"
    """A renewal failed. The plan stays active for a grace period."""

    UNPAID = "UNPAID"
    """Renewals failed permanently, or the payment was refunded; the free plan applies."""

    CANCELED = "CANCELED"
    """Ended."""


class SuggestionKind(StrEnum):
    """The kind of suggestion."""

    START = "START"
    """A model to start with: nothing was used."""

    FREE_MODEL = "FREE_MODEL"
    """A free model in place of a premium one."""

    PACKS = "PACKS"
    """Packs with a free plan."""

    PLAN = "PLAN"
    """A plan alone."""

    PLAN_AND_PACKS = "PLAN_AND_PACKS"
    """A paid plan with packs."""


class TeamKind(StrEnum):
    """The kind of a team."""

    FAMILY = "FAMILY"
    """A family: up to 6 members, unless its plan has more seats."""

    TEAM = "TEAM"
    """A team of any other kind: up to 10 members, unless its plan has more seats."""


class TeamRole(StrEnum):
    """The role of a member of a team."""

    OWNER = "OWNER"
    """It may do everything. A team has one owner."""

    ADMIN = "ADMIN"
    """It invites and manages plain members, buys for the team, and sees the uses of all."""

    MEMBER = "MEMBER"
    """It uses the team's tokens, and sees its own uses of them."""


class TokenSource(StrEnum):
    """Where tokens come from, and what is owed."""

    ALLOWANCE = "ALLOWANCE"
    """Plans' allowances."""

    PACK = "PACK"
    """Packs that were bought."""

    ADJUSTMENT = "ADJUSTMENT"
    """Operators."""

    LEGACY = "LEGACY"
    """An older system, from which accounts were imported."""

    DEBT = "DEBT"
    """Debt of accounts: tokens used beyond the balance."""


class TopUpStatus(StrEnum):
    """What an automatic top-up does now."""

    ACTIVE = "ACTIVE"
    """It waits until too few tokens are available."""

    PENDING = "PENDING"
    """It buys a pack just now."""

    STOPPED = "STOPPED"
    """A payment failed. It buys nothing until it is set again."""


class UsageGrouping(StrEnum):
    """The grouping of a usage summary."""

    MODEL = "MODEL"
    """One model."""

    PROVIDER = "PROVIDER"
    """All models of a provider."""

    TIER = "TIER"
    """Free or premium models."""

    DAY = "DAY"
    """A calendar day in the requested time zone."""

    HOUR = "HOUR"
    """An hour in the requested time zone. An hour that the clocks repeat is two rows."""


class UsageTier(StrEnum):
    """How a use was charged."""

    FREE = "FREE"
    """Not charged: the model was free."""

    PREMIUM = "PREMIUM"
    """Charged in premium tokens."""

    IMPORTED = "IMPORTED"
    """Not charged here: an older system recorded it."""


class UsageUnit(StrEnum):
    """A unit of a use beside input, output and cached input."""

    CACHE_WRITE_TOKENS = "CACHE_WRITE_TOKENS"
    """Input tokens written to the provider's cache; a part of `inputTokens`."""

    CACHE_WRITE_1H_TOKENS = "CACHE_WRITE_1H_TOKENS"
    """Input tokens written to its cache for an hour; a part of `inputTokens`."""

    AUDIO_INPUT_TOKENS = "AUDIO_INPUT_TOKENS"
    """Input tokens of audio; a part of `inputTokens`."""

    IMAGE_INPUT_TOKENS = "IMAGE_INPUT_TOKENS"
    """Input tokens of images; a part of `inputTokens`."""

    VIDEO_INPUT_TOKENS = "VIDEO_INPUT_TOKENS"
    """Input tokens of video; a part of `inputTokens`."""

    REASONING_TOKENS = "REASONING_TOKENS"
    """Output tokens of reasoning; a part of the output tokens."""

    AUDIO_OUTPUT_TOKENS = "AUDIO_OUTPUT_TOKENS"
    """Output tokens of audio; a part of the output tokens."""

    IMAGE_OUTPUT_TOKENS = "IMAGE_OUTPUT_TOKENS"
    """Output tokens of images; a part of the output tokens."""

    REQUESTS = "REQUESTS"
    """Requests to the provider."""

    SEARCHES = "SEARCHES"
    """Searches in the web."""

    IMAGES = "IMAGES"
    """Images made."""

    SECONDS = "SECONDS"
    """Seconds of audio or video."""

    CHARACTERS = "CHARACTERS"
    """Characters."""

    PAGES = "PAGES"
    """Pages read."""

    PIXELS = "PIXELS"
    """Pixels."""


class WebhookDeliveryStatus(StrEnum):
    """The status of a delivery."""

    PENDING = "PENDING"
    """It waits for its first or next attempt."""

    DELIVERED = "DELIVERED"
    """The endpoint answered with a status from 200 to 299."""

    FAILED = "FAILED"
    """It was given up after three days. It can be replayed."""


class WebhookEndpointStatus(StrEnum):
    """Whether an endpoint gets events."""

    ACTIVE = "ACTIVE"
    """It gets events."""

    PAUSED = "PAUSED"
    """Somebody paused it. Its events wait."""

    DEAD = "DEAD"
    """It answered 410, or failed for three days. Its events wait until it is resumed."""
