/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The kind of an administrator's action. */
export type AdminActionKind =
  /** Tokens were given or taken. */
  | 'ADJUST_BALANCE'
  /** The service's time was moved ahead, in development. */
  | 'ADVANCE_CLOCK'
  /** A catalog was applied. */
  | 'APPLY_CATALOG'
  /** A code of a programme was created. */
  | 'CREATE_CODE'
  /** An API key was created. */
  | 'CREATE_KEY'
  /** A webhook endpoint was created. */
  | 'CREATE_WEBHOOK_ENDPOINT'
  /** A webhook endpoint was deleted. */
  | 'DELETE_WEBHOOK_ENDPOINT'
  /** An account was erased. */
  | 'ERASE_ACCOUNT'
  /** All stored data of an account was exported. */
  | 'EXPORT_ACCOUNT'
  /** Another user's account was opened, if it did not exist. */
  | 'OPEN_ACCOUNT'
  /** A webhook endpoint was paused. */
  | 'PAUSE_WEBHOOK_ENDPOINT'
  /** A purchase was refunded. */
  | 'REFUND_PURCHASE'
  /** An alert of another user was removed. */
  | 'REMOVE_ALERT'
  /** An automatic top-up of another user was removed. */
  | 'REMOVE_AUTO_TOP_UP'
  /** An account was taken out of a programme, or its request was declined. */
  | 'REMOVE_PROGRAMME'
  /** A spend cap of another user was removed. */
  | 'REMOVE_SPEND_CAP'
  /** A webhook delivery was sent again. */
  | 'REPLAY_WEBHOOK_DELIVERY'
  /** A webhook endpoint was resumed. */
  | 'RESUME_WEBHOOK_ENDPOINT'
  /** A code of a programme was revoked. */
  | 'REVOKE_CODE'
  /** An API key was revoked. */
  | 'REVOKE_KEY'
  /** A webhook endpoint got a new secret. */
  | 'ROTATE_WEBHOOK_SECRET'
  /** An alert of another user was set. */
  | 'SET_ALERT'
  /** An automatic top-up of another user was set. */
  | 'SET_AUTO_TOP_UP'
  /** An account was put into a programme, or its end was changed. */
  | 'SET_PROGRAMME'
  /** A spend cap of another user was set. */
  | 'SET_SPEND_CAP';

/** A move of the service's time ahead. It cannot be moved back. */
export type AdvanceClockInput = {
  /** 1 to 255 characters, unique per caller: a repeated request does not move it again. */
  idempotencyKey: string;
  /** At least 1, at most 31622400, which are 366 days. */
  seconds: number;
};

/** What an alert measures. */
export type AlertKind =
  /** The available tokens are below the threshold. */
  | 'BALANCE_BELOW'
  /** The tokens last fewer days than the threshold, at the pace of the last four weeks. */
  | 'DAYS_LEFT_BELOW'
  /** So many percent of a free model's native limit are used, or more. */
  | 'QUOTA_USED_PERCENT';

/** A code to use for an account. */
export type ApplyCodeInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** The code. Lower case, blanks and dashes do not matter. */
  code: string;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey: string;
};

/** Why a model can or can't be used by the caller now. */
export type AvailabilityReason =
  /** It can be used. */
  | 'AVAILABLE'
  /** A spend cap of the account is used up until the reset. */
  | 'CAP_REACHED'
  /** There are no premium tokens left. */
  | 'INSUFFICIENT_TOKENS'
  /** It is no longer, or not yet, in the catalog. */
  | 'NOT_OFFERED'
  /** The caller has no account of their own, or may not read it. */
  | 'NO_ACCOUNT'
  /** Its native limit is used up until the reset. */
  | 'QUOTA_EXCEEDED'
  /** Premium tokens belong to an account, so the request needs a token. */
  | 'SIGN_IN_REQUIRED';

/** The kind of account that a plan is for. */
export type Buyer =
  /** The account of a person. */
  | 'PERSON'
  /** The account that the members of a family or a team share. */
  | 'TEAM';

/** A pending change to take back. */
export type CancelPlanChangeInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
};

/** The uses that a spend cap counts. */
export type CapScope =
  /** All uses of the account. */
  | 'ACCOUNT'
  /** The uses that one API key records. */
  | 'API_KEY'
  /** The uses that a team pays for one member: its limit, set with `setTeamMember`. */
  | 'MEMBER'
  /** The uses of one model. */
  | 'MODEL';

/** An ability of a model besides chat, or its purpose. */
export type Capability =
  /** It was made for writing software, or is good at it. */
  | 'CODE'
  /** It accepts images. */
  | 'VISION';

/** A change of the plan or the seats of an account. */
export type ChangePlanInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** `asOf` of a preview, at most 15 minutes ago: what is charged is what the preview said. */
  asOf?: string | null | undefined;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey: string;
  /** The plan's name in the catalog; FREE ends the subscription. */
  plan: string;
  /** For a plan with seats. Default: the present ones, or the least of another plan. */
  seats?: number | null | undefined;
  /** The team that gets the plan, if the account's own plan becomes one for families and teams. The account must own it. A plan of a team that becomes one for persons goes to the owner, who must be the caller. */
  teamId?: string | number | null | undefined;
  /** When it takes effect. */
  when?: ChangeTime | null | undefined;
};

/** When a change of the plan takes effect. */
export type ChangeTime =
  /** At once: the rest of the paid period is charged or credited. */
  | 'NOW'
  /** At the end of the paid period. */
  | 'PERIOD_END';

/** A team to close. */
export type CloseTeamInput = {
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey: string;
  /** The team. */
  teamId: string | number;
};

/** A team to found. The caller becomes its owner. */
export type CreateTeamInput = {
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey: string;
  /** Its kind. */
  kind: TeamKind;
  /** Its name: 1 to 100 characters. */
  name: string;
};

/** A new endpoint of a partner. */
export type CreateWebhookEndpointInput = {
  /** The partner: it gets only events of accounts whose id begins with one of these. Only for administrators; an API key always means the accounts that it reaches. Default: all. */
  accountPrefixes?: Array<string> | null | undefined;
  /** For people. */
  description?: string | null | undefined;
  /** The types of the events that it gets, such as `balance.low`. Default: all. */
  events?: Array<string> | null | undefined;
  /** Where events are sent, by POST. It must begin with https://; in development also with http://. */
  url: string;
};

/** A hold that has to last longer. */
export type ExtendHoldInput = {
  /** The hold. */
  holdId: string | number;
  /** The seconds from now after which it expires, 1 to 86400. It never expires earlier than before, and at most 86400 seconds after it was placed. */
  ttlSeconds?: number | null | undefined;
};

/** A source of tokens that is spent and renewed separately. */
export type ForecastSource =
  /** The plan's allowance, which is spent first. */
  | 'ALLOWANCE'
  /** Packs and all other premium tokens beside the allowance. */
  | 'BALANCE'
  /** A free model's native limit. */
  | 'QUOTA';

/** A team to give to another member. */
export type HandOverTeamInput = {
  /** The member who becomes the owner. */
  accountId: string | number;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey: string;
  /** The team. */
  teamId: string | number;
};

/** An invitation to make. */
export type InviteToTeamInput = {
  /** Only an account whose token has this verified email address may use it. Default: whoever has the code. */
  address?: string | null | undefined;
  /** How long it can be used: from a minute to 90 days. */
  expiresInSeconds?: number | null | undefined;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey: string;
  /** What the team pays at most for the member. Default: no limit. */
  limit?: TokenLimitInput | null | undefined;
  /** The role of whoever joins by it: MEMBER or ADMIN. */
  role?: TeamRole | null | undefined;
  /** The team. */
  teamId: string | number;
};

/** An invitation to use. */
export type JoinTeamInput = {
  /** Its code. */
  code: string;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey: string;
};

/** A team to leave. */
export type LeaveTeamInput = {
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey: string;
  /** The team. */
  teamId: string | number;
};

/** How a model is paid for. */
export type ModelTier =
  /** Costs nothing and counts against the provider's native limit. */
  | 'FREE'
  /** Costs premium tokens. */
  | 'PREMIUM';

/** How the use of a hold ended. */
export type Outcome =
  /** The stream ended early: the input and the output delivered so far are charged. */
  | 'ABORTED'
  /** The use completed: input and output are charged. */
  | 'COMPLETED'
  /** The provider failed: nothing is charged. */
  | 'FAILED';

/** Whose tokens pay for a use of a member. A use is paid whole, by one of the two. */
export type PayFrom =
  /** The member's own tokens if they suffice, else the team's. */
  | 'OWN_FIRST'
  /** The member's own tokens. */
  | 'OWN_ONLY'
  /** The team's tokens if they suffice, else the member's own. */
  | 'TEAM_FIRST'
  /** The team's tokens. */
  | 'TEAM_ONLY';

/** Tokens to reserve for a use whose output is not known yet. */
export type PlaceHoldInput = {
  /** The account that will use it. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** Whether to place a smaller hold if there are too few tokens for all of the output, or if a spend cap leaves too few. */
  allowPartial?: boolean | null | undefined;
  /** Units beyond the plain counts, each at most once, at the most that will be used. */
  details?: Array<UsageDetailInput> | null | undefined;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey: string;
  /** Input tokens; all count as not cached. */
  inputTokens: number;
  /** The maximum number of output tokens of the use. */
  maxOutputTokens: number;
  /** The model's name in the catalog. */
  model: string;
  /** The provider's tier of service. */
  serviceTier?: ServiceTier | null | undefined;
  /** The seconds after which it expires, 1 to 86400. */
  ttlSeconds?: number | null | undefined;
};

/** A change of the plan that is only looked at. */
export type PreviewPlanChangeInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** The plan's name in the catalog; FREE ends the subscription. */
  plan: string;
  /** For a plan with seats. Default: the present ones, or the least of another plan. */
  seats?: number | null | undefined;
  /** The team that gets the plan, if the account's own plan becomes one for families and teams. The account must own it. A plan of a team that becomes one for persons goes to the owner, who must be the caller. */
  teamId?: string | number | null | undefined;
  /** When it takes effect. */
  when?: ChangeTime | null | undefined;
};

/** A pack to buy. */
export type PurchasePackInput = {
  /** The account that buys. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** Whether tax is added. */
  automaticTax?: boolean | null | undefined;
  /** Where the checkout leads if the buyer cancels. */
  cancelUrl?: string | null | undefined;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey: string;
  /** The pack's name in the catalog. */
  pack: string;
  /** Whether the checkout takes promotion codes. */
  promotionCodes?: boolean | null | undefined;
  /** How many, 1 to 100. */
  quantity?: number | null | undefined;
  /** The address for the receipt. */
  receiptEmail?: string | null | undefined;
  /** Where the checkout leads after the payment. */
  successUrl?: string | null | undefined;
};

/** The status of a purchase. */
export type PurchaseStatus =
  /** The payer disputes the payment, and the rest of the pack is frozen; or the payer won, and the tokens were taken back. */
  | 'DISPUTED'
  /** The checkout expired without a payment. */
  | 'EXPIRED'
  /** The payment failed; it may be tried again until the checkout expires. */
  | 'FAILED'
  /** Paid and credited. */
  | 'PAID'
  /** A part of the money was refunded, and its tokens were taken back. */
  | 'PARTIALLY_REFUNDED'
  /** The checkout is open, or the payment is processing. */
  | 'PENDING'
  /** All of the money was refunded, and the tokens were taken back. */
  | 'REFUNDED';

/** The period after which a limit or an allowance starts again. */
export type QuotaPeriod =
  /** Every day at midnight UTC. */
  | 'DAY'
  /** Every month: limits on the 1st in UTC, allowances and spend caps on the day of the month on which the account was opened. */
  | 'MONTH';

/** The unit of a native limit. */
export type QuotaUnit =
  /** Requests. */
  | 'REQUESTS'
  /** Tokens, input and output together. */
  | 'TOKENS';

/** A use that has not happened yet. */
export type QuoteInput = {
  /** The account that would use it. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** Input tokens that the provider had cached. */
  cachedInputTokens?: number | null | undefined;
  /** Units beyond the plain counts, each at most once. Parts are included in `inputTokens` or in the output tokens, and are together at most their whole. */
  details?: Array<UsageDetailInput> | null | undefined;
  /** All input tokens, cached included. */
  inputTokens: number;
  /** The model's name in the catalog. */
  model: string;
  /** Output tokens. */
  outputTokens: number;
  /** The provider's tier of service. */
  serviceTier?: ServiceTier | null | undefined;
};

