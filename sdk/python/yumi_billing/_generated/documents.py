"""The document of each operation, and how its result is read.

Generated from schema/schema.graphql by `make sdk`. Do not edit.
"""

from __future__ import annotations

from typing import Any

from yumi_billing._generated.objects import (
    Account,
    AccountErased,
    AccountSummary,
    AdminAction,
    Alert,
    AlertRemoved,
    AlertSet,
    Analytics,
    AutoTopUpRemoved,
    AutoTopUpSet,
    Balance,
    BalanceAdjusted,
    ClockAdvanced,
    CodeApplied,
    Forecast,
    Hold,
    HoldExtended,
    HoldPlaced,
    HoldReleased,
    HoldSettled,
    InvitationRevoked,
    LedgerEntry,
    MemberChanged,
    MemberRemoved,
    Model,
    ModelPrice,
    Pack,
    PaymentMethod,
    PaymentMethodRemoved,
    PaymentMethodStarted,
    Plan,
    PlanChangeCanceled,
    PlanChanged,
    PlanChangePreview,
    Programme,
    ProgrammeRemoved,
    ProgrammeRequest,
    ProgrammeRequested,
    ProgrammeSet,
    Provider,
    Purchase,
    PurchaseRefunded,
    PurchaseStarted,
    Quota,
    Quote,
    Recommendation,
    Savings,
    ServiceClock,
    SpendCapRemoved,
    SpendCapSet,
    SubscriptionCanceled,
    SubscriptionResumed,
    SubscriptionStarted,
    Suggestion,
    Team,
    TeamClosed,
    TeamCreated,
    TeamHandedOver,
    TeamInvitation,
    TeamInvited,
    TeamJoined,
    TeamLeft,
    TeamMember,
    TeamRenamed,
    TestEventSent,
    Usage,
    UsageRecorded,
    UsageSummary,
    UserBilling,
    Viewer,
    WebhookDeliveryReplayed,
    WebhookEndpoint,
    WebhookEndpointCreated,
    WebhookEndpointDeleted,
    WebhookEndpointPaused,
    WebhookEndpointResumed,
    WebhookSecretRotated,
)
from yumi_billing._operation import Operation, Page, found
from yumi_billing._reading import either, succeeded
from yumi_billing.errors import Refused


def _models(d: dict[str, Any]) -> list[Model]:
    result: list[Model] = [Model._of(x) for x in d["models"]]
    return result


MODELS = Operation(
    """query models($provider: String, $tier: ModelTier, $capability: Capability, $search: String, $first: Int, $after: String) { models(provider: $provider, tier: $tier, capability: $capability, search: $search, first: $first, after: $after) { name aliases provider displayName description tier isFree nativeLimit { amount unit period } capabilities contextTokens retiresAt cost rates { input output cachedInput units { unit rate } } variants { serviceTier above rates { input output cachedInput units { unit rate } } } sharedLimit { amount unit period models modelCount } availability { available reason remaining resetsAt shared sharedRemaining sharedResetsAt } } }""",
    _models,
)


def _model_count(d: dict[str, Any]) -> int:
    result: int = d["modelCount"]
    return result


MODEL_COUNT = Operation(
    """query modelCount($provider: String, $tier: ModelTier, $capability: Capability, $search: String) { modelCount(provider: $provider, tier: $tier, capability: $capability, search: $search) }""",
    _model_count,
)


def _model(d: dict[str, Any]) -> Model | None:
    result: Model | None = None if (v := d["model"]) is None else Model._of(v)
    return result


MODEL = Operation(
    """query model($name: String!) { model(name: $name) { name aliases provider displayName description tier isFree nativeLimit { amount unit period } capabilities contextTokens retiresAt cost rates { input output cachedInput units { unit rate } } variants { serviceTier above rates { input output cachedInput units { unit rate } } } sharedLimit { amount unit period models modelCount } availability { available reason remaining resetsAt shared sharedRemaining sharedResetsAt } } }""",
    _model,
)


def _model_prices(d: dict[str, Any]) -> list[ModelPrice]:
    result: list[ModelPrice] = [ModelPrice._of(x) for x in d["modelPrices"]]
    return result


MODEL_PRICES = Operation(
    """query modelPrices($search: String, $byHand: Boolean, $first: Int, $after: String) { modelPrices(search: $search, byHand: $byHand, first: $first, after: $after) { model { name displayName provider tier isFree } source effectiveAt catalog { version appliedAt source } following { effectiveAt rates { input output cachedInput units { unit rate } } } } }""",
    _model_prices,
)


def _providers(d: dict[str, Any]) -> list[Provider]:
    result: list[Provider] = [Provider._of(x) for x in d["providers"]]
    return result


PROVIDERS = Operation(
    """query providers { providers { name displayName } }""",
    _providers,
)


def _packs(d: dict[str, Any]) -> list[Pack]:
    result: list[Pack] = [Pack._of(x) for x in d["packs"]]
    return result


PACKS = Operation(
    """query packs { packs { name displayName description tokens bulk { from off } price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } } }""",
    _packs,
)


def _plans(d: dict[str, Any]) -> list[Plan]:
    result: list[Plan] = [Plan._of(x) for x in d["plans"]]
    return result


PLANS = Operation(
    """query plans { plans { name displayName description listPrice { amount currency } allowances { tokens period } priority benefits buyer seats { least most perSeat } price { amount currency } discounts { kind reason programme amount { amount currency } } } }""",
    _plans,
)


def _recommendations(d: dict[str, Any]) -> list[Recommendation]:
    result: list[Recommendation] = [Recommendation._of(x) for x in d["recommendations"]]
    return result


RECOMMENDATIONS = Operation(
    """query recommendations($audience: Audience!) { recommendations(audience: $audience) { audience rank model { name displayName provider tier isFree } reason } }""",
    _recommendations,
)


def _team(d: dict[str, Any]) -> Team | None:
    result: Team | None = None if (v := d["team"]) is None else Team._of(v)
    return result


TEAM = Operation(
    """query team($id: ID!) { team(id: $id) { id name kind createdAt closedAt account { id createdAt } memberCount seats } }""",
    _team,
)


def _preview_plan_change(d: dict[str, Any]) -> PlanChangePreview:
    result: PlanChangePreview = succeeded(d["previewPlanChange"], PlanChangePreview._of)
    return result