/** One use of a model. */
export type RecordUsageInput = {
  /** The account that used it. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** Input tokens that the provider had cached. */
  cachedInputTokens?: number | null | undefined;
  /** Units beyond the plain counts, each at most once. Parts are included in `inputTokens` or in the output tokens, and are together at most their whole. */
  details?: Array<UsageDetailInput> | null | undefined;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey: string;
  /** All input tokens, cached included. */
  inputTokens: number;
  /** Metadata to store with the use, up to 16 KiB. */
  metadata?: unknown;
  /** The model's name in the catalog. */
  model: string;
  /** When the use happened, for reports: at most 35 days ago, at most 5 minutes ahead. Default: now. */
  occurredAt?: string | null | undefined;
  /** Output tokens. */
  outputTokens: number;
  /** The provider's tier of service. */
  serviceTier?: ServiceTier | null | undefined;
};

/** A hold to release unused. */
export type ReleaseHoldInput = {
  /** The hold. */
  holdId: string | number;
};

/** The alert to remove. */
export type RemoveAlertInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** What it measures. */
  kind: AlertKind;
  /** The model, for the kind QUOTA_USED_PERCENT. */
  model?: string | null | undefined;
  /** Its threshold. */
  threshold: number;
};

/** The account whose automatic top-up to remove. */
export type RemoveAutoTopUpInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
};

/** A member to remove. */
export type RemoveFromTeamInput = {
  /** The member's account. */
  accountId: string | number;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey: string;
  /** The team. */
  teamId: string | number;
};

/** The saved card to remove. */
export type RemovePaymentMethodInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** The card. */
  paymentMethodId: string | number;
};

/** An account to take out of a programme. */
export type RemoveProgrammeInput = {
  /** The account. */
  accountId: string | number;
  /** The programme's name. */
  programme: string;
  /** Why, as text: 1 to 1,000 characters. */
  reason: string;
};

/** The spend cap to remove. */
export type RemoveSpendCapInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** The id of the API key, for the scope API_KEY: as `key list` and `viewer.subject` tell it. */
  apiKeyId?: string | number | null | undefined;
  /** The name of the model, for the scope MODEL; all names of a model mean the same cap. */
  model?: string | null | undefined;
  /** The length of its windows. */
  period: QuotaPeriod;
  /** The scope of the cap. */
  scope: CapScope;
};

/** A team to rename. */
export type RenameTeamInput = {
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey: string;
  /** Its new name: 1 to 100 characters. */
  name: string;
  /** The team. */
  teamId: string | number;
};

/** A request for a programme that needs a proof. */
export type RequestProgrammeInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** The programme's name in the catalog. */
  programme: string;
  /** The proof, as text or address: 1 to 1,000 characters. */
  proof: string;
};

/** A subscription to resume. */
export type ResumeSubscriptionInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
};

/** An invitation to revoke. */
export type RevokeInvitationInput = {
  /** Its code. */
  code: string;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey: string;
};

/** Where the page that saves a card leads back to. */
export type SavePaymentMethodInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** Where to return without saving. */
  cancelUrl?: string | null | undefined;
  /** Where to return after saving. Default: this service's page. */
  successUrl?: string | null | undefined;
};

/** The tier of service of a use: how fast the provider answers, and for what price. */
export type ServiceTier =
  /** Within hours, at a lower price. */
  | 'BATCH'
  /** Slower, at a lower price. */
  | 'FLEX'
  /** Served first, at a higher price. */
  | 'PRIORITY'
  /** The ordinary tier. */
  | 'STANDARD';

/** An alert to set. An account has at most one alert of a kind, threshold and model, and at most 20 in all. */
export type SetAlertInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** What it measures. */
  kind: AlertKind;
  /** The name of a free model with a native limit, for the kind QUOTA_USED_PERCENT. */
  model?: string | null | undefined;
  /** From 1: tokens; percent, at most 100; or days, at most 365. */
  threshold: number;
};

/** The automatic top-up to set. An account has at most one. */
export type SetAutoTopUpInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** Buy when fewer tokens than that are available; from 1. */
  below: number;
  /** How often at most in a month of the account, from 1 to 100. */
  maxPerMonth: number;
  /** The name of the pack to buy. */
  pack: string;
};

/** An account to put into a programme. */
export type SetProgrammeInput = {
  /** The account. */
  accountId: string | number;
  /** The programme's name in the catalog. */
  programme: string;
  /** Why, as text: 1 to 1,000 characters. */
  reason: string;
  /** When it ends. Default: it has no end. */
  until?: string | null | undefined;
};

/** A spend cap to set. An account has at most one cap of a scope, model or key, and period, and at most 50 in all. */
export type SetSpendCapInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** The id of the API key, for the scope API_KEY: as `key list` and `viewer.subject` tell it. */
  apiKeyId?: string | number | null | undefined;
  /** The name of the model, for the scope MODEL; all names of a model mean the same cap. */
  model?: string | null | undefined;
  /** The length of a window. */
  period: QuotaPeriod;
  /** The uses that it counts. */
  scope: CapScope;
  /** Premium tokens that uses may cost in each window; 0 lets none through that costs anything. */
  tokens: number;
};

/** A change of a member. What is left out stays. */
export type SetTeamMemberInput = {
  /** The member's account. */
  accountId: string | number;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey: string;
  /** The limit; null takes it away. */
  limit?: TokenLimitInput | null | undefined;
  /** Whose tokens pay. */
  payFrom?: PayFrom | null | undefined;
  /** The role: MEMBER or ADMIN. */
  role?: TeamRole | null | undefined;
  /** The team. */
  teamId: string | number;
};

/** The use of a hold. */
export type SettleHoldInput = {
  /** Input tokens that the provider had cached. */
  cachedInputTokens?: number | null | undefined;
  /** Units beyond the plain counts, each at most once. Parts are included in `inputTokens` or in the output tokens, and are together at most their whole. */
  details?: Array<UsageDetailInput> | null | undefined;
  /** The hold. */
  holdId: string | number;
  /** All input tokens, cached included. */
  inputTokens: number;
  /** Metadata to store with the use, up to 16 KiB. */
  metadata?: unknown;
  /** How it ended. */
  outcome?: Outcome | null | undefined;
  /** Output tokens; for an aborted stream, those that were delivered. */
  outputTokens: number;
  /** The provider's tier of service. */
  serviceTier?: ServiceTier | null | undefined;
};

/** A plan to subscribe to. */
export type SubscribeInput = {
  /** The account that subscribes. Default: the caller's own. */
  accountId?: string | number | null | undefined;
  /** Whether tax is added. */
  automaticTax?: boolean | null | undefined;
  /** Where the checkout leads if the buyer cancels. */
  cancelUrl?: string | null | undefined;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey: string;
  /** The plan's name in the catalog. */
  plan?: string | null | undefined;
  /** Whether the checkout takes promotion codes. */
  promotionCodes?: boolean | null | undefined;
  /** For a plan with seats. Default: the least that can be bought. */
  seats?: number | null | undefined;
  /** Where the checkout leads after the payment. */
  successUrl?: string | null | undefined;
};

/** The status of a subscription. */
export type SubscriptionStatus =
  /** Paid. */
  | 'ACTIVE'
  /** Ended. */
  | 'CANCELED'
  /** Never paid; the checkout has expired. */
  | 'EXPIRED'
  /** A renewal failed. The plan stays active for a grace period. */
  | 'PAST_DUE'
  /** Paused: nothing is paid, and the free plan applies. */
  | 'PAUSED'
  /** Not paid yet. */
  | 'PENDING'
  /** Renewals failed permanently, or the payment was refunded; the free plan applies. */
  | 'UNPAID';

/** The kind of suggestion. */
export type SuggestionKind =
  /** A free model in place of a premium one. */
  | 'FREE_MODEL'
  /** Packs with a free plan. */
  | 'PACKS'
  /** A plan alone. */
  | 'PLAN'
  /** A paid plan with packs. */
  | 'PLAN_AND_PACKS'
  /** A model to start with: nothing was used. */
  | 'START';

/** The kind of a team. */
export type TeamKind =
  /** A family: up to 6 members, unless its plan has more seats. */
  | 'FAMILY'
  /** A team of any other kind: up to 10 members, unless its plan has more seats. */
  | 'TEAM';

/** The role of a member of a team. */
export type TeamRole =
  /** It invites and manages plain members, buys for the team, and sees the uses of all. */
  | 'ADMIN'
  /** It uses the team's tokens, and sees its own uses of them. */
  | 'MEMBER'
  /** It may do everything. A team has one owner. */
  | 'OWNER';

/** What the team pays at most for a member in each window. */
export type TokenLimitInput = {
  /** The length of a window. */
  period: QuotaPeriod;
  /** Premium tokens, 0 or more; 0: the team pays nothing. */
  tokens: number;
};

/** Where tokens come from, and what is owed. */
export type TokenSource =
  /** Operators. */
  | 'ADJUSTMENT'
  /** Plans' allowances. */
  | 'ALLOWANCE'
  /** Debt of accounts: tokens used beyond the balance. */
  | 'DEBT'
  /** An older system, from which accounts were imported. */
  | 'LEGACY'
  /** Packs that were bought. */
  | 'PACK';

/** What an automatic top-up does now. */
export type TopUpStatus =
  /** It waits until too few tokens are available. */
  | 'ACTIVE'
  /** It buys a pack just now. */
  | 'PENDING'
  /** A payment failed. It buys nothing until it is set again. */
  | 'STOPPED';

/** How much of one unit was used. */
export type UsageDetailInput = {
  /** How much; 0 is the same as leaving it out. */
  quantity: number;
  /** The unit. */
  unit: UsageUnit;
};

/** How a use was charged. */
export type UsageTier =
  /** Not charged: the model was free. */
  | 'FREE'
  /** Not charged here: an older system recorded it. */
  | 'IMPORTED'
  /** Charged in premium tokens. */
  | 'PREMIUM';

/** A unit of a use beside input, output and cached input. */
export type UsageUnit =
  /** Input tokens of audio; a part of `inputTokens`. */
  | 'AUDIO_INPUT_TOKENS'
  /** Output tokens of audio; a part of the output tokens. */
  | 'AUDIO_OUTPUT_TOKENS'
  /** Input tokens written to its cache for an hour; a part of `inputTokens`. */
  | 'CACHE_WRITE_1H_TOKENS'
  /** Input tokens written to the provider's cache; a part of `inputTokens`. */
  | 'CACHE_WRITE_TOKENS'
  /** Characters. */
  | 'CHARACTERS'
  /** Images made. */
  | 'IMAGES'
  /** Input tokens of images; a part of `inputTokens`. */
  | 'IMAGE_INPUT_TOKENS'
  /** Output tokens of images; a part of the output tokens. */
  | 'IMAGE_OUTPUT_TOKENS'
  /** Pages read. */
  | 'PAGES'
  /** Pixels. */
  | 'PIXELS'
  /** Output tokens of reasoning; a part of the output tokens. */
  | 'REASONING_TOKENS'
  /** Requests to the provider. */
  | 'REQUESTS'
  /** Searches in the web. */
  | 'SEARCHES'
  /** Seconds of audio or video. */
  | 'SECONDS'
  /** Input tokens of video; a part of `inputTokens`. */
  | 'VIDEO_INPUT_TOKENS';

/** The status of a delivery. */
export type WebhookDeliveryStatus =
  /** The endpoint answered with a status from 200 to 299. */
  | 'DELIVERED'
  /** It was given up after three days. It can be replayed. */
  | 'FAILED'
  /** It waits for its first or next attempt. */
  | 'PENDING';

/** Whether an endpoint gets events. */
export type WebhookEndpointStatus =
  /** It gets events. */
  | 'ACTIVE'
  /** It answered 410, or failed for three days. Its events wait until it is resumed. */
  | 'DEAD'
  /** Somebody paused it. Its events wait. */
  | 'PAUSED';

export type AnalyticsQueryVariables = Exact<{
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type AnalyticsQuery = { analytics: { from: string, to: string, asOf: string, activeAccounts: number | null, freeUse: { requests: number, freeRequests: number, rate: number | null }, consumption: Array<{ model: string, provider: string | null, plan: string | null, tier: UsageTier, requests: number, tokens: number, cost: number }>, unpriced: Array<{ model: string, provider: string | null, unit: UsageUnit, uses: number, quantity: number }>, conversion: { opened: number, boughtPack: number, subscribed: number, packRate: number | null, subscriptionRate: number | null }, revenue: Array<{ currency: string, payers: number, gross: { amount: number, currency: string }, returned: { amount: number, currency: string }, net: { amount: number, currency: string }, perUser: { amount: number, currency: string } | null }>, retention: Array<{ month: string, accounts: number, months: Array<{ month: string, active: number, rate: number | null }> }>, churn: { subscribersAtStart: number, joined: number, left: number, rate: number | null }, outstanding: Array<{ source: TokenSource, tokens: number, liability: { amount: number, currency: string } | null }>, lapse: { granted: number, lapsed: number, rate: number | null }, series: Array<{ day: string, requests: number, freeRequests: number, importedRequests: number, cost: number, opened: number, subscribers: number, revenue: Array<{ currency: string, net: { amount: number, currency: string } }> }> } };

export type MoneyPartsFragment = { amount: number, currency: string };

export type AuditLogQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  accountId?: string | number | null | undefined;
  action?: AdminActionKind | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { nodes: Array<{ id: string, at: string, actor: string, kind: AdminActionKind, accountId: string | null, outcome: string | null, details: unknown }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ClockQueryVariables = Exact<{ [key: string]: never; }>;


export type ClockQuery = { clock: { now: string, aheadSeconds: number, movable: boolean } };

export type AdvanceClockMutationVariables = Exact<{
  input: AdvanceClockInput;
}>;


export type AdvanceClockMutation = { advanceClock:
    | { __typename: 'ClockAdvanced', clock: { now: string, aheadSeconds: number, movable: boolean } }
    | { __typename: 'ClockNotMovable', message: string }
    | { __typename: 'IdempotencyConflict', message: string }
   };

export type ClockPartsFragment = { now: string, aheadSeconds: number, movable: boolean };

export type ModelPricesQueryVariables = Exact<{
  search?: string | null | undefined;
  byHand?: boolean | null | undefined;
  after?: string | null | undefined;
}>;


export type ModelPricesQuery = { modelPrices: Array<{ source: string | null, effectiveAt: string | null, model: { name: string, displayName: string, isFree: boolean, rates: { input: string, output: string, cachedInput: string }, nativeLimit: { amount: number, unit: QuotaUnit, period: QuotaPeriod } | null }, catalog: { version: number, appliedAt: string, source: string }, following: { effectiveAt: string, rates: { input: string, output: string, cachedInput: string } } | null }> };

export type AlertPartsFragment = { kind: AlertKind, threshold: number, beyond: boolean, lastFiredAt: string | null, lastValue: number | null, revision: number | null, model: { name: string, displayName: string } | null };

export type AlertsQueryVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type AlertsQuery = { account: { id: string, alerts: Array<{ kind: AlertKind, threshold: number, beyond: boolean, lastFiredAt: string | null, lastValue: number | null, revision: number | null, model: { name: string, displayName: string } | null }> } | null };

export type SetAlertMutationVariables = Exact<{
  input: SetAlertInput;
}>;


export type SetAlertMutation = { setAlert:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'AlertSet', alert: { kind: AlertKind, threshold: number, beyond: boolean, lastFiredAt: string | null, lastValue: number | null, revision: number | null, model: { name: string, displayName: string } | null } }
    | { __typename: 'ModelNotFound', message: string }
    | { __typename: 'ModelWithoutLimit', message: string }
   };

export type RemoveAlertMutationVariables = Exact<{
  input: RemoveAlertInput;
}>;


export type RemoveAlertMutation = { removeAlert:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'AlertRemoved' }
   };

export type SpendCapsQueryVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type SpendCapsQuery = { account: { spendCaps: Array<{ scope: CapScope, apiKeyId: string | null, tokens: number, period: QuotaPeriod, used: number, held: number, remaining: number, resetsAt: string, model: { name: string, displayName: string } | null }> } | null };

export type SetCapMutationVariables = Exact<{
  input: SetSpendCapInput;
}>;


export type SetCapMutation = { setSpendCap:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'ApiKeyNotFound', message: string }
    | { __typename: 'ModelNotFound', message: string }
    | { __typename: 'SpendCapSet' }
   };

export type RemoveCapMutationVariables = Exact<{
  input: RemoveSpendCapInput;
}>;


export type RemoveCapMutation = { removeSpendCap:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'SpendCapRemoved' }
   };

export type DiscountsQueryVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type DiscountsQuery = { account: { programmes: Array<{ isActive: boolean, until: string | null, programme: { name: string, displayName: string, packsOff: string | null, plansOff: string | null } }> } | null, programmes: Array<{ name: string, displayName: string, description: string, proof: string | null, packsOff: string | null, plansOff: string | null }> };

export type ApplyCodeMutationVariables = Exact<{
  input: ApplyCodeInput;
}>;


export type ApplyCodeMutation = { applyCode:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'AlreadyEnrolled', message: string }
    | { __typename: 'CodeAlreadyUsed', message: string }
    | { __typename: 'CodeApplied', programme: { programme: { displayName: string } } }
    | { __typename: 'CodeNotFound', message: string }
    | { __typename: 'IdempotencyConflict', message: string }
   };

export type RequestProgrammeMutationVariables = Exact<{
  input: RequestProgrammeInput;
}>;


export type RequestProgrammeMutation = { requestProgramme:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'AlreadyEnrolled', message: string }
    | { __typename: 'ProgrammeNotFound', message: string }
    | { __typename: 'ProgrammeRequested', request: { programme: { displayName: string } } }
   };

export type ProgrammeRequestsQueryVariables = Exact<{ [key: string]: never; }>;


export type ProgrammeRequestsQuery = { programmeRequests: Array<{ accountId: string, proof: string, askedAt: string, programme: { name: string, displayName: string } }> };

export type ProgrammesOfQueryVariables = Exact<{
  id: string | number;
}>;


export type ProgrammesOfQuery = { account: { programmes: Array<{ since: string, until: string | null, isActive: boolean, programme: { name: string, displayName: string } }> } | null };

export type SetProgrammeMutationVariables = Exact<{
  input: SetProgrammeInput;
}>;


export type SetProgrammeMutation = { setProgramme:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'ProgrammeNotFound', message: string }
    | { __typename: 'ProgrammeSet' }
   };

export type RemoveProgrammeMutationVariables = Exact<{
  input: RemoveProgrammeInput;
}>;


export type RemoveProgrammeMutation = { removeProgramme:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'ProgrammeRemoved' }
   };

export type InsightsQueryVariables = Exact<{ [key: string]: never; }>;


export type InsightsQuery = { account: { forecast: Array<{ source: ForecastSource, unit: QuotaUnit, remaining: number, daysLeft: number | null, daysLeftLow: number | null, daysLeftHigh: number | null, confidence: number, lastsUntilReset: boolean | null, message: string, model: { name: string, displayName: string } | null }>, savings: { requests: number, premiumTokens: number, insteadOf: { displayName: string } | null, money: { amount: number, currency: string } | null }, suggestions: Array<{ kind: SuggestionKind, reason: string, savesTokens: number | null, savesMoney: { amount: number, currency: string } | null, model: { name: string, displayName: string, isFree: boolean } | null, plan: { name: string, displayName: string } | null, packs: Array<{ quantity: number, pack: { name: string, displayName: string } }>, cost: { amount: number, currency: string } | null }> } | null };

export type ModelPartsFragment = { name: string, displayName: string, aliases: Array<string>, description: string, provider: string, capabilities: Array<Capability>, contextTokens: number | null, retiresAt: string | null, isFree: boolean, rates: { input: string, output: string, cachedInput: string, units: Array<{ unit: UsageUnit, rate: string }> }, variants: Array<{ serviceTier: ServiceTier, above: number, rates: { input: string, output: string, cachedInput: string } }>, nativeLimit: { amount: number, unit: QuotaUnit, period: QuotaPeriod } | null, availability: { available: boolean, reason: AvailabilityReason, remaining: number | null, resetsAt: string | null, shared: boolean, sharedRemaining: number | null }, sharedLimit: { amount: number, unit: QuotaUnit, period: QuotaPeriod } | null };

export type ChoicePartsFragment = { name: string, displayName: string, isFree: boolean };

export type ModelsQueryVariables = Exact<{
  search?: string | null | undefined;
  provider?: string | null | undefined;
  tier?: ModelTier | null | undefined;
  after?: string | null | undefined;
}>;


export type ModelsQuery = { modelCount: number, models: Array<{ name: string, displayName: string, aliases: Array<string>, description: string, provider: string, capabilities: Array<Capability>, contextTokens: number | null, retiresAt: string | null, isFree: boolean, rates: { input: string, output: string, cachedInput: string, units: Array<{ unit: UsageUnit, rate: string }> }, variants: Array<{ serviceTier: ServiceTier, above: number, rates: { input: string, output: string, cachedInput: string } }>, nativeLimit: { amount: number, unit: QuotaUnit, period: QuotaPeriod } | null, availability: { available: boolean, reason: AvailabilityReason, remaining: number | null, resetsAt: string | null, shared: boolean, sharedRemaining: number | null }, sharedLimit: { amount: number, unit: QuotaUnit, period: QuotaPeriod } | null }> };

export type ModelChoicesQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type ModelChoicesQuery = { models: Array<{ name: string, displayName: string, isFree: boolean, rates: { input: string, output: string, cachedInput: string } }> };

export type ProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type ProvidersQuery = { providers: Array<{ name: string, displayName: string }> };

export type AdviceQueryVariables = Exact<{ [key: string]: never; }>;


export type AdviceQuery = { beginners: Array<{ rank: number, reason: string, model: { name: string, displayName: string, isFree: boolean } }>, powerUsers: Array<{ rank: number, reason: string, model: { name: string, displayName: string, isFree: boolean } }>, developers: Array<{ rank: number, reason: string, model: { name: string, displayName: string, isFree: boolean } }> };

export type AdvicePartsFragment = { rank: number, reason: string, model: { name: string, displayName: string, isFree: boolean } };

export type PackOfferFragment = { name: string, displayName: string, description: string, tokens: number, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }>, bulk: Array<{ from: number, off: string }> };

export type OffersQueryVariables = Exact<{ [key: string]: never; }>;


export type OffersQuery = { packs: Array<{ name: string, displayName: string, description: string, tokens: number, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }>, bulk: Array<{ from: number, off: string }> }>, plans: Array<{ name: string, displayName: string, description: string, benefits: Array<string>, buyer: Buyer, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }>, allowances: Array<{ tokens: number, period: QuotaPeriod }> }> };

export type PacksForTeamQueryVariables = Exact<{
  accountId: string | number;
}>;


export type PacksForTeamQuery = { account: { packs: Array<{ name: string, displayName: string, description: string, tokens: number, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }>, bulk: Array<{ from: number, off: string }> }> } | null };

export type AmountFragment = { amount: number, currency: string };

export type PackPriceFragment = { name: string, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }> };

export type PackPricesQueryVariables = Exact<{
  quantity: number;
}>;


export type PackPricesQuery = { packs: Array<{ name: string, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }> }> };

export type PackPricesForTeamQueryVariables = Exact<{
  quantity: number;
  accountId: string | number;
}>;


export type PackPricesForTeamQuery = { account: { packs: Array<{ name: string, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }> }> } | null };