PREVIEW_PLAN_CHANGE = Operation(
    """query previewPlanChange($input: PreviewPlanChangeInput!) { previewPlanChange(input: $input) { __typename ... on Refusal { code message } ... on PlanChangePreview { plan { name displayName priority } seats at dueNow { amount currency } credit { amount currency } price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } discountedUntil nextPaymentAt needsCheckout asOf tokens { before { tokens period } after { tokens period } lapses gains available } } } }""",
    _preview_plan_change,
)


def _programmes(d: dict[str, Any]) -> list[Programme]:
    result: list[Programme] = [Programme._of(x) for x in d["programmes"]]
    return result


PROGRAMMES = Operation(
    """query programmes { programmes { name displayName description packsOff plansOff joining proof } }""",
    _programmes,
)


def _programme_requests(d: dict[str, Any]) -> list[ProgrammeRequest]:
    result: list[ProgrammeRequest] = [ProgrammeRequest._of(x) for x in d["programmeRequests"]]
    return result


PROGRAMME_REQUESTS = Operation(
    """query programmeRequests($first: Int) { programmeRequests(first: $first) { accountId programme { name displayName description packsOff plansOff joining proof } proof askedAt } }""",
    _programme_requests,
)


def _audit_log(d: dict[str, Any]) -> Page[AdminAction]:
    result: Page[AdminAction] = Page.of(d["auditLog"], AdminAction._of)
    return result


AUDIT_LOG = Operation(
    """query auditLog($first: Int, $after: String, $accountId: ID, $action: AdminActionKind, $from: DateTime, $to: DateTime) { auditLog(first: $first, after: $after, accountId: $accountId, action: $action, from: $from, to: $to) { nodes { id at actor kind accountId request outcome details } pageInfo { hasNextPage endCursor } } }""",
    _audit_log,
)


def _clock(d: dict[str, Any]) -> ServiceClock:
    result: ServiceClock = ServiceClock._of(d["clock"])
    return result


CLOCK = Operation(
    """query clock { clock { now aheadSeconds movable } }""",
    _clock,
)


def _webhook_endpoints(d: dict[str, Any]) -> list[WebhookEndpoint]:
    result: list[WebhookEndpoint] = [WebhookEndpoint._of(x) for x in d["webhookEndpoints"]]
    return result


WEBHOOK_ENDPOINTS = Operation(
    """query webhookEndpoints { webhookEndpoints { id url description events accountPrefixes status statusReason failingSince createdAt previousSecretValidUntil } }""",
    _webhook_endpoints,
)


def _viewer(d: dict[str, Any]) -> Viewer:
    result: Viewer = Viewer._of(d["viewer"])
    return result


VIEWER = Operation(
    """query viewer { viewer { subject kind scopes expiresAt models accountPrefixes account { id createdAt } } }""",
    _viewer,
)


def _account(d: dict[str, Any]) -> Account | None:
    result: Account | None = None if (v := d["account"]) is None else Account._of(v)
    return result


ACCOUNT = Operation(
    """query account($id: ID) { account(id: $id) { id createdAt plan { name displayName priority } balance { accountId available held debt grants { id source amount remaining effectiveAt expiresAt } nextReset revision } spendCaps { scope model { name displayName provider tier isFree } apiKeyId tokens period used held remaining resetsAt } alerts { accountId kind model { name displayName provider tier isFree } threshold beyond lastFiredAt lastValue revision } programmes { programme { name displayName description packsOff plansOff joining proof } since until isActive } packs { name displayName tokens } plans { name displayName priority } autoTopUp { pack { name displayName tokens } below maxPerMonth used resetsAt status failure { code message url } } subscription { id plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } discountedUntil pendingChange { plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } at } status currentPeriodEnd cancelAtPeriodEnd graceUntil createdAt endedAt } team { team { id name kind } role limit { tokens period } used resetsAt payFrom joinedAt } } }""",
    _account,
)


def _quote(d: dict[str, Any]) -> Quote:
    result: Quote = Quote._of(d["quote"])
    return result


QUOTE = Operation(
    """query quote($input: QuoteInput!) { quote(input: $input) { cost allowed refusal { __typename ... on Refusal { code message } ... on CapReached { refused_cap: cap { scope model { name displayName provider tier isFree } apiKeyId tokens period used held remaining resetsAt } refused_used: used refused_resetsAt: resetsAt refused_alternatives: alternatives { name displayName provider tier isFree } } ... on HoldClosed { refused_hold: hold { id model { name displayName provider tier isFree } tokens quotaTokens inputTokens maxOutputTokens details { unit quantity } serviceTier priority status expiresAt } } ... on InsufficientTokens { refused_required: required refused_available: available refused_nextReset: nextReset refused_alternatives: alternatives { name displayName provider tier isFree } } ... on ModelNotFound { refused_nearest: nearest { name displayName provider tier isFree } } ... on QuotaExceeded { refused_quota: quota { accountId model { name displayName provider tier isFree } unit limit used held remaining period resetsAt shared } refused_alternatives: alternatives { name displayName provider tier isFree } } } model { name displayName provider tier isFree } unpriced } }""",
    _quote,
)


def _analytics(d: dict[str, Any]) -> Analytics:
    result: Analytics = Analytics._of(d["analytics"])
    return result


ANALYTICS = Operation(
    """query analytics($from: DateTime, $to: DateTime) { analytics(from: $from, to: $to) { from to asOf freeUse { requests freeRequests rate } consumption { model provider plan tier requests tokens cost } details { model provider unit uses quantity } unpriced { model provider unit uses quantity } conversion { opened boughtPack subscribed packRate subscriptionRate } revenue { currency gross { amount currency } returned { amount currency } net { amount currency } packs { gross { amount currency } returned { amount currency } net { amount currency } } subscriptions { gross { amount currency } returned { amount currency } net { amount currency } } payers perPayer { amount currency } perUser { amount currency } } activeAccounts retention { month accounts months { month active rate } } churn { subscribersAtStart joined left rate } outstanding { source tokens liability { amount currency } } lapse { granted lapsed rate } series { day requests freeRequests importedRequests cost opened subscribers revenue { currency net { amount currency } } } } }""",
    _analytics,
)


def _place_hold(d: dict[str, Any]) -> HoldPlaced:
    result: HoldPlaced = succeeded(d["placeHold"], HoldPlaced._of)
    return result