export type HistoryQueryVariables = Exact<{
  after?: string | null | undefined;
  model?: string | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type HistoryQuery = { account: { usage: { nodes: Array<{ id: string, inputTokens: number, outputTokens: number, cachedInputTokens: number, cost: number, occurredAt: string, requestedModel: string, serviceTier: ServiceTier, unpriced: Array<UsageUnit>, details: Array<{ unit: UsageUnit, quantity: number }>, model: { name: string, displayName: string, isFree: boolean } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type LastPurchaseQueryVariables = Exact<{ [key: string]: never; }>;


export type LastPurchaseQuery = { account: { purchases: { nodes: Array<{ id: string, status: PurchaseStatus, tokens: number, pack: { displayName: string } }> }, subscription: { status: SubscriptionStatus, plan: { displayName: string } } | null } | null };

export type PriceOfQueryVariables = Exact<{
  input: QuoteInput;
}>;


export type PriceOfQuery = { quote: { cost: number, allowed: boolean, unpriced: Array<UsageUnit>, model: { name: string, displayName: string, isFree: boolean } | null, refusal:
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
      | { code: string, message: string }
     | null } };

export type RecordUseMutationVariables = Exact<{
  input: RecordUsageInput;
}>;


export type RecordUseMutation = { recordUsage:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'CapReached', message: string, alternatives: Array<{ name: string, displayName: string, isFree: boolean }> }
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'InsufficientTokens', required: number, available: number, message: string, alternatives: Array<{ name: string, displayName: string, isFree: boolean }> }
    | { __typename: 'ModelNotAllowed', message: string }
    | { __typename: 'ModelNotFound', message: string, nearest: Array<{ name: string, displayName: string, isFree: boolean }> }
    | { __typename: 'QuotaExceeded', message: string, alternatives: Array<{ name: string, displayName: string, isFree: boolean }> }
    | { __typename: 'UsageRecorded', usage: { cost: number, unpriced: Array<UsageUnit>, model: { name: string, displayName: string, isFree: boolean } }, balance: { available: number }, quota: { remaining: number, unit: QuotaUnit } | null }
   };

type RefusalParts_AccountNotErasable_Fragment = { message: string };

type RefusalParts_AccountNotFound_Fragment = { message: string };

type RefusalParts_AlreadyEnrolled_Fragment = { message: string };

type RefusalParts_AlreadyInTeam_Fragment = { message: string };

type RefusalParts_AlreadySubscribed_Fragment = { message: string };

type RefusalParts_ApiKeyNotFound_Fragment = { message: string };

type RefusalParts_CapReached_Fragment = { message: string, alternatives: Array<{ name: string, displayName: string, isFree: boolean }> };

type RefusalParts_ChangePending_Fragment = { message: string };

type RefusalParts_ClockNotMovable_Fragment = { message: string };

type RefusalParts_CodeAlreadyUsed_Fragment = { message: string };

type RefusalParts_CodeNotFound_Fragment = { message: string };

type RefusalParts_HoldClosed_Fragment = { message: string };

type RefusalParts_HoldNotFound_Fragment = { message: string };

type RefusalParts_IdempotencyConflict_Fragment = { message: string };

type RefusalParts_InsufficientTokens_Fragment = { required: number, available: number, message: string, alternatives: Array<{ name: string, displayName: string, isFree: boolean }> };

type RefusalParts_InvitationExpired_Fragment = { message: string };

type RefusalParts_InvitationNotFound_Fragment = { message: string };

type RefusalParts_InvitationUsed_Fragment = { message: string };

type RefusalParts_LimitNotPossible_Fragment = { message: string };

type RefusalParts_ModelNotAllowed_Fragment = { message: string };

type RefusalParts_ModelNotFound_Fragment = { message: string, nearest: Array<{ name: string, displayName: string, isFree: boolean }> };

type RefusalParts_ModelWithoutLimit_Fragment = { message: string };

type RefusalParts_NotAMember_Fragment = { message: string };

type RefusalParts_NotAllowedInTeam_Fragment = { message: string };

type RefusalParts_NothingToChange_Fragment = { message: string };

type RefusalParts_OwnerMustHandOver_Fragment = { message: string };

type RefusalParts_PackNotFound_Fragment = { message: string };

type RefusalParts_PaymentDeclined_Fragment = { message: string };

type RefusalParts_PaymentMethodNotFound_Fragment = { message: string };

type RefusalParts_PaymentRefused_Fragment = { message: string };

type RefusalParts_PaymentUnavailable_Fragment = { message: string };

type RefusalParts_PlanNotForAccount_Fragment = { message: string };

type RefusalParts_PlanNotFound_Fragment = { message: string };

type RefusalParts_ProgrammeNotFound_Fragment = { message: string };

type RefusalParts_PurchaseNotFound_Fragment = { message: string };

type RefusalParts_PurchaseNotRefundable_Fragment = { message: string };

type RefusalParts_QuotaExceeded_Fragment = { message: string, alternatives: Array<{ name: string, displayName: string, isFree: boolean }> };

type RefusalParts_SeatsNotPossible_Fragment = { message: string };

type RefusalParts_SubscriptionNotFound_Fragment = { message: string };

type RefusalParts_SubscriptionNotPaid_Fragment = { message: string };

type RefusalParts_TeamFull_Fragment = { message: string };

type RefusalParts_TeamIsClosed_Fragment = { message: string };

type RefusalParts_TeamNotFound_Fragment = { message: string };

type RefusalParts_TeamPlanGoesOn_Fragment = { message: string };

type RefusalParts_TooManyWebhookEndpoints_Fragment = { message: string };

type RefusalParts_WebhookAddressRefused_Fragment = { message: string };

type RefusalParts_WebhookDeliveryNotFound_Fragment = { message: string };

type RefusalParts_WebhookEndpointNotFound_Fragment = { message: string };

type RefusalParts_WebhooksUnavailable_Fragment = { message: string };

export type RefusalPartsFragment =
  | RefusalParts_AccountNotErasable_Fragment
  | RefusalParts_AccountNotFound_Fragment
  | RefusalParts_AlreadyEnrolled_Fragment
  | RefusalParts_AlreadyInTeam_Fragment
  | RefusalParts_AlreadySubscribed_Fragment
  | RefusalParts_ApiKeyNotFound_Fragment
  | RefusalParts_CapReached_Fragment
  | RefusalParts_ChangePending_Fragment
  | RefusalParts_ClockNotMovable_Fragment
  | RefusalParts_CodeAlreadyUsed_Fragment
  | RefusalParts_CodeNotFound_Fragment
  | RefusalParts_HoldClosed_Fragment
  | RefusalParts_HoldNotFound_Fragment
  | RefusalParts_IdempotencyConflict_Fragment
  | RefusalParts_InsufficientTokens_Fragment
  | RefusalParts_InvitationExpired_Fragment
  | RefusalParts_InvitationNotFound_Fragment
  | RefusalParts_InvitationUsed_Fragment
  | RefusalParts_LimitNotPossible_Fragment
  | RefusalParts_ModelNotAllowed_Fragment
  | RefusalParts_ModelNotFound_Fragment
  | RefusalParts_ModelWithoutLimit_Fragment
  | RefusalParts_NotAMember_Fragment
  | RefusalParts_NotAllowedInTeam_Fragment
  | RefusalParts_NothingToChange_Fragment
  | RefusalParts_OwnerMustHandOver_Fragment
  | RefusalParts_PackNotFound_Fragment
  | RefusalParts_PaymentDeclined_Fragment
  | RefusalParts_PaymentMethodNotFound_Fragment
  | RefusalParts_PaymentRefused_Fragment
  | RefusalParts_PaymentUnavailable_Fragment
  | RefusalParts_PlanNotForAccount_Fragment
  | RefusalParts_PlanNotFound_Fragment
  | RefusalParts_ProgrammeNotFound_Fragment
  | RefusalParts_PurchaseNotFound_Fragment
  | RefusalParts_PurchaseNotRefundable_Fragment
  | RefusalParts_QuotaExceeded_Fragment
  | RefusalParts_SeatsNotPossible_Fragment
  | RefusalParts_SubscriptionNotFound_Fragment
  | RefusalParts_SubscriptionNotPaid_Fragment
  | RefusalParts_TeamFull_Fragment
  | RefusalParts_TeamIsClosed_Fragment
  | RefusalParts_TeamNotFound_Fragment
  | RefusalParts_TeamPlanGoesOn_Fragment
  | RefusalParts_TooManyWebhookEndpoints_Fragment
  | RefusalParts_WebhookAddressRefused_Fragment
  | RefusalParts_WebhookDeliveryNotFound_Fragment
  | RefusalParts_WebhookEndpointNotFound_Fragment
  | RefusalParts_WebhooksUnavailable_Fragment
;

export type HoldPartsFragment = { id: string, tokens: number, quotaTokens: number, inputTokens: number, maxOutputTokens: number, expiresAt: string, model: { name: string, displayName: string, isFree: boolean, nativeLimit: { unit: QuotaUnit } | null } };

export type OpenHoldsQueryVariables = Exact<{ [key: string]: never; }>;


export type OpenHoldsQuery = { account: { holds: Array<{ id: string, tokens: number, quotaTokens: number, inputTokens: number, maxOutputTokens: number, expiresAt: string, model: { name: string, displayName: string, isFree: boolean, nativeLimit: { unit: QuotaUnit } | null } }> } | null };

export type HoldTokensMutationVariables = Exact<{
  input: PlaceHoldInput;
}>;


export type HoldTokensMutation = { placeHold:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'CapReached', message: string, alternatives: Array<{ name: string, displayName: string, isFree: boolean }> }
    | { __typename: 'HoldPlaced', hold: { id: string, tokens: number, quotaTokens: number, inputTokens: number, maxOutputTokens: number, expiresAt: string, model: { name: string, displayName: string, isFree: boolean, nativeLimit: { unit: QuotaUnit } | null } } }
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'InsufficientTokens', required: number, available: number, message: string, alternatives: Array<{ name: string, displayName: string, isFree: boolean }> }
    | { __typename: 'ModelNotFound', message: string, nearest: Array<{ name: string, displayName: string, isFree: boolean }> }
    | { __typename: 'QuotaExceeded', message: string, alternatives: Array<{ name: string, displayName: string, isFree: boolean }> }
   };

export type SettleHoldMutationVariables = Exact<{
  input: SettleHoldInput;
}>;


export type SettleHoldMutation = { settleHold:
    | { __typename: 'HoldClosed', message: string }
    | { __typename: 'HoldNotFound', message: string }
    | { __typename: 'HoldSettled', hold: { tokens: number, model: { displayName: string } }, usage: { cost: number } }
   };

export type ReleaseHoldMutationVariables = Exact<{
  input: ReleaseHoldInput;
}>;


export type ReleaseHoldMutation = { releaseHold:
    | { __typename: 'HoldClosed', message: string }
    | { __typename: 'HoldNotFound', message: string }
    | { __typename: 'HoldReleased', hold: { model: { displayName: string } } }
   };

export type ExtendHoldMutationVariables = Exact<{
  input: ExtendHoldInput;
}>;


export type ExtendHoldMutation = { extendHold:
    | { __typename: 'HoldClosed', message: string }
    | { __typename: 'HoldExtended', hold: { expiresAt: string, model: { displayName: string } } }
    | { __typename: 'HoldNotFound', message: string }
   };

export type BuyPackMutationVariables = Exact<{
  input: PurchasePackInput;
}>;


export type BuyPackMutation = { purchasePack:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'PackNotFound', message: string }
    | { __typename: 'PaymentRefused', message: string }
    | { __typename: 'PaymentUnavailable', message: string }
    | { __typename: 'PurchaseStarted', checkoutUrl: string }
   };

export type StartPlanMutationVariables = Exact<{
  input: SubscribeInput;
}>;


export type StartPlanMutation = { subscribe:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'AlreadySubscribed', message: string }
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'PaymentRefused', message: string }
    | { __typename: 'PaymentUnavailable', message: string }
    | { __typename: 'PlanNotForAccount', message: string }
    | { __typename: 'PlanNotFound', message: string }
    | { __typename: 'SeatsNotPossible', message: string }
    | { __typename: 'SubscriptionStarted', checkoutUrl: string }
   };

export type EndPlanMutationVariables = Exact<{ [key: string]: never; }>;


export type EndPlanMutation = { cancelSubscription:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'PaymentRefused', message: string }
    | { __typename: 'PaymentUnavailable', message: string }
    | { __typename: 'SubscriptionCanceled' }
    | { __typename: 'SubscriptionNotFound', message: string }
   };

export type KeepPlanMutationVariables = Exact<{
  input: ResumeSubscriptionInput;
}>;


export type KeepPlanMutation = { resumeSubscription:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'PaymentRefused', message: string }
    | { __typename: 'PaymentUnavailable', message: string }
    | { __typename: 'SubscriptionNotFound', message: string }
    | { __typename: 'SubscriptionResumed' }
   };

export type PlanChoicePartsFragment = { name: string, displayName: string, buyer: Buyer, seats: { least: number, most: number, perSeat: boolean } | null };

export type PaidPartsFragment = { discountedUntil: string | null, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }> };

export type PlanChoicesQueryVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type PlanChoicesQuery = { account: { plan: { name: string, displayName: string, buyer: Buyer, seats: { least: number, most: number, perSeat: boolean } | null }, subscription: { status: SubscriptionStatus, cancelAtPeriodEnd: boolean, currentPeriodEnd: string | null, seats: number | null, discountedUntil: string | null, pendingChange: { seats: number | null, at: string | null, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }>, plan: { displayName: string } } | null, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }> } | null, plans: Array<{ name: string, displayName: string, buyer: Buyer, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }>, seats: { least: number, most: number, perSeat: boolean } | null }> } | null };

export type PreviewPlanChangeQueryVariables = Exact<{
  input: PreviewPlanChangeInput;
}>;


export type PreviewPlanChangeQuery = { previewPlanChange:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'AlreadySubscribed', message: string }
    | { __typename: 'ChangePending', message: string }
    | { __typename: 'NothingToChange', message: string }
    | { __typename: 'PaymentRefused', message: string }
    | { __typename: 'PaymentUnavailable', message: string }
    | { __typename: 'PlanChangePreview', seats: number | null, at: string, asOf: string, needsCheckout: boolean, nextPaymentAt: string | null, discountedUntil: string | null, plan: { displayName: string }, dueNow: { amount: number, currency: string }, credit: { amount: number, currency: string }, price: { amount: number, currency: string }, listPrice: { amount: number, currency: string }, discounts: Array<{ reason: string }>, tokens: { lapses: number, gains: number, available: number, before: Array<{ tokens: number, period: QuotaPeriod }>, after: Array<{ tokens: number, period: QuotaPeriod }> } }
    | { __typename: 'PlanNotForAccount', message: string }
    | { __typename: 'PlanNotFound', message: string }
    | { __typename: 'SeatsNotPossible', message: string }
    | { __typename: 'SubscriptionNotFound', message: string }
    | { __typename: 'SubscriptionNotPaid', message: string }
   };

export type ChangePlanMutationVariables = Exact<{
  input: ChangePlanInput;
}>;


export type ChangePlanMutation = { changePlan:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'AlreadySubscribed', message: string }
    | { __typename: 'ChangePending', message: string }
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'NothingToChange', message: string }
    | { __typename: 'PaymentDeclined', message: string }
    | { __typename: 'PaymentRefused', message: string }
    | { __typename: 'PaymentUnavailable', message: string }
    | { __typename: 'PlanChanged' }
    | { __typename: 'PlanNotForAccount', message: string }
    | { __typename: 'PlanNotFound', message: string }
    | { __typename: 'SeatsNotPossible', message: string }
    | { __typename: 'SubscriptionNotFound', message: string }
    | { __typename: 'SubscriptionNotPaid', message: string }
   };

export type CancelPlanChangeMutationVariables = Exact<{
  input: CancelPlanChangeInput;
}>;


export type CancelPlanChangeMutation = { cancelPlanChange:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'PaymentDeclined', message: string }
    | { __typename: 'PaymentRefused', message: string }
    | { __typename: 'PaymentUnavailable', message: string }
    | { __typename: 'PlanChangeCanceled' }
    | { __typename: 'SubscriptionNotFound', message: string }
   };

export type LimitPartsFragment = { tokens: number, period: QuotaPeriod };

export type OwnTeamQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnTeamQuery = { account: { id: string, team: { role: TeamRole, payFrom: PayFrom, used: number, resetsAt: string | null, limit: { tokens: number, period: QuotaPeriod } | null, team: { id: string, name: string, kind: TeamKind, seats: number, memberCount: number, account: { balance: { available: number, held: number, revision: number } } } } | null } | null };

export type TeamUsesQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type TeamUsesQuery = { team: { account: { usage: { nodes: Array<{ id: string, member: string | null, cost: number, recordedAt: string, model: { displayName: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } } | null };

export type TeamMembersQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type TeamMembersQuery = { team: { members: { nodes: Array<{ accountId: string, role: TeamRole, used: number, resetsAt: string | null, payFrom: PayFrom, joinedAt: string, limit: { tokens: number, period: QuotaPeriod } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type TeamInvitationsQueryVariables = Exact<{
  id: string | number;
}>;


export type TeamInvitationsQuery = { team: { invitations: Array<{ code: string, role: TeamRole, address: string | null, expiresAt: string, limit: { tokens: number, period: QuotaPeriod } | null }> } | null };

export type FoundTeamMutationVariables = Exact<{
  input: CreateTeamInput;
}>;


export type FoundTeamMutation = { createTeam:
    | { __typename: 'AlreadyInTeam', message: string }
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'TeamCreated' }
   };

export type JoinTeamMutationVariables = Exact<{
  input: JoinTeamInput;
}>;


export type JoinTeamMutation = { joinTeam:
    | { __typename: 'AlreadyInTeam', message: string }
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'InvitationExpired', message: string }
    | { __typename: 'InvitationNotFound', message: string }
    | { __typename: 'InvitationUsed', message: string }
    | { __typename: 'TeamFull', message: string }
    | { __typename: 'TeamIsClosed', message: string }
    | { __typename: 'TeamJoined' }
   };

export type RenameTeamMutationVariables = Exact<{
  input: RenameTeamInput;
}>;


export type RenameTeamMutation = { renameTeam:
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'NotAllowedInTeam', message: string }
    | { __typename: 'TeamIsClosed', message: string }
    | { __typename: 'TeamNotFound', message: string }
    | { __typename: 'TeamRenamed' }
   };

export type HandOverTeamMutationVariables = Exact<{
  input: HandOverTeamInput;
}>;


export type HandOverTeamMutation = { handOverTeam:
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'NotAMember', message: string }
    | { __typename: 'NotAllowedInTeam', message: string }
    | { __typename: 'TeamHandedOver' }
    | { __typename: 'TeamIsClosed', message: string }
    | { __typename: 'TeamNotFound', message: string }
   };

export type InviteToTeamMutationVariables = Exact<{
  input: InviteToTeamInput;
}>;


export type InviteToTeamMutation = { inviteToTeam:
    | { __typename: 'AlreadyInTeam', message: string }
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'InvitationExpired', message: string }
    | { __typename: 'InvitationNotFound', message: string }
    | { __typename: 'InvitationUsed', message: string }
    | { __typename: 'LimitNotPossible', message: string }
    | { __typename: 'NotAllowedInTeam', message: string }
    | { __typename: 'TeamInvited' }
    | { __typename: 'TeamIsClosed', message: string }
    | { __typename: 'TeamNotFound', message: string }
   };

export type RevokeInvitationMutationVariables = Exact<{
  input: RevokeInvitationInput;
}>;


export type RevokeInvitationMutation = { revokeInvitation:
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'InvitationNotFound', message: string }
    | { __typename: 'InvitationRevoked' }
    | { __typename: 'InvitationUsed', message: string }
    | { __typename: 'NotAllowedInTeam', message: string }
   };

export type SetTeamMemberMutationVariables = Exact<{
  input: SetTeamMemberInput;
}>;


export type SetTeamMemberMutation = { setTeamMember:
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'LimitNotPossible', message: string }
    | { __typename: 'MemberChanged' }
    | { __typename: 'NotAMember', message: string }
    | { __typename: 'NotAllowedInTeam', message: string }
    | { __typename: 'OwnerMustHandOver', message: string }
    | { __typename: 'TeamIsClosed', message: string }
    | { __typename: 'TeamNotFound', message: string }
   };

export type RemoveFromTeamMutationVariables = Exact<{
  input: RemoveFromTeamInput;
}>;


export type RemoveFromTeamMutation = { removeFromTeam:
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'MemberRemoved' }
    | { __typename: 'NotAMember', message: string }
    | { __typename: 'NotAllowedInTeam', message: string }
    | { __typename: 'OwnerMustHandOver', message: string }
    | { __typename: 'TeamNotFound', message: string }
   };

export type LeaveTeamMutationVariables = Exact<{
  input: LeaveTeamInput;
}>;


export type LeaveTeamMutation = { leaveTeam:
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'NotAMember', message: string }
    | { __typename: 'OwnerMustHandOver', message: string }
    | { __typename: 'TeamLeft' }
    | { __typename: 'TeamNotFound', message: string }
   };

export type CloseTeamMutationVariables = Exact<{
  input: CloseTeamInput;
}>;


export type CloseTeamMutation = { closeTeam:
    | { __typename: 'IdempotencyConflict', message: string }
    | { __typename: 'NotAMember', message: string }
    | { __typename: 'NotAllowedInTeam', message: string }
    | { __typename: 'TeamClosed' }
    | { __typename: 'TeamNotFound', message: string }
    | { __typename: 'TeamPlanGoesOn', message: string }
   };

export type TopUpPartsFragment = { below: number, maxPerMonth: number, used: number, resetsAt: string, status: TopUpStatus, pack: { name: string, displayName: string } | null, failure: { code: string, message: string, url: string | null } | null };

export type AutoTopUpQueryVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type AutoTopUpQuery = { account: { id: string, autoTopUp: { below: number, maxPerMonth: number, used: number, resetsAt: string, status: TopUpStatus, pack: { name: string, displayName: string } | null, failure: { code: string, message: string, url: string | null } | null } | null, packs: Array<{ name: string, displayName: string, tokens: number, price: { amount: number, currency: string }, discounts: Array<{ reason: string }> }> } | null };

export type SavedCardsQueryVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type SavedCardsQuery = { account: { id: string, paymentMethods: Array<{ id: string, brand: string, last4: string, expMonth: number, expYear: number }> | null } | null };

export type SetAutoTopUpMutationVariables = Exact<{
  input: SetAutoTopUpInput;
}>;


export type SetAutoTopUpMutation = { setAutoTopUp:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'AutoTopUpSet' }
    | { __typename: 'PackNotFound', message: string }
    | { __typename: 'PaymentMethodNotFound', message: string }
    | { __typename: 'PaymentUnavailable', message: string }
   };

export type RemoveAutoTopUpMutationVariables = Exact<{
  input: RemoveAutoTopUpInput;
}>;


export type RemoveAutoTopUpMutation = { removeAutoTopUp:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'AutoTopUpRemoved' }
   };

export type SaveCardMutationVariables = Exact<{
  input: SavePaymentMethodInput;
}>;


export type SaveCardMutation = { savePaymentMethod:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'PaymentMethodStarted', url: string }
    | { __typename: 'PaymentRefused', message: string }
    | { __typename: 'PaymentUnavailable', message: string }
   };

export type RemoveCardMutationVariables = Exact<{
  input: RemovePaymentMethodInput;
}>;


export type RemoveCardMutation = { removePaymentMethod:
    | { __typename: 'AccountNotFound', message: string }
    | { __typename: 'PaymentMethodNotFound', message: string }
    | { __typename: 'PaymentMethodRemoved' }
    | { __typename: 'PaymentUnavailable', message: string }
   };

export type WebhookEndpointsQueryVariables = Exact<{ [key: string]: never; }>;


export type WebhookEndpointsQuery = { webhookEndpoints: Array<{ id: string, url: string, description: string | null, events: Array<string> | null, accountPrefixes: Array<string> | null, status: WebhookEndpointStatus, statusReason: string | null, failingSince: string | null, createdAt: string, previousSecretValidUntil: string | null }> };

export type WebhookDeliveriesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  status?: WebhookDeliveryStatus | null | undefined;
}>;