PLACE_HOLD = Operation(
    """mutation placeHold($input: PlaceHoldInput!) { placeHold(input: $input) { __typename ... on Refusal { code message } ... on HoldPlaced { hold { id model { name displayName provider tier isFree } tokens quotaTokens inputTokens maxOutputTokens details { unit quantity } serviceTier priority status expiresAt } balance { accountId available held debt grants { id source amount remaining effectiveAt expiresAt } nextReset revision } replayed } ... on InsufficientTokens { refused_required: required refused_available: available refused_nextReset: nextReset refused_alternatives: alternatives { name displayName provider tier isFree } } ... on QuotaExceeded { refused_quota: quota { accountId model { name displayName provider tier isFree } unit limit used held remaining period resetsAt shared } refused_alternatives: alternatives { name displayName provider tier isFree } } ... on CapReached { refused_cap: cap { scope model { name displayName provider tier isFree } apiKeyId tokens period used held remaining resetsAt } refused_used: used refused_resetsAt: resetsAt refused_alternatives: alternatives { name displayName provider tier isFree } } ... on ModelNotFound { refused_nearest: nearest { name displayName provider tier isFree } } } }""",
    _place_hold,
)


def _settle_hold(d: dict[str, Any]) -> HoldSettled:
    result: HoldSettled = succeeded(d["settleHold"], HoldSettled._of)
    return result


SETTLE_HOLD = Operation(
    """mutation settleHold($input: SettleHoldInput!) { settleHold(input: $input) { __typename ... on Refusal { code message } ... on HoldSettled { hold { id model { name displayName provider tier isFree } tokens quotaTokens inputTokens maxOutputTokens details { unit quantity } serviceTier priority status expiresAt } usage { id model { name displayName provider tier isFree } requestedModel inputTokens outputTokens cachedInputTokens details { unit quantity } serviceTier unpriced cost paidBy charges { grantId source tokens } recordedAt occurredAt idempotencyKey metadata member } balance { accountId available held debt grants { id source amount remaining effectiveAt expiresAt } nextReset revision } replayed } ... on HoldClosed { refused_hold: hold { id model { name displayName provider tier isFree } tokens quotaTokens inputTokens maxOutputTokens details { unit quantity } serviceTier priority status expiresAt } } } }""",
    _settle_hold,
)


def _release_hold(d: dict[str, Any]) -> HoldReleased:
    result: HoldReleased = succeeded(d["releaseHold"], HoldReleased._of)
    return result


RELEASE_HOLD = Operation(
    """mutation releaseHold($input: ReleaseHoldInput!) { releaseHold(input: $input) { __typename ... on Refusal { code message } ... on HoldReleased { hold { id model { name displayName provider tier isFree } tokens quotaTokens inputTokens maxOutputTokens details { unit quantity } serviceTier priority status expiresAt } balance { accountId available held debt grants { id source amount remaining effectiveAt expiresAt } nextReset revision } replayed } ... on HoldClosed { refused_hold: hold { id model { name displayName provider tier isFree } tokens quotaTokens inputTokens maxOutputTokens details { unit quantity } serviceTier priority status expiresAt } } } }""",
    _release_hold,
)


def _extend_hold(d: dict[str, Any]) -> HoldExtended:
    result: HoldExtended = succeeded(d["extendHold"], HoldExtended._of)
    return result


EXTEND_HOLD = Operation(
    """mutation extendHold($input: ExtendHoldInput!) { extendHold(input: $input) { __typename ... on Refusal { code message } ... on HoldExtended { hold { id model { name displayName provider tier isFree } tokens quotaTokens inputTokens maxOutputTokens details { unit quantity } serviceTier priority status expiresAt } balance { accountId available held debt grants { id source amount remaining effectiveAt expiresAt } nextReset revision } } ... on HoldClosed { refused_hold: hold { id model { name displayName provider tier isFree } tokens quotaTokens inputTokens maxOutputTokens details { unit quantity } serviceTier priority status expiresAt } } } }""",
    _extend_hold,
)


def _set_spend_cap(d: dict[str, Any]) -> SpendCapSet:
    result: SpendCapSet = succeeded(d["setSpendCap"], SpendCapSet._of)
    return result


SET_SPEND_CAP = Operation(
    """mutation setSpendCap($input: SetSpendCapInput!) { setSpendCap(input: $input) { __typename ... on Refusal { code message } ... on SpendCapSet { cap { scope model { name displayName provider tier isFree } apiKeyId tokens period used held remaining resetsAt } } ... on ModelNotFound { refused_nearest: nearest { name displayName provider tier isFree } } } }""",
    _set_spend_cap,
)


def _remove_spend_cap(d: dict[str, Any]) -> SpendCapRemoved:
    result: SpendCapRemoved = succeeded(d["removeSpendCap"], SpendCapRemoved._of)
    return result


REMOVE_SPEND_CAP = Operation(
    """mutation removeSpendCap($input: RemoveSpendCapInput!) { removeSpendCap(input: $input) { __typename ... on Refusal { code message } ... on SpendCapRemoved { removed } } }""",
    _remove_spend_cap,
)


def _set_alert(d: dict[str, Any]) -> AlertSet:
    result: AlertSet = succeeded(d["setAlert"], AlertSet._of)
    return result


SET_ALERT = Operation(
    """mutation setAlert($input: SetAlertInput!) { setAlert(input: $input) { __typename ... on Refusal { code message } ... on AlertSet { alert { accountId kind model { name displayName provider tier isFree } threshold beyond lastFiredAt lastValue revision } } ... on ModelNotFound { refused_nearest: nearest { name displayName provider tier isFree } } } }""",
    _set_alert,
)


def _remove_alert(d: dict[str, Any]) -> AlertRemoved:
    result: AlertRemoved = succeeded(d["removeAlert"], AlertRemoved._of)
    return result


REMOVE_ALERT = Operation(
    """mutation removeAlert($input: RemoveAlertInput!) { removeAlert(input: $input) { __typename ... on Refusal { code message } ... on AlertRemoved { removed } } }""",
    _remove_alert,
)


def _invite_to_team(d: dict[str, Any]) -> TeamInvited:
    result: TeamInvited = succeeded(d["inviteToTeam"], TeamInvited._of)
    return result