export type WebhookDeliveriesQuery = { webhookEndpoints: Array<{ id: string, deliveries: { nodes: Array<{ id: string, type: string, accountId: string | null, status: WebhookDeliveryStatus, createdAt: string, attempts: number, nextAttemptAt: string | null, lastAttemptAt: string | null, responseCode: number | null, durationMs: number | null, responseBody: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } }> };

export type CreateWebhookEndpointMutationVariables = Exact<{
  input: CreateWebhookEndpointInput;
}>;


export type CreateWebhookEndpointMutation = { createWebhookEndpoint:
    | { __typename: 'TooManyWebhookEndpoints', message: string }
    | { __typename: 'WebhookAddressRefused', message: string }
    | { __typename: 'WebhookEndpointCreated', secret: string, endpoint: { id: string, url: string, description: string | null, events: Array<string> | null, accountPrefixes: Array<string> | null, status: WebhookEndpointStatus, statusReason: string | null, failingSince: string | null, createdAt: string, previousSecretValidUntil: string | null } }
    | { __typename: 'WebhooksUnavailable', message: string }
   };

export type RotateWebhookSecretMutationVariables = Exact<{
  id: string | number;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret:
    | { __typename: 'WebhookEndpointNotFound', message: string }
    | { __typename: 'WebhookSecretRotated', secret: string, endpoint: { id: string, url: string, description: string | null, events: Array<string> | null, accountPrefixes: Array<string> | null, status: WebhookEndpointStatus, statusReason: string | null, failingSince: string | null, createdAt: string, previousSecretValidUntil: string | null } }
    | { __typename: 'WebhooksUnavailable', message: string }
   };

export type PauseWebhookEndpointMutationVariables = Exact<{
  id: string | number;
}>;


export type PauseWebhookEndpointMutation = { pauseWebhookEndpoint:
    | { __typename: 'WebhookEndpointNotFound', message: string }
    | { __typename: 'WebhookEndpointPaused' }
   };

export type ResumeWebhookEndpointMutationVariables = Exact<{
  id: string | number;
}>;


export type ResumeWebhookEndpointMutation = { resumeWebhookEndpoint:
    | { __typename: 'WebhookEndpointNotFound', message: string }
    | { __typename: 'WebhookEndpointResumed' }
   };

export type DeleteWebhookEndpointMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteWebhookEndpointMutation = { deleteWebhookEndpoint:
    | { __typename: 'WebhookEndpointDeleted' }
    | { __typename: 'WebhookEndpointNotFound', message: string }
   };

export type SendTestEventMutationVariables = Exact<{
  id: string | number;
}>;


export type SendTestEventMutation = { sendTestEvent:
    | { __typename: 'TestEventSent' }
    | { __typename: 'WebhookEndpointNotFound', message: string }
   };

export type ReplayWebhookDeliveryMutationVariables = Exact<{
  id: string | number;
}>;


export type ReplayWebhookDeliveryMutation = { replayWebhookDelivery:
    | { __typename: 'WebhookDeliveryNotFound', message: string }
    | { __typename: 'WebhookDeliveryReplayed' }
   };

export type EndpointPartsFragment = { id: string, url: string, description: string | null, events: Array<string> | null, accountPrefixes: Array<string> | null, status: WebhookEndpointStatus, statusReason: string | null, failingSince: string | null, createdAt: string, previousSecretValidUntil: string | null };

export type DeliveryPartsFragment = { id: string, type: string, accountId: string | null, status: WebhookDeliveryStatus, createdAt: string, attempts: number, nextAttemptAt: string | null, lastAttemptAt: string | null, responseCode: number | null, durationMs: number | null, responseBody: string | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ClockPartsFragmentDoc = new TypedDocumentString(`
    fragment ClockParts on ServiceClock {
  now
  aheadSeconds
  movable
}
    `, {"fragmentName":"ClockParts"}) as unknown as TypedDocumentString<ClockPartsFragment, unknown>;
export const AlertPartsFragmentDoc = new TypedDocumentString(`
    fragment AlertParts on Alert {
  kind
  model {
    name
    displayName
  }
  threshold
  beyond
  lastFiredAt
  lastValue
  revision
}
    `, {"fragmentName":"AlertParts"}) as unknown as TypedDocumentString<AlertPartsFragment, unknown>;
export const ModelPartsFragmentDoc = new TypedDocumentString(`
    fragment ModelParts on Model {
  name
  displayName
  aliases
  description
  provider
  capabilities
  contextTokens
  retiresAt
  isFree
  rates {
    input
    output
    cachedInput
    units {
      unit
      rate
    }
  }
  variants {
    serviceTier
    above
    rates {
      input
      output
      cachedInput
    }
  }
  nativeLimit {
    amount
    unit
    period
  }
  availability {
    available
    reason
    remaining
    resetsAt
    shared
    sharedRemaining
  }
  sharedLimit {
    amount
    unit
    period
  }
}
    `, {"fragmentName":"ModelParts"}) as unknown as TypedDocumentString<ModelPartsFragment, unknown>;
export const ChoicePartsFragmentDoc = new TypedDocumentString(`
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}
    `, {"fragmentName":"ChoiceParts"}) as unknown as TypedDocumentString<ChoicePartsFragment, unknown>;
export const AdvicePartsFragmentDoc = new TypedDocumentString(`
    fragment AdviceParts on Recommendation {
  rank
  reason
  model {
    ...ChoiceParts
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}`, {"fragmentName":"AdviceParts"}) as unknown as TypedDocumentString<AdvicePartsFragment, unknown>;
export const AmountFragmentDoc = new TypedDocumentString(`
    fragment Amount on Money {
  amount
  currency
}
    `, {"fragmentName":"Amount"}) as unknown as TypedDocumentString<AmountFragment, unknown>;
export const PackOfferFragmentDoc = new TypedDocumentString(`
    fragment PackOffer on Pack {
  name
  displayName
  description
  tokens
  price {
    ...Amount
  }
  listPrice {
    ...Amount
  }
  discounts {
    reason
  }
  bulk {
    from
    off
  }
}
    fragment Amount on Money {
  amount
  currency
}`, {"fragmentName":"PackOffer"}) as unknown as TypedDocumentString<PackOfferFragment, unknown>;
export const PackPriceFragmentDoc = new TypedDocumentString(`
    fragment PackPrice on Pack {
  name
  price(quantity: $quantity) {
    ...Amount
  }
  listPrice(quantity: $quantity) {
    ...Amount
  }
  discounts(quantity: $quantity) {
    reason
  }
}
    fragment Amount on Money {
  amount
  currency
}`, {"fragmentName":"PackPrice"}) as unknown as TypedDocumentString<PackPriceFragment, unknown>;
export const RefusalPartsFragmentDoc = new TypedDocumentString(`
    fragment RefusalParts on Refusal {
  message
  ... on InsufficientTokens {
    required
    available
    alternatives {
      ...ChoiceParts
    }
  }
  ... on CapReached {
    alternatives {
      ...ChoiceParts
    }
  }
  ... on QuotaExceeded {
    alternatives {
      ...ChoiceParts
    }
  }
  ... on ModelNotFound {
    nearest {
      ...ChoiceParts
    }
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}`, {"fragmentName":"RefusalParts"}) as unknown as TypedDocumentString<RefusalPartsFragment, unknown>;
export const HoldPartsFragmentDoc = new TypedDocumentString(`
    fragment HoldParts on Hold {
  id
  tokens
  quotaTokens
  inputTokens
  maxOutputTokens
  expiresAt
  model {
    ...ChoiceParts
    nativeLimit {
      unit
    }
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}`, {"fragmentName":"HoldParts"}) as unknown as TypedDocumentString<HoldPartsFragment, unknown>;
export const PlanChoicePartsFragmentDoc = new TypedDocumentString(`
    fragment PlanChoiceParts on Plan {
  name
  displayName
  buyer
  seats {
    least
    most
    perSeat
  }
}
    `, {"fragmentName":"PlanChoiceParts"}) as unknown as TypedDocumentString<PlanChoicePartsFragment, unknown>;
export const MoneyPartsFragmentDoc = new TypedDocumentString(`
    fragment MoneyParts on Money {
  amount
  currency
}
    `, {"fragmentName":"MoneyParts"}) as unknown as TypedDocumentString<MoneyPartsFragment, unknown>;
export const PaidPartsFragmentDoc = new TypedDocumentString(`
    fragment PaidParts on PlanSubscription {
  price {
    ...MoneyParts
  }
  listPrice {
    ...MoneyParts
  }
  discounts {
    reason
  }
  discountedUntil
}
    fragment MoneyParts on Money {
  amount
  currency
}`, {"fragmentName":"PaidParts"}) as unknown as TypedDocumentString<PaidPartsFragment, unknown>;
export const LimitPartsFragmentDoc = new TypedDocumentString(`
    fragment LimitParts on TokenLimit {
  tokens
  period
}
    `, {"fragmentName":"LimitParts"}) as unknown as TypedDocumentString<LimitPartsFragment, unknown>;
export const TopUpPartsFragmentDoc = new TypedDocumentString(`
    fragment TopUpParts on AutoTopUp {
  pack {
    name
    displayName
  }
  below
  maxPerMonth
  used
  resetsAt
  status
  failure {
    code
    message
    url
  }
}
    `, {"fragmentName":"TopUpParts"}) as unknown as TypedDocumentString<TopUpPartsFragment, unknown>;
export const EndpointPartsFragmentDoc = new TypedDocumentString(`
    fragment EndpointParts on WebhookEndpoint {
  id
  url
  description
  events
  accountPrefixes
  status
  statusReason
  failingSince
  createdAt
  previousSecretValidUntil
}
    `, {"fragmentName":"EndpointParts"}) as unknown as TypedDocumentString<EndpointPartsFragment, unknown>;
export const DeliveryPartsFragmentDoc = new TypedDocumentString(`
    fragment DeliveryParts on WebhookDelivery {
  id
  type
  accountId
  status
  createdAt
  attempts
  nextAttemptAt
  lastAttemptAt
  responseCode
  durationMs
  responseBody
}
    `, {"fragmentName":"DeliveryParts"}) as unknown as TypedDocumentString<DeliveryPartsFragment, unknown>;
export const AnalyticsDocument = new TypedDocumentString(`
    query Analytics($from: DateTime, $to: DateTime) {
  analytics(from: $from, to: $to) {
    from
    to
    asOf
    activeAccounts
    freeUse {
      requests
      freeRequests
      rate
    }
    consumption {
      model
      provider
      plan
      tier
      requests
      tokens
      cost
    }
    unpriced {
      model
      provider
      unit
      uses
      quantity
    }
    conversion {
      opened
      boughtPack
      subscribed
      packRate
      subscriptionRate
    }
    revenue {
      currency
      payers
      gross {
        ...MoneyParts
      }
      returned {
        ...MoneyParts
      }
      net {
        ...MoneyParts
      }
      perUser {
        ...MoneyParts
      }
    }
    retention {
      month
      accounts
      months {
        month
        active
        rate
      }
    }
    churn {
      subscribersAtStart
      joined
      left
      rate
    }
    outstanding {
      source
      tokens
      liability {
        ...MoneyParts
      }
    }
    lapse {
      granted
      lapsed
      rate
    }
    series {
      day
      requests
      freeRequests
      importedRequests
      cost
      opened
      subscribers
      revenue {
        currency
        net {
          ...MoneyParts
        }
      }
    }
  }
}
    fragment MoneyParts on Money {
  amount
  currency
}`) as unknown as TypedDocumentString<AnalyticsQuery, AnalyticsQueryVariables>;
export const AuditLogDocument = new TypedDocumentString(`
    query AuditLog($first: Int, $after: String, $accountId: ID, $action: AdminActionKind) {
  auditLog(first: $first, after: $after, accountId: $accountId, action: $action) {
    nodes {
      id
      at
      actor
      kind
      accountId
      outcome
      details
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const ClockDocument = new TypedDocumentString(`
    query Clock {
  clock {
    ...ClockParts
  }
}
    fragment ClockParts on ServiceClock {
  now
  aheadSeconds
  movable
}`) as unknown as TypedDocumentString<ClockQuery, ClockQueryVariables>;
export const AdvanceClockDocument = new TypedDocumentString(`
    mutation AdvanceClock($input: AdvanceClockInput!) {
  advanceClock(input: $input) {
    __typename
    ... on ClockAdvanced {
      clock {
        ...ClockParts
      }
    }
    ... on Refusal {
      message
    }
  }
}
    fragment ClockParts on ServiceClock {
  now
  aheadSeconds
  movable
}`) as unknown as TypedDocumentString<AdvanceClockMutation, AdvanceClockMutationVariables>;
export const ModelPricesDocument = new TypedDocumentString(`
    query ModelPrices($search: String, $byHand: Boolean, $after: String) {
  modelPrices(search: $search, byHand: $byHand, first: 25, after: $after) {
    model {
      name
      displayName
      isFree
      rates {
        input
        output
        cachedInput
      }
      nativeLimit {
        amount
        unit
        period
      }
    }
    source
    effectiveAt
    catalog {
      version
      appliedAt
      source
    }
    following {
      effectiveAt
      rates {
        input
        output
        cachedInput
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ModelPricesQuery, ModelPricesQueryVariables>;
export const AlertsDocument = new TypedDocumentString(`
    query Alerts($accountId: ID) {
  account(id: $accountId) {
    id
    alerts {
      ...AlertParts
    }
  }
}
    fragment AlertParts on Alert {
  kind
  model {
    name
    displayName
  }
  threshold
  beyond
  lastFiredAt
  lastValue
  revision
}`) as unknown as TypedDocumentString<AlertsQuery, AlertsQueryVariables>;
export const SetAlertDocument = new TypedDocumentString(`
    mutation SetAlert($input: SetAlertInput!) {
  setAlert(input: $input) {
    __typename
    ... on AlertSet {
      alert {
        ...AlertParts
      }
    }
    ... on Refusal {
      message
    }
  }
}
    fragment AlertParts on Alert {
  kind
  model {
    name
    displayName
  }
  threshold
  beyond
  lastFiredAt
  lastValue
  revision
}`) as unknown as TypedDocumentString<SetAlertMutation, SetAlertMutationVariables>;
export const RemoveAlertDocument = new TypedDocumentString(`
    mutation RemoveAlert($input: RemoveAlertInput!) {
  removeAlert(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveAlertMutation, RemoveAlertMutationVariables>;
export const SpendCapsDocument = new TypedDocumentString(`
    query SpendCaps($accountId: ID) {
  account(id: $accountId) {
    spendCaps {
      scope
      model {
        name
        displayName
      }
      apiKeyId
      tokens
      period
      used
      held
      remaining
      resetsAt
    }
  }
}
    `) as unknown as TypedDocumentString<SpendCapsQuery, SpendCapsQueryVariables>;
export const SetCapDocument = new TypedDocumentString(`
    mutation SetCap($input: SetSpendCapInput!) {
  setSpendCap(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SetCapMutation, SetCapMutationVariables>;
export const RemoveCapDocument = new TypedDocumentString(`
    mutation RemoveCap($input: RemoveSpendCapInput!) {
  removeSpendCap(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveCapMutation, RemoveCapMutationVariables>;
export const DiscountsDocument = new TypedDocumentString(`
    query Discounts($accountId: ID) {
  account(id: $accountId) {
    programmes {
      isActive
      until
      programme {
        name
        displayName
        packsOff
        plansOff
      }
    }
  }
  programmes {
    name
    displayName
    description
    proof
    packsOff
    plansOff
  }
}
    `) as unknown as TypedDocumentString<DiscountsQuery, DiscountsQueryVariables>;
export const ApplyCodeDocument = new TypedDocumentString(`
    mutation ApplyCode($input: ApplyCodeInput!) {
  applyCode(input: $input) {
    __typename
    ... on CodeApplied {
      programme {
        programme {
          displayName
        }
      }
    }
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ApplyCodeMutation, ApplyCodeMutationVariables>;
export const RequestProgrammeDocument = new TypedDocumentString(`
    mutation RequestProgramme($input: RequestProgrammeInput!) {
  requestProgramme(input: $input) {
    __typename
    ... on ProgrammeRequested {
      request {
        programme {
          displayName
        }
      }
    }
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RequestProgrammeMutation, RequestProgrammeMutationVariables>;
export const ProgrammeRequestsDocument = new TypedDocumentString(`
    query ProgrammeRequests {
  programmeRequests(first: 50) {
    accountId
    proof
    askedAt
    programme {
      name
      displayName
    }
  }
}
    `) as unknown as TypedDocumentString<ProgrammeRequestsQuery, ProgrammeRequestsQueryVariables>;
export const ProgrammesOfDocument = new TypedDocumentString(`
    query ProgrammesOf($id: ID!) {
  account(id: $id) {
    programmes {
      since
      until
      isActive
      programme {
        name
        displayName
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ProgrammesOfQuery, ProgrammesOfQueryVariables>;
export const SetProgrammeDocument = new TypedDocumentString(`
    mutation SetProgramme($input: SetProgrammeInput!) {
  setProgramme(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SetProgrammeMutation, SetProgrammeMutationVariables>;
export const RemoveProgrammeDocument = new TypedDocumentString(`
    mutation RemoveProgramme($input: RemoveProgrammeInput!) {
  removeProgramme(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveProgrammeMutation, RemoveProgrammeMutationVariables>;
export const InsightsDocument = new TypedDocumentString(`
    query Insights {
  account {
    forecast {
      source
      unit
      remaining
      daysLeft
      daysLeftLow
      daysLeftHigh
      confidence
      lastsUntilReset
      message
      model {
        name
        displayName
      }
    }
    savings {
      requests
      premiumTokens
      insteadOf {
        displayName
      }
      money {
        amount
        currency
      }
    }
    suggestions {
      kind
      reason
      savesTokens
      savesMoney {
        amount
        currency
      }
      model {
        ...ChoiceParts
      }
      plan {
        name
        displayName
      }
      packs {
        quantity
        pack {
          name
          displayName
        }
      }
      cost {
        amount
        currency
      }
    }
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}`) as unknown as TypedDocumentString<InsightsQuery, InsightsQueryVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models($search: String, $provider: String, $tier: ModelTier, $after: String) {
  modelCount(search: $search, provider: $provider, tier: $tier)
  models(
    search: $search
    provider: $provider
    tier: $tier
    first: 50
    after: $after
  ) {
    ...ModelParts
  }
}
    fragment ModelParts on Model {
  name
  displayName
  aliases
  description
  provider
  capabilities
  contextTokens
  retiresAt
  isFree
  rates {
    input
    output
    cachedInput
    units {
      unit
      rate
    }
  }
  variants {
    serviceTier
    above
    rates {
      input
      output
      cachedInput
    }
  }
  nativeLimit {
    amount
    unit
    period
  }
  availability {
    available
    reason
    remaining
    resetsAt
    shared
    sharedRemaining
  }
  sharedLimit {
    amount
    unit
    period
  }
}`) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const ModelChoicesDocument = new TypedDocumentString(`
    query ModelChoices($search: String) {
  models(search: $search, first: 20) {
    ...ChoiceParts
    rates {
      input
      output
      cachedInput
    }
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}`) as unknown as TypedDocumentString<ModelChoicesQuery, ModelChoicesQueryVariables>;
export const ProvidersDocument = new TypedDocumentString(`
    query Providers {
  providers {
    name
    displayName
  }
}
    `) as unknown as TypedDocumentString<ProvidersQuery, ProvidersQueryVariables>;
export const AdviceDocument = new TypedDocumentString(`
    query Advice {
  beginners: recommendations(audience: BEGINNERS) {
    ...AdviceParts
  }
  powerUsers: recommendations(audience: POWER_USERS) {
    ...AdviceParts
  }
  developers: recommendations(audience: DEVELOPERS) {
    ...AdviceParts
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}
fragment AdviceParts on Recommendation {
  rank
  reason
  model {
    ...ChoiceParts
  }
}`) as unknown as TypedDocumentString<AdviceQuery, AdviceQueryVariables>;
export const OffersDocument = new TypedDocumentString(`
    query Offers {
  packs {
    ...PackOffer
  }
  plans {
    name
    displayName
    description
    benefits
    buyer
    price {
      ...Amount
    }
    listPrice {
      ...Amount
    }
    discounts {
      reason
    }
    allowances {
      tokens
      period
    }
  }
}
    fragment PackOffer on Pack {
  name
  displayName
  description
  tokens
  price {
    ...Amount
  }
  listPrice {
    ...Amount
  }
  discounts {
    reason
  }
  bulk {
    from
    off
  }
}
fragment Amount on Money {
  amount
  currency
}`) as unknown as TypedDocumentString<OffersQuery, OffersQueryVariables>;
export const PacksForTeamDocument = new TypedDocumentString(`
    query PacksForTeam($accountId: ID!) {
  account(id: $accountId) {
    packs {
      ...PackOffer
    }
  }
}
    fragment PackOffer on Pack {
  name
  displayName
  description
  tokens
  price {
    ...Amount
  }
  listPrice {
    ...Amount
  }
  discounts {
    reason
  }
  bulk {
    from
    off
  }
}
fragment Amount on Money {
  amount
  currency
}`) as unknown as TypedDocumentString<PacksForTeamQuery, PacksForTeamQueryVariables>;
export const PackPricesDocument = new TypedDocumentString(`
    query PackPrices($quantity: Int!) {
  packs {
    ...PackPrice
  }
}
    fragment Amount on Money {
  amount
  currency
}
fragment PackPrice on Pack {
  name
  price(quantity: $quantity) {
    ...Amount
  }
  listPrice(quantity: $quantity) {
    ...Amount
  }
  discounts(quantity: $quantity) {
    reason
  }
}`) as unknown as TypedDocumentString<PackPricesQuery, PackPricesQueryVariables>;
export const PackPricesForTeamDocument = new TypedDocumentString(`
    query PackPricesForTeam($quantity: Int!, $accountId: ID!) {
  account(id: $accountId) {
    packs {
      ...PackPrice
    }
  }
}
    fragment Amount on Money {
  amount
  currency
}
fragment PackPrice on Pack {
  name
  price(quantity: $quantity) {
    ...Amount
  }
  listPrice(quantity: $quantity) {
    ...Amount
  }
  discounts(quantity: $quantity) {
    reason
  }
}`) as unknown as TypedDocumentString<PackPricesForTeamQuery, PackPricesForTeamQueryVariables>;
export const HistoryDocument = new TypedDocumentString(`
    query History($after: String, $model: String, $from: DateTime, $to: DateTime) {
  account {
    usage(first: 10, after: $after, model: $model, from: $from, to: $to) {
      nodes {
        id
        inputTokens
        outputTokens
        cachedInputTokens
        cost
        occurredAt
        requestedModel
        serviceTier
        unpriced
        details {
          unit
          quantity
        }
        model {
          ...ChoiceParts
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}`) as unknown as TypedDocumentString<HistoryQuery, HistoryQueryVariables>;
export const LastPurchaseDocument = new TypedDocumentString(`
    query LastPurchase {
  account {
    purchases(first: 1) {
      nodes {
        id
        status
        tokens
        pack {
          displayName
        }
      }
    }
    subscription {
      status
      plan {
        displayName
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LastPurchaseQuery, LastPurchaseQueryVariables>;
export const PriceOfDocument = new TypedDocumentString(`
    query PriceOf($input: QuoteInput!) {
  quote(input: $input) {
    cost
    allowed
    unpriced
    model {
      ...ChoiceParts
    }
    refusal {
      code
      message
    }
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}`) as unknown as TypedDocumentString<PriceOfQuery, PriceOfQueryVariables>;
export const RecordUseDocument = new TypedDocumentString(`
    mutation RecordUse($input: RecordUsageInput!) {
  recordUsage(input: $input) {
    __typename
    ... on UsageRecorded {
      usage {
        cost
        unpriced
        model {
          ...ChoiceParts
        }
      }
      balance {
        available
      }
      quota {
        remaining
        unit
      }
    }
    ...RefusalParts
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}
fragment RefusalParts on Refusal {
  message
  ... on InsufficientTokens {
    required
    available
    alternatives {
      ...ChoiceParts
    }
  }
  ... on CapReached {
    alternatives {
      ...ChoiceParts
    }
  }
  ... on QuotaExceeded {
    alternatives {
      ...ChoiceParts
    }
  }
  ... on ModelNotFound {
    nearest {
      ...ChoiceParts
    }
  }
}`) as unknown as TypedDocumentString<RecordUseMutation, RecordUseMutationVariables>;
export const OpenHoldsDocument = new TypedDocumentString(`
    query OpenHolds {
  account {
    holds(status: OPEN) {
      ...HoldParts
    }
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}
fragment HoldParts on Hold {
  id
  tokens
  quotaTokens
  inputTokens
  maxOutputTokens
  expiresAt
  model {
    ...ChoiceParts
    nativeLimit {
      unit
    }
  }
}`) as unknown as TypedDocumentString<OpenHoldsQuery, OpenHoldsQueryVariables>;
export const HoldTokensDocument = new TypedDocumentString(`
    mutation HoldTokens($input: PlaceHoldInput!) {
  placeHold(input: $input) {
    __typename
    ... on HoldPlaced {
      hold {
        ...HoldParts
      }
    }
    ...RefusalParts
  }
}
    fragment ChoiceParts on Model {
  name
  displayName
  isFree
}
fragment RefusalParts on Refusal {
  message
  ... on InsufficientTokens {
    required
    available
    alternatives {
      ...ChoiceParts
    }
  }
  ... on CapReached {
    alternatives {
      ...ChoiceParts
    }
  }
  ... on QuotaExceeded {
    alternatives {
      ...ChoiceParts
    }
  }
  ... on ModelNotFound {
    nearest {
      ...ChoiceParts
    }
  }
}
fragment HoldParts on Hold {
  id
  tokens
  quotaTokens
  inputTokens
  maxOutputTokens
  expiresAt
  model {
    ...ChoiceParts
    nativeLimit {
      unit
    }
  }
}`) as unknown as TypedDocumentString<HoldTokensMutation, HoldTokensMutationVariables>;
export const SettleHoldDocument = new TypedDocumentString(`
    mutation SettleHold($input: SettleHoldInput!) {
  settleHold(input: $input) {
    __typename
    ... on HoldSettled {
      hold {
        tokens
        model {
          displayName
        }
      }
      usage {
        cost
      }
    }
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SettleHoldMutation, SettleHoldMutationVariables>;
export const ReleaseHoldDocument = new TypedDocumentString(`
    mutation ReleaseHold($input: ReleaseHoldInput!) {
  releaseHold(input: $input) {
    __typename
    ... on HoldReleased {
      hold {
        model {
          displayName
        }
      }
    }
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ReleaseHoldMutation, ReleaseHoldMutationVariables>;
export const ExtendHoldDocument = new TypedDocumentString(`
    mutation ExtendHold($input: ExtendHoldInput!) {
  extendHold(input: $input) {
    __typename
    ... on HoldExtended {
      hold {
        expiresAt
        model {
          displayName
        }
      }
    }
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ExtendHoldMutation, ExtendHoldMutationVariables>;
export const BuyPackDocument = new TypedDocumentString(`
    mutation BuyPack($input: PurchasePackInput!) {
  purchasePack(input: $input) {
    __typename
    ... on PurchaseStarted {
      checkoutUrl
    }
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<BuyPackMutation, BuyPackMutationVariables>;
export const StartPlanDocument = new TypedDocumentString(`
    mutation StartPlan($input: SubscribeInput!) {
  subscribe(input: $input) {
    __typename
    ... on SubscriptionStarted {
      checkoutUrl
    }
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<StartPlanMutation, StartPlanMutationVariables>;
export const EndPlanDocument = new TypedDocumentString(`
    mutation EndPlan {
  cancelSubscription(input: {}) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<EndPlanMutation, EndPlanMutationVariables>;
export const KeepPlanDocument = new TypedDocumentString(`
    mutation KeepPlan($input: ResumeSubscriptionInput!) {
  resumeSubscription(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<KeepPlanMutation, KeepPlanMutationVariables>;
export const PlanChoicesDocument = new TypedDocumentString(`
    query PlanChoices($accountId: ID) {
  account(id: $accountId) {
    plan {
      ...PlanChoiceParts
    }
    subscription {
      status
      cancelAtPeriodEnd
      currentPeriodEnd
      ...PaidParts
      seats
      pendingChange {
        seats
        at
        price {
          ...MoneyParts
        }
        listPrice {
          ...MoneyParts
        }
        discounts {
          reason
        }
        plan {
          displayName
        }
      }
    }
    plans {
      ...PlanChoiceParts
      price {
        ...MoneyParts
      }
      listPrice {
        ...MoneyParts
      }
      discounts {
        reason
      }
    }
  }
}
    fragment MoneyParts on Money {
  amount
  currency
}
fragment PlanChoiceParts on Plan {
  name
  displayName
  buyer
  seats {
    least
    most
    perSeat
  }
}
fragment PaidParts on PlanSubscription {
  price {
    ...MoneyParts
  }
  listPrice {
    ...MoneyParts
  }
  discounts {
    reason
  }
  discountedUntil
}`) as unknown as TypedDocumentString<PlanChoicesQuery, PlanChoicesQueryVariables>;
export const PreviewPlanChangeDocument = new TypedDocumentString(`
    query PreviewPlanChange($input: PreviewPlanChangeInput!) {
  previewPlanChange(input: $input) {
    __typename
    ... on PlanChangePreview {
      plan {
        displayName
      }
      seats
      at
      asOf
      needsCheckout
      nextPaymentAt
      dueNow {
        ...MoneyParts
      }
      credit {
        ...MoneyParts
      }
      price {
        ...MoneyParts
      }
      listPrice {
        ...MoneyParts
      }
      discounts {
        reason
      }
      discountedUntil
      tokens {
        before {
          tokens
          period
        }
        after {
          tokens
          period
        }
        lapses
        gains
        available
      }
    }
    ... on Refusal {
      message
    }
  }
}
    fragment MoneyParts on Money {
  amount
  currency
}`) as unknown as TypedDocumentString<PreviewPlanChangeQuery, PreviewPlanChangeQueryVariables>;
export const ChangePlanDocument = new TypedDocumentString(`
    mutation ChangePlan($input: ChangePlanInput!) {
  changePlan(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ChangePlanMutation, ChangePlanMutationVariables>;
export const CancelPlanChangeDocument = new TypedDocumentString(`
    mutation CancelPlanChange($input: CancelPlanChangeInput!) {
  cancelPlanChange(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CancelPlanChangeMutation, CancelPlanChangeMutationVariables>;
export const OwnTeamDocument = new TypedDocumentString(`
    query OwnTeam {
  account {
    id
    team {
      role
      payFrom
      used
      resetsAt
      limit {
        ...LimitParts
      }
      team {
        id
        name
        kind
        seats
        memberCount
        account {
          balance {
            available
            held
            revision
          }
        }
      }
    }
  }
}
    fragment LimitParts on TokenLimit {
  tokens
  period
}`) as unknown as TypedDocumentString<OwnTeamQuery, OwnTeamQueryVariables>;
export const TeamUsesDocument = new TypedDocumentString(`
    query TeamUses($id: ID!, $after: String) {
  team(id: $id) {
    account {
      usage(first: 10, after: $after) {
        nodes {
          id
          member
          cost
          recordedAt
          model {
            displayName
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TeamUsesQuery, TeamUsesQueryVariables>;
export const TeamMembersDocument = new TypedDocumentString(`
    query TeamMembers($id: ID!, $after: String) {
  team(id: $id) {
    members(first: 50, after: $after) {
      nodes {
        accountId
        role
        used
        resetsAt
        payFrom
        joinedAt
        limit {
          ...LimitParts
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment LimitParts on TokenLimit {
  tokens
  period
}`) as unknown as TypedDocumentString<TeamMembersQuery, TeamMembersQueryVariables>;
export const TeamInvitationsDocument = new TypedDocumentString(`
    query TeamInvitations($id: ID!) {
  team(id: $id) {
    invitations {
      code
      role
      address
      expiresAt
      limit {
        ...LimitParts
      }
    }
  }
}
    fragment LimitParts on TokenLimit {
  tokens
  period
}`) as unknown as TypedDocumentString<TeamInvitationsQuery, TeamInvitationsQueryVariables>;
export const FoundTeamDocument = new TypedDocumentString(`
    mutation FoundTeam($input: CreateTeamInput!) {
  createTeam(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<FoundTeamMutation, FoundTeamMutationVariables>;
export const JoinTeamDocument = new TypedDocumentString(`
    mutation JoinTeam($input: JoinTeamInput!) {
  joinTeam(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<JoinTeamMutation, JoinTeamMutationVariables>;
export const RenameTeamDocument = new TypedDocumentString(`
    mutation RenameTeam($input: RenameTeamInput!) {
  renameTeam(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RenameTeamMutation, RenameTeamMutationVariables>;
export const HandOverTeamDocument = new TypedDocumentString(`
    mutation HandOverTeam($input: HandOverTeamInput!) {
  handOverTeam(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<HandOverTeamMutation, HandOverTeamMutationVariables>;
export const InviteToTeamDocument = new TypedDocumentString(`
    mutation InviteToTeam($input: InviteToTeamInput!) {
  inviteToTeam(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<InviteToTeamMutation, InviteToTeamMutationVariables>;
export const RevokeInvitationDocument = new TypedDocumentString(`
    mutation RevokeInvitation($input: RevokeInvitationInput!) {
  revokeInvitation(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeInvitationMutation, RevokeInvitationMutationVariables>;
export const SetTeamMemberDocument = new TypedDocumentString(`
    mutation SetTeamMember($input: SetTeamMemberInput!) {
  setTeamMember(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SetTeamMemberMutation, SetTeamMemberMutationVariables>;
export const RemoveFromTeamDocument = new TypedDocumentString(`
    mutation RemoveFromTeam($input: RemoveFromTeamInput!) {
  removeFromTeam(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveFromTeamMutation, RemoveFromTeamMutationVariables>;
export const LeaveTeamDocument = new TypedDocumentString(`
    mutation LeaveTeam($input: LeaveTeamInput!) {
  leaveTeam(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<LeaveTeamMutation, LeaveTeamMutationVariables>;
export const CloseTeamDocument = new TypedDocumentString(`
    mutation CloseTeam($input: CloseTeamInput!) {
  closeTeam(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CloseTeamMutation, CloseTeamMutationVariables>;
export const AutoTopUpDocument = new TypedDocumentString(`
    query AutoTopUp($accountId: ID) {
  account(id: $accountId) {
    id
    autoTopUp {
      ...TopUpParts
    }
    packs {
      name
      displayName
      tokens
      price {
        ...Amount
      }
      discounts {
        reason
      }
    }
  }
}
    fragment Amount on Money {
  amount
  currency
}
fragment TopUpParts on AutoTopUp {
  pack {
    name
    displayName
  }
  below
  maxPerMonth
  used
  resetsAt
  status
  failure {
    code
    message
    url
  }
}`) as unknown as TypedDocumentString<AutoTopUpQuery, AutoTopUpQueryVariables>;
export const SavedCardsDocument = new TypedDocumentString(`
    query SavedCards($accountId: ID) {
  account(id: $accountId) {
    id
    paymentMethods {
      id
      brand
      last4
      expMonth
      expYear
    }
  }
}
    `) as unknown as TypedDocumentString<SavedCardsQuery, SavedCardsQueryVariables>;
export const SetAutoTopUpDocument = new TypedDocumentString(`
    mutation SetAutoTopUp($input: SetAutoTopUpInput!) {
  setAutoTopUp(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SetAutoTopUpMutation, SetAutoTopUpMutationVariables>;
export const RemoveAutoTopUpDocument = new TypedDocumentString(`
    mutation RemoveAutoTopUp($input: RemoveAutoTopUpInput!) {
  removeAutoTopUp(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveAutoTopUpMutation, RemoveAutoTopUpMutationVariables>;
export const SaveCardDocument = new TypedDocumentString(`
    mutation SaveCard($input: SavePaymentMethodInput!) {
  savePaymentMethod(input: $input) {
    __typename
    ... on PaymentMethodStarted {
      url
    }
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SaveCardMutation, SaveCardMutationVariables>;
export const RemoveCardDocument = new TypedDocumentString(`
    mutation RemoveCard($input: RemovePaymentMethodInput!) {
  removePaymentMethod(input: $input) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveCardMutation, RemoveCardMutationVariables>;
export const WebhookEndpointsDocument = new TypedDocumentString(`
    query WebhookEndpoints {
  webhookEndpoints {
    ...EndpointParts
  }
}
    fragment EndpointParts on WebhookEndpoint {
  id
  url
  description
  events
  accountPrefixes
  status
  statusReason
  failingSince
  createdAt
  previousSecretValidUntil
}`) as unknown as TypedDocumentString<WebhookEndpointsQuery, WebhookEndpointsQueryVariables>;
export const WebhookDeliveriesDocument = new TypedDocumentString(`
    query WebhookDeliveries($first: Int!, $after: String, $status: WebhookDeliveryStatus) {
  webhookEndpoints {
    id
    deliveries(first: $first, after: $after, status: $status) {
      nodes {
        ...DeliveryParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment DeliveryParts on WebhookDelivery {
  id
  type
  accountId
  status
  createdAt
  attempts
  nextAttemptAt
  lastAttemptAt
  responseCode
  durationMs
  responseBody
}`) as unknown as TypedDocumentString<WebhookDeliveriesQuery, WebhookDeliveriesQueryVariables>;
export const CreateWebhookEndpointDocument = new TypedDocumentString(`
    mutation CreateWebhookEndpoint($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) {
    __typename
    ... on WebhookEndpointCreated {
      secret
      endpoint {
        ...EndpointParts
      }
    }
    ... on Refusal {
      message
    }
  }
}
    fragment EndpointParts on WebhookEndpoint {
  id
  url
  description
  events
  accountPrefixes
  status
  statusReason
  failingSince
  createdAt
  previousSecretValidUntil
}`) as unknown as TypedDocumentString<CreateWebhookEndpointMutation, CreateWebhookEndpointMutationVariables>;
export const RotateWebhookSecretDocument = new TypedDocumentString(`
    mutation RotateWebhookSecret($id: ID!) {
  rotateWebhookSecret(input: {endpointId: $id}) {
    __typename
    ... on WebhookSecretRotated {
      secret
      endpoint {
        ...EndpointParts
      }
    }
    ... on Refusal {
      message
    }
  }
}
    fragment EndpointParts on WebhookEndpoint {
  id
  url
  description
  events
  accountPrefixes
  status
  statusReason
  failingSince
  createdAt
  previousSecretValidUntil
}`) as unknown as TypedDocumentString<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const PauseWebhookEndpointDocument = new TypedDocumentString(`
    mutation PauseWebhookEndpoint($id: ID!) {
  pauseWebhookEndpoint(input: {endpointId: $id}) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<PauseWebhookEndpointMutation, PauseWebhookEndpointMutationVariables>;
export const ResumeWebhookEndpointDocument = new TypedDocumentString(`
    mutation ResumeWebhookEndpoint($id: ID!) {
  resumeWebhookEndpoint(input: {endpointId: $id}) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ResumeWebhookEndpointMutation, ResumeWebhookEndpointMutationVariables>;
export const DeleteWebhookEndpointDocument = new TypedDocumentString(`
    mutation DeleteWebhookEndpoint($id: ID!) {
  deleteWebhookEndpoint(input: {endpointId: $id}) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteWebhookEndpointMutation, DeleteWebhookEndpointMutationVariables>;
export const SendTestEventDocument = new TypedDocumentString(`
    mutation SendTestEvent($id: ID!) {
  sendTestEvent(input: {endpointId: $id}) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SendTestEventMutation, SendTestEventMutationVariables>;
export const ReplayWebhookDeliveryDocument = new TypedDocumentString(`
    mutation ReplayWebhookDelivery($id: ID!) {
  replayWebhookDelivery(input: {deliveryId: $id}) {
    __typename
    ... on Refusal {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ReplayWebhookDeliveryMutation, ReplayWebhookDeliveryMutationVariables>;