INVITE_TO_TEAM = Operation(
    """mutation inviteToTeam($input: InviteToTeamInput!) { inviteToTeam(input: $input) { __typename ... on Refusal { code message } ... on TeamInvited { code expiresAt replayed } } }""",
    _invite_to_team,
)


def _join_team(d: dict[str, Any]) -> TeamJoined:
    result: TeamJoined = succeeded(d["joinTeam"], TeamJoined._of)
    return result


JOIN_TEAM = Operation(
    """mutation joinTeam($input: JoinTeamInput!) { joinTeam(input: $input) { __typename ... on Refusal { code message } ... on TeamJoined { membership { team { id name kind } role limit { tokens period } used resetsAt payFrom joinedAt } replayed } } }""",
    _join_team,
)


def _revoke_invitation(d: dict[str, Any]) -> InvitationRevoked:
    result: InvitationRevoked = succeeded(d["revokeInvitation"], InvitationRevoked._of)
    return result


REVOKE_INVITATION = Operation(
    """mutation revokeInvitation($input: RevokeInvitationInput!) { revokeInvitation(input: $input) { __typename ... on Refusal { code message } ... on InvitationRevoked { team { id name kind } replayed } } }""",
    _revoke_invitation,
)


def _create_team(d: dict[str, Any]) -> TeamCreated:
    result: TeamCreated = succeeded(d["createTeam"], TeamCreated._of)
    return result


CREATE_TEAM = Operation(
    """mutation createTeam($input: CreateTeamInput!) { createTeam(input: $input) { __typename ... on Refusal { code message } ... on TeamCreated { team { id name kind } replayed } } }""",
    _create_team,
)


def _leave_team(d: dict[str, Any]) -> TeamLeft:
    result: TeamLeft = succeeded(d["leaveTeam"], TeamLeft._of)
    return result


LEAVE_TEAM = Operation(
    """mutation leaveTeam($input: LeaveTeamInput!) { leaveTeam(input: $input) { __typename ... on Refusal { code message } ... on TeamLeft { team { id name kind } replayed } } }""",
    _leave_team,
)


def _remove_from_team(d: dict[str, Any]) -> MemberRemoved:
    result: MemberRemoved = succeeded(d["removeFromTeam"], MemberRemoved._of)
    return result


REMOVE_FROM_TEAM = Operation(
    """mutation removeFromTeam($input: RemoveFromTeamInput!) { removeFromTeam(input: $input) { __typename ... on Refusal { code message } ... on MemberRemoved { team { id name kind } accountId replayed } } }""",
    _remove_from_team,
)


def _set_team_member(d: dict[str, Any]) -> MemberChanged:
    result: MemberChanged = succeeded(d["setTeamMember"], MemberChanged._of)
    return result


SET_TEAM_MEMBER = Operation(
    """mutation setTeamMember($input: SetTeamMemberInput!) { setTeamMember(input: $input) { __typename ... on Refusal { code message } ... on MemberChanged { member { accountId role limit { tokens period } used resetsAt payFrom joinedAt } replayed } } }""",
    _set_team_member,
)


def _hand_over_team(d: dict[str, Any]) -> TeamHandedOver:
    result: TeamHandedOver = succeeded(d["handOverTeam"], TeamHandedOver._of)
    return result


HAND_OVER_TEAM = Operation(
    """mutation handOverTeam($input: HandOverTeamInput!) { handOverTeam(input: $input) { __typename ... on Refusal { code message } ... on TeamHandedOver { team { id name kind } replayed } } }""",
    _hand_over_team,
)


def _rename_team(d: dict[str, Any]) -> TeamRenamed:
    result: TeamRenamed = succeeded(d["renameTeam"], TeamRenamed._of)
    return result


RENAME_TEAM = Operation(
    """mutation renameTeam($input: RenameTeamInput!) { renameTeam(input: $input) { __typename ... on Refusal { code message } ... on TeamRenamed { team { id name kind } replayed } } }""",
    _rename_team,
)


def _close_team(d: dict[str, Any]) -> TeamClosed:
    result: TeamClosed = succeeded(d["closeTeam"], TeamClosed._of)
    return result


CLOSE_TEAM = Operation(
    """mutation closeTeam($input: CloseTeamInput!) { closeTeam(input: $input) { __typename ... on Refusal { code message } ... on TeamClosed { team { id name kind } returned replayed } } }""",
    _close_team,
)


def _purchase_pack(d: dict[str, Any]) -> PurchaseStarted:
    result: PurchaseStarted = succeeded(d["purchasePack"], PurchaseStarted._of)
    return result


PURCHASE_PACK = Operation(
    """mutation purchasePack($input: PurchasePackInput!) { purchasePack(input: $input) { __typename ... on Refusal { code message } ... on PurchaseStarted { purchase { id pack { name displayName tokens } quantity tokens price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } status createdAt paidAt refundedTokens } checkoutUrl replayed } } }""",
    _purchase_pack,
)


def _refund_purchase(d: dict[str, Any]) -> PurchaseRefunded:
    result: PurchaseRefunded = succeeded(d["refundPurchase"], PurchaseRefunded._of)
    return result


REFUND_PURCHASE = Operation(
    """mutation refundPurchase($input: RefundPurchaseInput!) { refundPurchase(input: $input) { __typename ... on Refusal { code message } ... on PurchaseRefunded { purchase { id pack { name displayName tokens } quantity tokens price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } status createdAt paidAt refundedTokens } balance { accountId available held debt grants { id source amount remaining effectiveAt expiresAt } nextReset revision } replayed } } }""",
    _refund_purchase,
)


def _subscribe(d: dict[str, Any]) -> SubscriptionStarted:
    result: SubscriptionStarted = succeeded(d["subscribe"], SubscriptionStarted._of)
    return result


SUBSCRIBE = Operation(
    """mutation subscribe($input: SubscribeInput!) { subscribe(input: $input) { __typename ... on Refusal { code message } ... on SubscriptionStarted { subscription { id plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } discountedUntil pendingChange { plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } at } status currentPeriodEnd cancelAtPeriodEnd graceUntil createdAt endedAt } checkoutUrl replayed } } }""",
    _subscribe,
)


def _cancel_subscription(d: dict[str, Any]) -> SubscriptionCanceled:
    result: SubscriptionCanceled = succeeded(d["cancelSubscription"], SubscriptionCanceled._of)
    return result


CANCEL_SUBSCRIPTION = Operation(
    """mutation cancelSubscription($input: CancelSubscriptionInput!) { cancelSubscription(input: $input) { __typename ... on Refusal { code message } ... on SubscriptionCanceled { subscription { id plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } discountedUntil pendingChange { plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } at } status currentPeriodEnd cancelAtPeriodEnd graceUntil createdAt endedAt } } } }""",
    _cancel_subscription,
)


def _resume_subscription(d: dict[str, Any]) -> SubscriptionResumed:
    result: SubscriptionResumed = succeeded(d["resumeSubscription"], SubscriptionResumed._of)
    return result


RESUME_SUBSCRIPTION = Operation(
    """mutation resumeSubscription($input: ResumeSubscriptionInput!) { resumeSubscription(input: $input) { __typename ... on Refusal { code message } ... on SubscriptionResumed { subscription { id plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } discountedUntil pendingChange { plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } at } status currentPeriodEnd cancelAtPeriodEnd graceUntil createdAt endedAt } } } }""",
    _resume_subscription,
)


def _change_plan(d: dict[str, Any]) -> PlanChanged:
    result: PlanChanged = succeeded(d["changePlan"], PlanChanged._of)
    return result


CHANGE_PLAN = Operation(
    """mutation changePlan($input: ChangePlanInput!) { changePlan(input: $input) { __typename ... on Refusal { code message } ... on PlanChanged { subscription { id plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } discountedUntil pendingChange { plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } at } status currentPeriodEnd cancelAtPeriodEnd graceUntil createdAt endedAt } replayed } } }""",
    _change_plan,
)


def _cancel_plan_change(d: dict[str, Any]) -> PlanChangeCanceled:
    result: PlanChangeCanceled = succeeded(d["cancelPlanChange"], PlanChangeCanceled._of)
    return result


CANCEL_PLAN_CHANGE = Operation(
    """mutation cancelPlanChange($input: CancelPlanChangeInput!) { cancelPlanChange(input: $input) { __typename ... on Refusal { code message } ... on PlanChangeCanceled { subscription { id plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } discountedUntil pendingChange { plan { name displayName priority } seats price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } at } status currentPeriodEnd cancelAtPeriodEnd graceUntil createdAt endedAt } } } }""",
    _cancel_plan_change,
)


def _apply_code(d: dict[str, Any]) -> CodeApplied:
    result: CodeApplied = succeeded(d["applyCode"], CodeApplied._of)
    return result


APPLY_CODE = Operation(
    """mutation applyCode($input: ApplyCodeInput!) { applyCode(input: $input) { __typename ... on Refusal { code message } ... on CodeApplied { programme { programme { name displayName description packsOff plansOff joining proof } since until isActive } replayed } } }""",
    _apply_code,
)


def _request_programme(d: dict[str, Any]) -> ProgrammeRequested:
    result: ProgrammeRequested = succeeded(d["requestProgramme"], ProgrammeRequested._of)
    return result


REQUEST_PROGRAMME = Operation(
    """mutation requestProgramme($input: RequestProgrammeInput!) { requestProgramme(input: $input) { __typename ... on Refusal { code message } ... on ProgrammeRequested { request { accountId programme { name displayName description packsOff plansOff joining proof } proof askedAt } } } }""",
    _request_programme,
)


def _set_programme(d: dict[str, Any]) -> ProgrammeSet:
    result: ProgrammeSet = succeeded(d["setProgramme"], ProgrammeSet._of)
    return result


SET_PROGRAMME = Operation(
    """mutation setProgramme($input: SetProgrammeInput!) { setProgramme(input: $input) { __typename ... on Refusal { code message } ... on ProgrammeSet { programme { programme { name displayName description packsOff plansOff joining proof } since until isActive } } } }""",
    _set_programme,
)


def _remove_programme(d: dict[str, Any]) -> ProgrammeRemoved:
    result: ProgrammeRemoved = succeeded(d["removeProgramme"], ProgrammeRemoved._of)
    return result


REMOVE_PROGRAMME = Operation(
    """mutation removeProgramme($input: RemoveProgrammeInput!) { removeProgramme(input: $input) { __typename ... on Refusal { code message } ... on ProgrammeRemoved { removed } } }""",
    _remove_programme,
)


def _save_payment_method(d: dict[str, Any]) -> PaymentMethodStarted:
    result: PaymentMethodStarted = succeeded(d["savePaymentMethod"], PaymentMethodStarted._of)
    return result


SAVE_PAYMENT_METHOD = Operation(
    """mutation savePaymentMethod($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) { __typename ... on Refusal { code message } ... on PaymentMethodStarted { url } } }""",
    _save_payment_method,
)


def _remove_payment_method(d: dict[str, Any]) -> PaymentMethodRemoved:
    result: PaymentMethodRemoved = succeeded(d["removePaymentMethod"], PaymentMethodRemoved._of)
    return result


REMOVE_PAYMENT_METHOD = Operation(
    """mutation removePaymentMethod($input: RemovePaymentMethodInput!) { removePaymentMethod(input: $input) { __typename ... on Refusal { code message } ... on PaymentMethodRemoved { paymentMethod { id brand last4 expMonth expYear } } } }""",
    _remove_payment_method,
)


def _set_auto_top_up(d: dict[str, Any]) -> AutoTopUpSet:
    result: AutoTopUpSet = succeeded(d["setAutoTopUp"], AutoTopUpSet._of)
    return result


SET_AUTO_TOP_UP = Operation(
    """mutation setAutoTopUp($input: SetAutoTopUpInput!) { setAutoTopUp(input: $input) { __typename ... on Refusal { code message } ... on AutoTopUpSet { autoTopUp { pack { name displayName tokens } below maxPerMonth used resetsAt status failure { code message url } } } } }""",
    _set_auto_top_up,
)


def _remove_auto_top_up(d: dict[str, Any]) -> AutoTopUpRemoved:
    result: AutoTopUpRemoved = succeeded(d["removeAutoTopUp"], AutoTopUpRemoved._of)
    return result


REMOVE_AUTO_TOP_UP = Operation(
    """mutation removeAutoTopUp($input: RemoveAutoTopUpInput!) { removeAutoTopUp(input: $input) { __typename ... on Refusal { code message } ... on AutoTopUpRemoved { removed } } }""",
    _remove_auto_top_up,
)


def _erase_account(d: dict[str, Any]) -> AccountErased:
    result: AccountErased = succeeded(d["eraseAccount"], AccountErased._of)
    return result


ERASE_ACCOUNT = Operation(
    """mutation eraseAccount($input: EraseAccountInput!) { eraseAccount(input: $input) { __typename ... on Refusal { code message } ... on AccountErased { pseudonym entries replayed } } }""",
    _erase_account,
)


def _advance_clock(d: dict[str, Any]) -> ClockAdvanced:
    result: ClockAdvanced = succeeded(d["advanceClock"], ClockAdvanced._of)
    return result


ADVANCE_CLOCK = Operation(
    """mutation advanceClock($input: AdvanceClockInput!) { advanceClock(input: $input) { __typename ... on Refusal { code message } ... on ClockAdvanced { clock { now aheadSeconds movable } replayed } } }""",
    _advance_clock,
)


def _create_webhook_endpoint(d: dict[str, Any]) -> WebhookEndpointCreated:
    result: WebhookEndpointCreated = succeeded(
        d["createWebhookEndpoint"], WebhookEndpointCreated._of
    )
    return result


CREATE_WEBHOOK_ENDPOINT = Operation(
    """mutation createWebhookEndpoint($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { __typename ... on Refusal { code message } ... on WebhookEndpointCreated { endpoint { id url description events accountPrefixes status statusReason failingSince createdAt previousSecretValidUntil } secret } } }""",
    _create_webhook_endpoint,
)


def _rotate_webhook_secret(d: dict[str, Any]) -> WebhookSecretRotated:
    result: WebhookSecretRotated = succeeded(d["rotateWebhookSecret"], WebhookSecretRotated._of)
    return result


ROTATE_WEBHOOK_SECRET = Operation(
    """mutation rotateWebhookSecret($input: RotateWebhookSecretInput!) { rotateWebhookSecret(input: $input) { __typename ... on Refusal { code message } ... on WebhookSecretRotated { endpoint { id url description events accountPrefixes status statusReason failingSince createdAt previousSecretValidUntil } secret previousValidUntil } } }""",
    _rotate_webhook_secret,
)


def _delete_webhook_endpoint(d: dict[str, Any]) -> WebhookEndpointDeleted:
    result: WebhookEndpointDeleted = succeeded(
        d["deleteWebhookEndpoint"], WebhookEndpointDeleted._of
    )
    return result


DELETE_WEBHOOK_ENDPOINT = Operation(
    """mutation deleteWebhookEndpoint($input: DeleteWebhookEndpointInput!) { deleteWebhookEndpoint(input: $input) { __typename ... on Refusal { code message } ... on WebhookEndpointDeleted { endpoint { id url description events accountPrefixes status statusReason failingSince createdAt previousSecretValidUntil } } } }""",
    _delete_webhook_endpoint,
)


def _pause_webhook_endpoint(d: dict[str, Any]) -> WebhookEndpointPaused:
    result: WebhookEndpointPaused = succeeded(d["pauseWebhookEndpoint"], WebhookEndpointPaused._of)
    return result


PAUSE_WEBHOOK_ENDPOINT = Operation(
    """mutation pauseWebhookEndpoint($input: PauseWebhookEndpointInput!) { pauseWebhookEndpoint(input: $input) { __typename ... on Refusal { code message } ... on WebhookEndpointPaused { endpoint { id url description events accountPrefixes status statusReason failingSince createdAt previousSecretValidUntil } } } }""",
    _pause_webhook_endpoint,
)


def _resume_webhook_endpoint(d: dict[str, Any]) -> WebhookEndpointResumed:
    result: WebhookEndpointResumed = succeeded(
        d["resumeWebhookEndpoint"], WebhookEndpointResumed._of
    )
    return result


RESUME_WEBHOOK_ENDPOINT = Operation(
    """mutation resumeWebhookEndpoint($input: ResumeWebhookEndpointInput!) { resumeWebhookEndpoint(input: $input) { __typename ... on Refusal { code message } ... on WebhookEndpointResumed { endpoint { id url description events accountPrefixes status statusReason failingSince createdAt previousSecretValidUntil } } } }""",
    _resume_webhook_endpoint,
)


def _replay_webhook_delivery(d: dict[str, Any]) -> WebhookDeliveryReplayed:
    result: WebhookDeliveryReplayed = succeeded(
        d["replayWebhookDelivery"], WebhookDeliveryReplayed._of
    )
    return result


REPLAY_WEBHOOK_DELIVERY = Operation(
    """mutation replayWebhookDelivery($input: ReplayWebhookDeliveryInput!) { replayWebhookDelivery(input: $input) { __typename ... on Refusal { code message } ... on WebhookDeliveryReplayed { delivery { id type accountId status createdAt attempts nextAttemptAt lastAttemptAt responseCode durationMs responseBody payload } } } }""",
    _replay_webhook_delivery,
)


def _send_test_event(d: dict[str, Any]) -> TestEventSent:
    result: TestEventSent = succeeded(d["sendTestEvent"], TestEventSent._of)
    return result


SEND_TEST_EVENT = Operation(
    """mutation sendTestEvent($input: SendTestEventInput!) { sendTestEvent(input: $input) { __typename ... on Refusal { code message } ... on TestEventSent { delivery { id type accountId status createdAt attempts nextAttemptAt lastAttemptAt responseCode durationMs responseBody payload } } } }""",
    _send_test_event,
)


def _open_account(d: dict[str, Any]) -> AccountSummary:
    result: AccountSummary = AccountSummary._of(d["openAccount"])
    return result


OPEN_ACCOUNT = Operation(
    """mutation openAccount($input: OpenAccountInput!) { openAccount(input: $input) { id createdAt } }""",
    _open_account,
)


def _record_usage(d: dict[str, Any]) -> UsageRecorded:
    result: UsageRecorded = succeeded(d["recordUsage"], UsageRecorded._of)
    return result


RECORD_USAGE = Operation(
    """mutation recordUsage($input: RecordUsageInput!) { recordUsage(input: $input) { __typename ... on Refusal { code message } ... on UsageRecorded { usage { id model { name displayName provider tier isFree } requestedModel inputTokens outputTokens cachedInputTokens details { unit quantity } serviceTier unpriced cost paidBy charges { grantId source tokens } recordedAt occurredAt idempotencyKey metadata member } balance { accountId available held debt grants { id source amount remaining effectiveAt expiresAt } nextReset revision } replayed quota { accountId model { name displayName provider tier isFree } unit limit used held remaining period resetsAt shared } } ... on InsufficientTokens { refused_required: required refused_available: available refused_nextReset: nextReset refused_alternatives: alternatives { name displayName provider tier isFree } } ... on QuotaExceeded { refused_quota: quota { accountId model { name displayName provider tier isFree } unit limit used held remaining period resetsAt shared } refused_alternatives: alternatives { name displayName provider tier isFree } } ... on CapReached { refused_cap: cap { scope model { name displayName provider tier isFree } apiKeyId tokens period used held remaining resetsAt } refused_used: used refused_resetsAt: resetsAt refused_alternatives: alternatives { name displayName provider tier isFree } } ... on ModelNotFound { refused_nearest: nearest { name displayName provider tier isFree } } } }""",
    _record_usage,
)


def _record_usage_batch(d: dict[str, Any]) -> list[UsageRecorded | Refused]:
    result: list[UsageRecorded | Refused] = [
        either(x, UsageRecorded._of) for x in d["recordUsageBatch"]
    ]
    return result


RECORD_USAGE_BATCH = Operation(
    """mutation recordUsageBatch($input: [RecordUsageInput!]!) { recordUsageBatch(input: $input) { __typename ... on Refusal { code message } ... on UsageRecorded { usage { id model { name displayName provider tier isFree } requestedModel inputTokens outputTokens cachedInputTokens details { unit quantity } serviceTier unpriced cost paidBy charges { grantId source tokens } recordedAt occurredAt idempotencyKey metadata member } balance { accountId available held debt grants { id source amount remaining effectiveAt expiresAt } nextReset revision } replayed quota { accountId model { name displayName provider tier isFree } unit limit used held remaining period resetsAt shared } } ... on InsufficientTokens { refused_required: required refused_available: available refused_nextReset: nextReset refused_alternatives: alternatives { name displayName provider tier isFree } } ... on QuotaExceeded { refused_quota: quota { accountId model { name displayName provider tier isFree } unit limit used held remaining period resetsAt shared } refused_alternatives: alternatives { name displayName provider tier isFree } } ... on CapReached { refused_cap: cap { scope model { name displayName provider tier isFree } apiKeyId tokens period used held remaining resetsAt } refused_used: used refused_resetsAt: resetsAt refused_alternatives: alternatives { name displayName provider tier isFree } } ... on ModelNotFound { refused_nearest: nearest { name displayName provider tier isFree } } } }""",
    _record_usage_batch,
)


def _adjust_balance(d: dict[str, Any]) -> BalanceAdjusted:
    result: BalanceAdjusted = succeeded(d["adjustBalance"], BalanceAdjusted._of)
    return result


ADJUST_BALANCE = Operation(
    """mutation adjustBalance($input: AdjustBalanceInput!) { adjustBalance(input: $input) { __typename ... on Refusal { code message } ... on BalanceAdjusted { entry { id revision kind tokens balance charges { grantId source tokens } recordedAt occurredAt reason usage { id model { name displayName provider tier isFree } requestedModel inputTokens outputTokens cachedInputTokens details { unit quantity } serviceTier unpriced cost paidBy charges { grantId source tokens } recordedAt occurredAt idempotencyKey metadata member } } grant { id source amount remaining effectiveAt expiresAt } balance { accountId available held debt grants { id source amount remaining effectiveAt expiresAt } nextReset revision } replayed } ... on InsufficientTokens { refused_required: required refused_available: available refused_nextReset: nextReset refused_alternatives: alternatives { name displayName provider tier isFree } } } }""",
    _adjust_balance,
)


def _live_balance(d: dict[str, Any]) -> Balance:
    result: Balance = Balance._of(d["balance"])
    return result


LIVE_BALANCE = Operation(
    """subscription balance($accountId: ID) { balance(accountId: $accountId) { accountId available held debt grants { id source amount remaining effectiveAt expiresAt } nextReset revision } }""",
    _live_balance,
)


def _live_quota(d: dict[str, Any]) -> Quota:
    result: Quota = Quota._of(d["quota"])
    return result


LIVE_QUOTA = Operation(
    """subscription quota($accountId: ID, $models: [String!]) { quota(accountId: $accountId, models: $models) { accountId model { name displayName provider tier isFree } unit limit used held remaining period resetsAt shared } }""",
    _live_quota,
)


def _live_alerts(d: dict[str, Any]) -> Alert:
    result: Alert = Alert._of(d["alerts"])
    return result


LIVE_ALERTS = Operation(
    """subscription alerts($accountId: ID) { alerts(accountId: $accountId) { accountId kind model { name displayName provider tier isFree } threshold beyond lastFiredAt lastValue revision } }""",
    _live_alerts,
)


def _quotas(d: dict[str, Any]) -> list[Quota]:
    result: list[Quota] = [Quota._of(x) for x in found(d["account"], "ACCOUNT_NOT_FOUND")["quotas"]]
    return result


QUOTAS = Operation(
    """query accountQuotas($id: ID, $models: [String!]) { account(id: $id) { quotas(models: $models) { accountId model { name displayName provider tier isFree } unit limit used held remaining period resetsAt shared } } }""",
    _quotas,
)


def _payment_methods(d: dict[str, Any]) -> list[PaymentMethod] | None:
    result: list[PaymentMethod] | None = (
        None
        if (v := found(d["account"], "ACCOUNT_NOT_FOUND")["paymentMethods"]) is None
        else [PaymentMethod._of(x) for x in v]
    )
    return result


PAYMENT_METHODS = Operation(
    """query accountPaymentMethods($id: ID) { account(id: $id) { paymentMethods { id brand last4 expMonth expYear } } }""",
    _payment_methods,
)


def _usage(d: dict[str, Any]) -> Page[Usage]:
    result: Page[Usage] = Page.of(found(d["account"], "ACCOUNT_NOT_FOUND")["usage"], Usage._of)
    return result


USAGE = Operation(
    """query accountUsage($id: ID, $first: Int, $after: String, $model: String, $from: DateTime, $to: DateTime) { account(id: $id) { usage(first: $first, after: $after, model: $model, from: $from, to: $to) { nodes { id model { name displayName provider tier isFree } requestedModel inputTokens outputTokens cachedInputTokens details { unit quantity } serviceTier unpriced cost paidBy charges { grantId source tokens } recordedAt occurredAt idempotencyKey metadata member } pageInfo { hasNextPage endCursor } } } }""",
    _usage,
)


def _usage_summary(d: dict[str, Any]) -> list[UsageSummary]:
    result: list[UsageSummary] = [
        UsageSummary._of(x) for x in found(d["account"], "ACCOUNT_NOT_FOUND")["usageSummary"]
    ]
    return result


USAGE_SUMMARY = Operation(
    """query accountUsageSummary($id: ID, $by: UsageGrouping!, $from: DateTime, $to: DateTime, $timeZone: String) { account(id: $id) { usageSummary(by: $by, from: $from, to: $to, timeZone: $timeZone) { key requests inputTokens outputTokens cachedInputTokens cost importedTokens details { unit quantity } unpriced { unit quantity } model { name displayName provider tier isFree } } } }""",
    _usage_summary,
)


def _forecast(d: dict[str, Any]) -> list[Forecast]:
    result: list[Forecast] = [
        Forecast._of(x) for x in found(d["account"], "ACCOUNT_NOT_FOUND")["forecast"]
    ]
    return result


FORECAST = Operation(
    """query accountForecast($id: ID) { account(id: $id) { forecast { source model { name displayName provider tier isFree } unit remaining perDay daysLeft daysLeftLow daysLeftHigh confidence basisDays lastsUntilReset resetsAt message } } }""",
    _forecast,
)


def _savings(d: dict[str, Any]) -> Savings:
    result: Savings = Savings._of(found(d["account"], "ACCOUNT_NOT_FOUND")["savings"])
    return result


SAVINGS = Operation(
    """query accountSavings($id: ID, $from: DateTime, $to: DateTime, $insteadOf: String) { account(id: $id) { savings(from: $from, to: $to, insteadOf: $insteadOf) { requests inputTokens outputTokens cachedInputTokens importedTokens insteadOf { name displayName provider tier isFree } premiumTokens money { amount currency } } } }""",
    _savings,
)


def _suggestions(d: dict[str, Any]) -> list[Suggestion]:
    result: list[Suggestion] = [
        Suggestion._of(x) for x in found(d["account"], "ACCOUNT_NOT_FOUND")["suggestions"]
    ]
    return result


SUGGESTIONS = Operation(
    """query accountSuggestions($id: ID) { account(id: $id) { suggestions { kind reason model { name displayName provider tier isFree } insteadOf { name displayName provider tier isFree } plan { name displayName priority } packs { pack { name displayName tokens } quantity } tokens savesTokens expectedTokens savesMoney { amount currency } cost { amount currency } comparedTo { amount currency } } } }""",
    _suggestions,
)


def _ledger(d: dict[str, Any]) -> Page[LedgerEntry]:
    result: Page[LedgerEntry] = Page.of(
        found(d["account"], "ACCOUNT_NOT_FOUND")["ledger"], LedgerEntry._of
    )
    return result


LEDGER = Operation(
    """query accountLedger($id: ID, $first: Int, $after: String) { account(id: $id) { ledger(first: $first, after: $after) { nodes { id revision kind tokens balance charges { grantId source tokens } recordedAt occurredAt reason usage { id model { name displayName provider tier isFree } requestedModel inputTokens outputTokens cachedInputTokens details { unit quantity } serviceTier unpriced cost paidBy charges { grantId source tokens } recordedAt occurredAt idempotencyKey metadata member } } pageInfo { hasNextPage endCursor } } } }""",
    _ledger,
)


def _purchases(d: dict[str, Any]) -> Page[Purchase]:
    result: Page[Purchase] = Page.of(
        found(d["account"], "ACCOUNT_NOT_FOUND")["purchases"], Purchase._of
    )
    return result


PURCHASES = Operation(
    """query accountPurchases($id: ID, $first: Int, $after: String) { account(id: $id) { purchases(first: $first, after: $after) { nodes { id pack { name displayName tokens } quantity tokens price { amount currency } listPrice { amount currency } discounts { kind reason programme amount { amount currency } } status createdAt paidAt refundedTokens } pageInfo { hasNextPage endCursor } } } }""",
    _purchases,
)


def _holds(d: dict[str, Any]) -> list[Hold]:
    result: list[Hold] = [Hold._of(x) for x in found(d["account"], "ACCOUNT_NOT_FOUND")["holds"]]
    return result


HOLDS = Operation(
    """query accountHolds($id: ID, $status: HoldStatus) { account(id: $id) { holds(status: $status) { id model { name displayName provider tier isFree } tokens quotaTokens inputTokens maxOutputTokens details { unit quantity } serviceTier priority status expiresAt } } }""",
    _holds,
)


def _user_billing(d: dict[str, Any]) -> UserBilling:
    result: UserBilling = UserBilling._of(found(d["account"], "ACCOUNT_NOT_FOUND")["userBilling"])
    return result


USER_BILLING = Operation(
    """query accountUserBilling($id: ID) { account(id: $id) { userBilling { premiumTokens qwenTokensUsed openrouterRequestsUsed nextReset } } }""",
    _user_billing,
)


def _team_members(d: dict[str, Any]) -> Page[TeamMember]:
    result: Page[TeamMember] = Page.of(
        found(d["team"], "TEAM_NOT_FOUND")["members"], TeamMember._of
    )
    return result


TEAM_MEMBERS = Operation(
    """query teamMembers($id: ID!, $first: Int, $after: String) { team(id: $id) { members(first: $first, after: $after) { nodes { accountId role limit { tokens period } used resetsAt payFrom joinedAt } pageInfo { hasNextPage endCursor } } } }""",
    _team_members,
)


def _team_invitations(d: dict[str, Any]) -> list[TeamInvitation]:
    result: list[TeamInvitation] = [
        TeamInvitation._of(x) for x in found(d["team"], "TEAM_NOT_FOUND")["invitations"]
    ]
    return result


TEAM_INVITATIONS = Operation(
    """query teamInvitations($id: ID!) { team(id: $id) { invitations { code role limit { tokens period } address createdAt expiresAt } } }""",
    _team_invitations,
)
