// Generated from schema/schema.graphql by `npm run generate`. Do not edit.

/** A refusal inside another thing, such as a quote. */
export interface RefusalFields {
  __typename: string;
  /** A code for programs. */
  code: string;
  /** For people. */
  message: string;
}

/** The kind of an administrator's action. */
export type AdminActionKind =
  /** Another user's account was opened, if it did not exist. */
  | "OPEN_ACCOUNT"
  /** Tokens were given or taken. */
  | "ADJUST_BALANCE"
  /** A spend cap of another user was set. */
  | "SET_SPEND_CAP"
  /** A spend cap of another user was removed. */
  | "REMOVE_SPEND_CAP"
  /** An alert of another user was set. */
  | "SET_ALERT"
  /** An alert of another user was removed. */
  | "REMOVE_ALERT"
  /** An account was put into a programme, or its end was changed. */
  | "SET_PROGRAMME"
  /** An account was taken out of a programme, or its request was declined. */
  | "REMOVE_PROGRAMME"
  /** An automatic top-up of another user was set. */
  | "SET_AUTO_TOP_UP"
  /** An automatic top-up of another user was removed. */
  | "REMOVE_AUTO_TOP_UP"
  /** A purchase was refunded. */
  | "REFUND_PURCHASE"
  /** All stored data of an account was exported. */
  | "EXPORT_ACCOUNT"
  /** An account was erased. */
  | "ERASE_ACCOUNT"
  /** An API key was created. */
  | "CREATE_KEY"
  /** An API key was revoked. */
  | "REVOKE_KEY"
  /** A code of a programme was created. */
  | "CREATE_CODE"
  /** A code of a programme was revoked. */
  | "REVOKE_CODE"
  /** A catalog was applied. */
  | "APPLY_CATALOG"
  /** The service's time was moved ahead, in development. */
  | "ADVANCE_CLOCK"
  /** A webhook endpoint was created. */
  | "CREATE_WEBHOOK_ENDPOINT"
  /** A webhook endpoint got a new secret. */
  | "ROTATE_WEBHOOK_SECRET"
  /** A webhook endpoint was deleted. */
  | "DELETE_WEBHOOK_ENDPOINT"
  /** A webhook endpoint was paused. */
  | "PAUSE_WEBHOOK_ENDPOINT"
  /** A webhook endpoint was resumed. */
  | "RESUME_WEBHOOK_ENDPOINT"
  /** A webhook delivery was sent again. */
  | "REPLAY_WEBHOOK_DELIVERY";

/** What an alert measures. */
export type AlertKind =
  /** The available tokens are below the threshold. */
  | "BALANCE_BELOW"
  /** So many percent of a free model's native limit are used, or more. */
  | "QUOTA_USED_PERCENT"
  /** The tokens last fewer days than the threshold, at the pace of the last four weeks. */
  | "DAYS_LEFT_BELOW";

/** The audience of a recommendation. */
export type Audience =
  /** Beginners. */
  | "BEGINNERS"
  /** People who use models a lot. */
  | "POWER_USERS"
  /** People who write software. */
  | "DEVELOPERS";

/** Why a model can or can't be used by the caller now. */
export type AvailabilityReason =
  /** It can be used. */
  | "AVAILABLE"
  /** Its native limit is used up until the reset. */
  | "QUOTA_EXCEEDED"
  /** A spend cap of the account is used up until the reset. */
  | "CAP_REACHED"
  /** There are no premium tokens left. */
  | "INSUFFICIENT_TOKENS"
  /** Premium tokens belong to an account, so the request needs a token. */
  | "SIGN_IN_REQUIRED"
  /** The caller has no account of their own, or may not read it. */
  | "NO_ACCOUNT"
  /** It is no longer, or not yet, in the catalog. */
  | "NOT_OFFERED";

/** The kind of account that a plan is for. */
export type Buyer =
  /** The account of a person. */
  | "PERSON"
  /** The account that the members of a family or a team share. */
  | "TEAM";

/** The kind of credentials. */
export type CallerKind =
  /** A JSON Web Token of an account. */
  | "USER"
  /** An API key of a partner or a gateway. */
  | "API_KEY";

/** The uses that a spend cap counts. */
export type CapScope =
  /** All uses of the account. */
  | "ACCOUNT"
  /** The uses of one model. */
  | "MODEL"
  /** The uses that one API key records. */
  | "API_KEY"
  /** The uses that a team pays for one member: its limit, set with `setTeamMember`. */
  | "MEMBER";

/** An ability of a model besides chat, or its purpose. */
export type Capability =
  /** It accepts images. */
  | "VISION"
  /** It was made for writing software, or is good at it. */
  | "CODE";

/** When a change of the plan takes effect. */
export type ChangeTime =
  /** At once: the rest of the paid period is charged or credited. */
  | "NOW"
  /** At the end of the paid period. */
  | "PERIOD_END";

/** The kind of a discount. */
export type DiscountKind =
  /** For the number of packs in one purchase. */
  | "BULK"
  /** For an account that is in a programme. */
  | "PROGRAMME";

/** The kind of change that a ledger entry records. */
export type EntryKind =
  /** A new window of the plan's allowance opened, an open one got more because of more seats, or the rest of an open one returned. */
  | "ALLOWANCE"
  /** The unused rest of a grant lapsed when it expired. */
  | "LAPSE"
  /** A model was used. */
  | "USAGE"
  /** An operator gave or took tokens. */
  | "ADJUSTMENT"
  /** The plan or its paid period changed. */
  | "PLAN"
  /** A pack was paid. */
  | "PURCHASE"
  /** Tokens of a pack were taken back because of a refund or a lost dispute. */
  | "REVERSAL"
  /** Tokens that had been taken back were returned, because the refund failed. */
  | "RESTORATION"
  /** The rest of a pack was frozen while its payment is disputed. */
  | "FREEZE"
  /** The frozen rest of a pack was released again. */
  | "UNFREEZE"
  /** A hold reserved tokens. */
  | "HOLD"
  /** A hold was released or expired. Its tokens paid debt first; the rest returned to its grants. */
  | "RELEASE"
  /** The account was imported from an older system, with its tokens. */
  | "MIGRATION"
  /** A spend cap was set, changed or removed. */
  | "CAP"
  /** A membership began, changed or ended; or a team was founded, handed over or closed. */
  | "TEAM"
  /** A closed team gave its owner what was left of a grant. */
  | "TRANSFER"
  /** An alert was set, removed, or told its owner something. */
  | "ALERT"
  /** An automatic top-up was set, removed, needed, paid, or failed. */
  | "TOP_UP"
  /** A hold was extended; no tokens moved. */
  | "EXTENSION";

/** A source of tokens that is spent and renewed separately. */
export type ForecastSource =
  /** The plan's allowance, which is spent first. */
  | "ALLOWANCE"
  /** Packs and all other premium tokens beside the allowance. */
  | "BALANCE"
  /** A free model's native limit. */
  | "QUOTA";

/** Where granted tokens come from. */
export type GrantSource =
  /** The plan's allowance; what is left lapses at the end of its window. */
  | "ALLOWANCE"
  /** A pack that was bought; never expires. */
  | "PACK"
  /** An operator. */
  | "ADJUSTMENT"
  /** An older system, from which the account was imported; never expires. */
  | "LEGACY";

/** The status of a hold. A hold closes once. */
export type HoldStatus =
  /** Its tokens are reserved. */
  | "OPEN"
  /** Its use was recorded. */
  | "SETTLED"
  /** It was released unused. */
  | "RELEASED"
  /** It expired, and its tokens returned. It can still be settled: then the balance pays. */
  | "EXPIRED";

/** How a model is paid for. */
export type ModelTier =
  /** Costs nothing and counts against the provider's native limit. */
  | "FREE"
  /** Costs premium tokens. */
  | "PREMIUM";

/** How the use of a hold ended. */
export type Outcome =
  /** The use completed: input and output are charged. */
  | "COMPLETED"
  /** The stream ended early: the input and the output delivered so far are charged. */
  | "ABORTED"
  /** The provider failed: nothing is charged. */
  | "FAILED";

/** Whose tokens pay for a use of a member. A use is paid whole, by one of the two. */
export type PayFrom =
  /** The member's own tokens if they suffice, else the team's. */
  | "OWN_FIRST"
  /** The team's tokens if they suffice, else the member's own. */
  | "TEAM_FIRST"
  /** The member's own tokens. */
  | "OWN_ONLY"
  /** The team's tokens. */
  | "TEAM_ONLY";

/** The order in which requests are served under overload. */
export type Priority =
  /** After requests with PRIORITY; a share is reserved for them. */
  | "STANDARD"
  /** Before standard requests. */
  | "PRIORITY";

/** How an account gets into a programme. An operator can always put it there. */
export type ProgrammeJoining =
  /** By a proof that an operator accepts: `requestProgramme`. */
  | "PROOF"
  /** By a code: `applyCode`. */
  | "CODE"
  /** Only by an operator. */
  | "OPERATOR";

/** The status of a purchase. */
export type PurchaseStatus =
  /** The checkout is open, or the payment is processing. */
  | "PENDING"
  /** Paid and credited. */
  | "PAID"
  /** The payment failed; it may be tried again until the checkout expires. */
  | "FAILED"
  /** The checkout expired without a payment. */
  | "EXPIRED"
  /** A part of the money was refunded, and its tokens were taken back. */
  | "PARTIALLY_REFUNDED"
  /** All of the money was refunded, and the tokens were taken back. */
  | "REFUNDED"
  /** The payer disputes the payment, and the rest of the pack is frozen; or the payer won, and the tokens were taken back. */
  | "DISPUTED";

/** The period after which a limit or an allowance starts again. */
export type QuotaPeriod =
  /** Every day at midnight UTC. */
  | "DAY"
  /** Every month: limits on the 1st in UTC, allowances and spend caps on the day of the month on which the account was opened. */
  | "MONTH";

/** The unit of a native limit. */
export type QuotaUnit =
  /** Tokens, input and output together. */
  | "TOKENS"
  /** Requests. */
  | "REQUESTS";

/** The tier of service of a use: how fast the provider answers, and for what price. */
export type ServiceTier =
  /** The ordinary tier. */
  | "STANDARD"
  /** Served first, at a higher price. */
  | "PRIORITY"
  /** Slower, at a lower price. */
  | "FLEX"
  /** Within hours, at a lower price. */
  | "BATCH";

/** The status of a subscription. */
export type SubscriptionStatus =
  /** Not paid yet. */
  | "PENDING"
  /** Never paid; the checkout has expired. */
  | "EXPIRED"
  /** Paid. */
  | "ACTIVE"
  /** Paused: nothing is paid, and the free plan applies. */
  | "PAUSED"
  /** A renewal failed. The plan stays active for a grace period. */
  | "PAST_DUE"
  /** Renewals failed permanently, or the payment was refunded; the free plan applies. */
  | "UNPAID"
  /** Ended. */
  | "CANCELED";

/** The kind of suggestion. */
export type SuggestionKind =
  /** A model to start with: nothing was used. */
  | "START"
  /** A free model in place of a premium one. */
  | "FREE_MODEL"
  /** Packs with a free plan. */
  | "PACKS"
  /** A plan alone. */
  | "PLAN"
  /** A paid plan with packs. */
  | "PLAN_AND_PACKS";

/** The kind of a team. */
export type TeamKind =
  /** A family: up to 6 members, unless its plan has more seats. */
  | "FAMILY"
  /** A team of any other kind: up to 10 members, unless its plan has more seats. */
  | "TEAM";

/** The role of a member of a team. */
export type TeamRole =
  /** It may do everything. A team has one owner. */
  | "OWNER"
  /** It invites and manages plain members, buys for the team, and sees the uses of all. */
  | "ADMIN"
  /** It uses the team's tokens, and sees its own uses of them. */
  | "MEMBER";

/** Where tokens come from, and what is owed. */
export type TokenSource =
  /** Plans' allowances. */
  | "ALLOWANCE"
  /** Packs that were bought. */
  | "PACK"
  /** Operators. */
  | "ADJUSTMENT"
  /** An older system, from which accounts were imported. */
  | "LEGACY"
  /** Debt of accounts: tokens used beyond the balance. */
  | "DEBT";

/** What an automatic top-up does now. */
export type TopUpStatus =
  /** It waits until too few tokens are available. */
  | "ACTIVE"
  /** It buys a pack just now. */
  | "PENDING"
  /** A payment failed. It buys nothing until it is set again. */
  | "STOPPED";

/** The grouping of a usage summary. */
export type UsageGrouping =
  /** One model. */
  | "MODEL"
  /** All models of a provider. */
  | "PROVIDER"
  /** Free or premium models. */
  | "TIER"
  /** A calendar day in the requested time zone. */
  | "DAY"
  /** An hour in the requested time zone. An hour that the clocks repeat is two rows. */
  | "HOUR";

/** How a use was charged. */
export type UsageTier =
  /** Not charged: the model was free. */
  | "FREE"
  /** Charged in premium tokens. */
  | "PREMIUM"
  /** Not charged here: an older system recorded it. */
  | "IMPORTED";

/** A unit of a use beside input, output and cached input. */
export type UsageUnit =
  /** Input tokens written to the provider's cache; a part of `inputTokens`. */
  | "CACHE_WRITE_TOKENS"
  /** Input tokens written to its cache for an hour; a part of `inputTokens`. */
  | "CACHE_WRITE_1H_TOKENS"
  /** Input tokens of audio; a part of `inputTokens`. */
  | "AUDIO_INPUT_TOKENS"
  /** Input tokens of images; a part of `inputTokens`. */
  | "IMAGE_INPUT_TOKENS"
  /** Input tokens of video; a part of `inputTokens`. */
  | "VIDEO_INPUT_TOKENS"
  /** Output tokens of reasoning; a part of the output tokens. */
  | "REASONING_TOKENS"
  /** Output tokens of audio; a part of the output tokens. */
  | "AUDIO_OUTPUT_TOKENS"
  /** Output tokens of images; a part of the output tokens. */
  | "IMAGE_OUTPUT_TOKENS"
  /** Requests to the provider. */
  | "REQUESTS"
  /** Searches in the web. */
  | "SEARCHES"
  /** Images made. */
  | "IMAGES"
  /** Seconds of audio or video. */
  | "SECONDS"
  /** Characters. */
  | "CHARACTERS"
  /** Pages read. */
  | "PAGES"
  /** Pixels. */
  | "PIXELS";

/** The status of a delivery. */
export type WebhookDeliveryStatus =
  /** It waits for its first or next attempt. */
  | "PENDING"
  /** The endpoint answered with a status from 200 to 299. */
  | "DELIVERED"
  /** It was given up after three days. It can be replayed. */
  | "FAILED";

/** Whether an endpoint gets events. */
export type WebhookEndpointStatus =
  /** It gets events. */
  | "ACTIVE"
  /** Somebody paused it. Its events wait. */
  | "PAUSED"
  /** It answered 410, or failed for three days. Its events wait until it is resumed. */
  | "DEAD";

/** A correction by an operator. */
export interface AdjustBalanceInput {
  /** The account. */
  accountId: string;
  /** Premium tokens to give (above 0) or to take (below 0). */
  tokens: number;
  /** The reason, stored in the ledger; 1 to 1,000 characters. */
  reason: string;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
  /** When the given tokens lapse. Default: never. */
  expiresAt?: string | null | undefined;
}

/** A move of the service's time ahead. It cannot be moved back. */
export interface AdvanceClockInput {
  /** At least 1, at most 31622400, which are 366 days. */
  seconds: number;
  /** 1 to 255 characters, unique per caller: a repeated request does not move it again. */
  idempotencyKey?: string | undefined;
}

/** A code to use for an account. */
export interface ApplyCodeInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The code. Lower case, blanks and dashes do not matter. */
  code: string;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** A pending change to take back. */
export interface CancelPlanChangeInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
}

/** A subscription to end. */
export interface CancelSubscriptionInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** True: it ends with the paid period. False: it ends now. */
  atPeriodEnd?: boolean | null | undefined;
}

/** A change of the plan or the seats of an account. */
export interface ChangePlanInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The plan's name in the catalog; FREE ends the subscription. */
  plan: string;
  /** For a plan with seats. Default: the present ones, or the least of another plan. */
  seats?: number | null | undefined;
  /** The team that gets the plan, if the account's own plan becomes one for families and teams. The account must own it. A plan of a team that becomes one for persons goes to the owner, who must be the caller. */
  teamId?: string | null | undefined;
  /** When it takes effect. */
  when?: ChangeTime | null | undefined;
  /** `asOf` of a preview, at most 15 minutes ago: what is charged is what the preview said. */
  asOf?: string | null | undefined;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** A team to close. */
export interface CloseTeamInput {
  /** The team. */
  teamId: string;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** A team to found. The caller becomes its owner. */
export interface CreateTeamInput {
  /** Its name: 1 to 100 characters. */
  name: string;
  /** Its kind. */
  kind: TeamKind;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** A new endpoint of a partner. */
export interface CreateWebhookEndpointInput {
  /** Where events are sent, by POST. It must begin with https://; in development also with http://. */
  url: string;
  /** The types of the events that it gets, such as `balance.low`. Default: all. */
  events?: Array<string> | null | undefined;
  /** For people. */
  description?: string | null | undefined;
  /** The partner: it gets only events of accounts whose id begins with one of these. Only for administrators; an API key always means the accounts that it reaches. Default: all. */
  accountPrefixes?: Array<string> | null | undefined;
}

/** The endpoint to delete. */
export interface DeleteWebhookEndpointInput {
  /** The endpoint. */
  endpointId: string;
}

/** An account to erase. */
export interface EraseAccountInput {
  /** The account. */
  accountId: string;
  /** The same id again, as a confirmation: erasing cannot be undone. */
  confirm: string;
  /** 1 to 255 characters: with it, a repeated request returns the first result. Do not use personal data. */
  idempotencyKey?: string | null | undefined;
}

/** A hold that has to last longer. */
export interface ExtendHoldInput {
  /** The hold. */
  holdId: string;
  /** The seconds from now after which it expires, 1 to 86400. It never expires earlier than before, and at most 86400 seconds after it was placed. */
  ttlSeconds?: number | null | undefined;
}

/** A team to give to another member. */
export interface HandOverTeamInput {
  /** The team. */
  teamId: string;
  /** The member who becomes the owner. */
  accountId: string;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** An invitation to make. */
export interface InviteToTeamInput {
  /** The team. */
  teamId: string;
  /** The role of whoever joins by it: MEMBER or ADMIN. */
  role?: TeamRole | null | undefined;
  /** What the team pays at most for the member. Default: no limit. */
  limit?: TokenLimitInput | null | undefined;
  /** How long it can be used: from a minute to 90 days. */
  expiresInSeconds?: number | null | undefined;
  /** Only an account whose token has this verified email address may use it. Default: whoever has the code. */
  address?: string | null | undefined;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** An invitation to use. */
export interface JoinTeamInput {
  /** Its code. */
  code: string;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** A team to leave. */
export interface LeaveTeamInput {
  /** The team. */
  teamId: string;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** The account to open. */
export interface OpenAccountInput {
  /** The account's id, 1 to 255 characters. Default: the caller's own. */
  accountId?: string | null | undefined;
}

/** The endpoint to pause. */
export interface PauseWebhookEndpointInput {
  /** The endpoint. */
  endpointId: string;
}

/** Tokens to reserve for a use whose output is not known yet. */
export interface PlaceHoldInput {
  /** The account that will use it. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The model's name in the catalog. */
  model: string;
  /** Input tokens; all count as not cached. */
  inputTokens: number;
  /** The maximum number of output tokens of the use. */
  maxOutputTokens: number;
  /** Whether to place a smaller hold if there are too few tokens for all of the output, or if a spend cap leaves too few. */
  allowPartial?: boolean | null | undefined;
  /** The seconds after which it expires, 1 to 86400. */
  ttlSeconds?: number | null | undefined;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
  /** Units beyond the plain counts, each at most once, at the most that will be used. */
  details?: Array<UsageDetailInput> | null | undefined;
  /** The provider's tier of service. */
  serviceTier?: ServiceTier | null | undefined;
}

/** A change of the plan that is only looked at. */
export interface PreviewPlanChangeInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The plan's name in the catalog; FREE ends the subscription. */
  plan: string;
  /** For a plan with seats. Default: the present ones, or the least of another plan. */
  seats?: number | null | undefined;
  /** The team that gets the plan, if the account's own plan becomes one for families and teams. The account must own it. A plan of a team that becomes one for persons goes to the owner, who must be the caller. */
  teamId?: string | null | undefined;
  /** When it takes effect. */
  when?: ChangeTime | null | undefined;
}

/** A pack to buy. */
export interface PurchasePackInput {
  /** The account that buys. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The pack's name in the catalog. */
  pack: string;
  /** How many, 1 to 100. */
  quantity?: number | null | undefined;
  /** Where the checkout leads after the payment. */
  successUrl?: string | null | undefined;
  /** Where the checkout leads if the buyer cancels. */
  cancelUrl?: string | null | undefined;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
  /** The address for the receipt. */
  receiptEmail?: string | null | undefined;
  /** Whether the checkout takes promotion codes. */
  promotionCodes?: boolean | null | undefined;
  /** Whether tax is added. */
  automaticTax?: boolean | null | undefined;
}

/** A use that has not happened yet. */
export interface QuoteInput {
  /** The account that would use it. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The model's name in the catalog. */
  model: string;
  /** All input tokens, cached included. */
  inputTokens: number;
  /** Output tokens. */
  outputTokens: number;
  /** Input tokens that the provider had cached. */
  cachedInputTokens?: number | null | undefined;
  /** Units beyond the plain counts, each at most once. Parts are included in `inputTokens` or in the output tokens, and are together at most their whole. */
  details?: Array<UsageDetailInput> | null | undefined;
  /** The provider's tier of service. */
  serviceTier?: ServiceTier | null | undefined;
}

/** One use of a model. */
export interface RecordUsageInput {
  /** The account that used it. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The model's name in the catalog. */
  model: string;
  /** All input tokens, cached included. */
  inputTokens: number;
  /** Output tokens. */
  outputTokens: number;
  /** Input tokens that the provider had cached. */
  cachedInputTokens?: number | null | undefined;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
  /** When the use happened, for reports: at most 35 days ago, at most 5 minutes ahead. Default: now. */
  occurredAt?: string | null | undefined;
  /** Metadata to store with the use, up to 16 KiB. */
  metadata?: unknown | undefined;
  /** Units beyond the plain counts, each at most once. Parts are included in `inputTokens` or in the output tokens, and are together at most their whole. */
  details?: Array<UsageDetailInput> | null | undefined;
  /** The provider's tier of service. */
  serviceTier?: ServiceTier | null | undefined;
}

/** A refund. */
export interface RefundPurchaseInput {
  /** The purchase. */
  purchaseId: string;
  /** In the currency's minor unit. Default: everything that is left. */
  amount?: number | null | undefined;
  /** 1 to 255 characters, unique per purchase: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** A hold to release unused. */
export interface ReleaseHoldInput {
  /** The hold. */
  holdId: string;
}

/** The alert to remove. */
export interface RemoveAlertInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** What it measures. */
  kind: AlertKind;
  /** The model, for the kind QUOTA_USED_PERCENT. */
  model?: string | null | undefined;
  /** Its threshold. */
  threshold: number;
}

/** The account whose automatic top-up to remove. */
export interface RemoveAutoTopUpInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
}

/** A member to remove. */
export interface RemoveFromTeamInput {
  /** The team. */
  teamId: string;
  /** The member's account. */
  accountId: string;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** The saved card to remove. */
export interface RemovePaymentMethodInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The card. */
  paymentMethodId: string;
}

/** An account to take out of a programme. */
export interface RemoveProgrammeInput {
  /** The account. */
  accountId: string;
  /** The programme's name. */
  programme: string;
  /** Why, as text: 1 to 1,000 characters. */
  reason: string;
}

/** The spend cap to remove. */
export interface RemoveSpendCapInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The scope of the cap. */
  scope: CapScope;
  /** The name of the model, for the scope MODEL; all names of a model mean the same cap. */
  model?: string | null | undefined;
  /** The id of the API key, for the scope API_KEY: as `key list` and `viewer.subject` tell it. */
  apiKeyId?: string | null | undefined;
  /** The length of its windows. */
  period: QuotaPeriod;
}

/** A team to rename. */
export interface RenameTeamInput {
  /** The team. */
  teamId: string;
  /** Its new name: 1 to 100 characters. */
  name: string;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** The delivery to send again. */
export interface ReplayWebhookDeliveryInput {
  /** The delivery: its `webhook-id`. */
  deliveryId: string;
}

/** A request for a programme that needs a proof. */
export interface RequestProgrammeInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The programme's name in the catalog. */
  programme: string;
  /** The proof, as text or address: 1 to 1,000 characters. */
  proof: string;
}

/** A subscription to resume. */
export interface ResumeSubscriptionInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
}

/** The paused or dead endpoint to resume. */
export interface ResumeWebhookEndpointInput {
  /** The endpoint. */
  endpointId: string;
}

/** An invitation to revoke. */
export interface RevokeInvitationInput {
  /** Its code. */
  code: string;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** The endpoint that gets a new secret. */
export interface RotateWebhookSecretInput {
  /** The endpoint. */
  endpointId: string;
}

/** Where the page that saves a card leads back to. */
export interface SavePaymentMethodInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** Where to return after saving. Default: this service's page. */
  successUrl?: string | null | undefined;
  /** Where to return without saving. */
  cancelUrl?: string | null | undefined;
}

/** The endpoint to try. */
export interface SendTestEventInput {
  /** The endpoint. */
  endpointId: string;
}

/** An alert to set. An account has at most one alert of a kind, threshold and model, and at most 20 in all. */
export interface SetAlertInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** What it measures. */
  kind: AlertKind;
  /** The name of a free model with a native limit, for the kind QUOTA_USED_PERCENT. */
  model?: string | null | undefined;
  /** From 1: tokens; percent, at most 100; or days, at most 365. */
  threshold: number;
}

/** The automatic top-up to set. An account has at most one. */
export interface SetAutoTopUpInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The name of the pack to buy. */
  pack: string;
  /** Buy when fewer tokens than that are available; from 1. */
  below: number;
  /** How often at most in a month of the account, from 1 to 100. */
  maxPerMonth: number;
}

/** An account to put into a programme. */
export interface SetProgrammeInput {
  /** The account. */
  accountId: string;
  /** The programme's name in the catalog. */
  programme: string;
  /** When it ends. Default: it has no end. */
  until?: string | null | undefined;
  /** Why, as text: 1 to 1,000 characters. */
  reason: string;
}

/** A spend cap to set. An account has at most one cap of a scope, model or key, and period, and at most 50 in all. */
export interface SetSpendCapInput {
  /** The account. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The uses that it counts. */
  scope: CapScope;
  /** The name of the model, for the scope MODEL; all names of a model mean the same cap. */
  model?: string | null | undefined;
  /** The id of the API key, for the scope API_KEY: as `key list` and `viewer.subject` tell it. */
  apiKeyId?: string | null | undefined;
  /** Premium tokens that uses may cost in each window; 0 lets none through that costs anything. */
  tokens: number;
  /** The length of a window. */
  period: QuotaPeriod;
}

/** A change of a member. What is left out stays. */
export interface SetTeamMemberInput {
  /** The team. */
  teamId: string;
  /** The member's account. */
  accountId: string;
  /** The role: MEMBER or ADMIN. */
  role?: TeamRole | null | undefined;
  /** The limit; null takes it away. */
  limit?: TokenLimitInput | null | undefined;
  /** Whose tokens pay. */
  payFrom?: PayFrom | null | undefined;
  /** 1 to 255 characters, unique per caller: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
}

/** The use of a hold. */
export interface SettleHoldInput {
  /** The hold. */
  holdId: string;
  /** All input tokens, cached included. */
  inputTokens: number;
  /** Output tokens; for an aborted stream, those that were delivered. */
  outputTokens: number;
  /** Input tokens that the provider had cached. */
  cachedInputTokens?: number | null | undefined;
  /** How it ended. */
  outcome?: Outcome | null | undefined;
  /** Metadata to store with the use, up to 16 KiB. */
  metadata?: unknown | undefined;
  /** Units beyond the plain counts, each at most once. Parts are included in `inputTokens` or in the output tokens, and are together at most their whole. */
  details?: Array<UsageDetailInput> | null | undefined;
  /** The provider's tier of service. */
  serviceTier?: ServiceTier | null | undefined;
}

/** A plan to subscribe to. */
export interface SubscribeInput {
  /** The account that subscribes. Default: the caller's own. */
  accountId?: string | null | undefined;
  /** The plan's name in the catalog. */
  plan?: string | null | undefined;
  /** For a plan with seats. Default: the least that can be bought. */
  seats?: number | null | undefined;
  /** Where the checkout leads after the payment. */
  successUrl?: string | null | undefined;
  /** Where the checkout leads if the buyer cancels. */
  cancelUrl?: string | null | undefined;
  /** 1 to 255 characters, unique per account: makes the request safe to repeat. */
  idempotencyKey?: string | undefined;
  /** Whether the checkout takes promotion codes. */
  promotionCodes?: boolean | null | undefined;
  /** Whether tax is added. */
  automaticTax?: boolean | null | undefined;
}

/** What the team pays at most for a member in each window. */
export interface TokenLimitInput {
  /** Premium tokens, 0 or more; 0: the team pays nothing. */
  tokens: number;
  /** The length of a window. */
  period: QuotaPeriod;
}

/** How much of one unit was used. */
export interface UsageDetailInput {
  /** The unit. */
  unit: UsageUnit;
  /** How much; 0 is the same as leaving it out. */
  quantity: number;
}

/** A model that can be used. */
export interface Model {
  /** The unique name, as used in `recordUsage`. */
  name: string;
  /** Other names under which it is found. It is also found with the prefix of a provider (`openai/gpt-4o`) and with the date of a snapshot (`gpt-4o-2024-08-06`). */
  aliases: Array<string>;
  /** The provider. */
  provider: string;
  /** For people. */
  displayName: string;
  /** Its strengths. */
  description: string;
  /** Free or premium. */
  tier: ModelTier;
  /** Whether it costs no premium tokens. */
  isFree: boolean;
  /** A free model's limit; null for premium ones. */
  nativeLimit: NativeLimit | null;
  /** Its abilities besides chat, and its purpose, if the catalog gives them. */
  capabilities: Array<Capability>;
  /** The most input tokens of a request; null if the catalog does not know it. */
  contextTokens: number | null;
  /** When the provider takes the model away; null if no date is known. It is not enforced: uses are recorded after it, too. */
  retiresAt: string | null;
  /** Premium tokens per model token now, 0 for free models. Where input and output have different rates, this is the input rate; see `rates`. */
  cost: number;
  /** The present prices of its tokens, in the tier STANDARD and below all thresholds. */
  rates: Rates;
  /** The present prices of long contexts and of other tiers of service, by tier and threshold; empty for most models. A use costs the rates of its tier at the highest `above` that it passes; those of STANDARD if its tier is not here, and `rates` if nothing fits. */
  variants: Array<RateVariant>;
  /** The limit that all accounts share, beside each one's own; null without one. */
  sharedLimit: SharedLimit | null;
  /** Whether the caller can use it now. */
  availability: Availability;
}

/** The free use that a provider gives, per account and model. */
export interface NativeLimit {
  /** How much, in `unit`. */
  amount: number;
  /** The counted unit. */
  unit: QuotaUnit;
  /** The period after which the count starts again. */
  period: QuotaPeriod;
}

/** Premium tokens for one token of a model, as decimal strings. */
export interface Rates {
  /** For a fresh input token. */
  input: string;
  /** For an output token. */
  output: string;
  /** For an input token that the provider had cached. */
  cachedInput: string;
  /** For other units that have a rate of their own. A part without one costs what its whole costs; a thing beside tokens without one costs nothing. */
  units: Array<UnitRate>;
}

/** Premium tokens for one of a unit, as a decimal string. */
export interface UnitRate {
  /** The unit. */
  unit: UsageUnit;
  /** Premium tokens for one of it. */
  rate: string;
}

/** The rates of a tier of service, for uses of more than a number of input tokens. */
export interface RateVariant {
  /** The tier of service. */
  serviceTier: ServiceTier;
  /** For uses of strictly more input tokens than this, cached included; 0: for any use. If a use fits several variants of its tier, the highest one counts. */
  above: number;
  /** All rates of such a use. */
  rates: Rates;
}

/** A limit that all accounts share: of a model, or of all models of its provider. */
export interface SharedLimit {
  /** How much, in `unit`. */
  amount: number;
  /** The counted unit. */
  unit: QuotaUnit;
  /** The period after which the count starts again. */
  period: QuotaPeriod;
  /** The names of the first 20 models that share it. */
  models: Array<string>;
  /** The number of models that share it. */
  modelCount: number;
}

/** Whether the caller can use a model now. */
export interface Availability {
  /** Whether a small use would be accepted now. */
  available: boolean;
  /** Why, or why not. */
  reason: AvailabilityReason;
  /** What is left: of a free model's native limit, in its unit; for a premium model, premium tokens. Null when unknown or unlimited. */
  remaining: number | null;
  /** When the native limit, the spend cap or the plan's allowance renews. */
  resetsAt: string | null;
  /** Whether the limit that all accounts share is nearer than the caller's own. Then `remaining` and `resetsAt` are those of the shared limit. */
  shared: boolean;
  /** What is left of the limit that all accounts share, in the unit of `Model.sharedLimit`, also if another limit is nearer. Null without such a limit or without an account. */
  sharedRemaining: number | null;
  /** When the limit that all accounts share renews. */
  sharedResetsAt: string | null;
}

/** The present price of a model, and where it comes from. */
export interface ModelPrice {
  /** The model, also one that cannot be used yet. */
  model: ModelSummary;
  /** The price list that it comes from; null: it was written by hand. */
  source: string | null;
  /** The date of the price in the catalog: it came into force then. Null: it has no date. */
  effectiveAt: string | null;
  /** The catalog that brought it: no later one changed the price, the limit or the source. */
  catalog: CatalogVersion;
  /** The next price, if the catalog has one. */
  following: ComingPrice | null;
}

/** A model that can be used. */
export interface ModelSummary {
  /** The unique name, as used in `recordUsage`. */
  name: string;
  /** The provider. */
  provider: string;
  /** For people. */
  displayName: string;
  /** Free or premium. */
  tier: ModelTier;
  /** Whether it costs no premium tokens. */
  isFree: boolean;
}

/** A catalog as it was applied. */
export interface CatalogVersion {
  /** Its number, as in `catalog history`. */
  version: number;
  /** When it was applied. */
  appliedAt: string;
  /** Where it came from: a file, or an earlier version. */
  source: string;
}

/** A price that is not in force yet. */
export interface ComingPrice {
  /** When it comes into force. */
  effectiveAt: string;
  /** Its plain rates. */
  rates: Rates;
}

/** A company or service that runs models. */
export interface Provider {
  /** The unique name, as used in `models(provider:)`. */
  name: string;
  /** For people. */
  displayName: string;
}

/** Premium tokens bought once, which never expire. */
export interface Pack {
  /** Unique. */
  name: string;
  /** For people. */
  displayName: string;
  /** The kind of user it suits. */
  description: string;
  /** Its premium tokens. */
  tokens: number;
  /** The discounts on larger quantities, the smallest quantity first. */
  bulk: Array<BulkStep>;
  /** What the caller pays now for so many packs in one purchase, or in `Account.packs` that account. Without credentials, only the quantity counts. */
  price: Money;
  /** The price of so many packs without discounts. */
  listPrice: Money;
  /** Why the price of so many packs is below the list price. */
  discounts: Array<Discount>;
}

/** A discount on all packs of a purchase, from a number of packs on. */
export interface BulkStep {
  /** The least number of packs in one purchase. */
  from: number;
  /** The part of the list price that is not paid: `10%`. */
  off: string;
}

/** An amount of money. */
export interface Money {
  /** In the currency's minor unit: 500 of USD is five dollars. */
  amount: number;
  /** ISO 4217 code, for example USD. */
  currency: string;
}

/** A part of a list price that is not paid, and why. */
export interface Discount {
  /** Its kind. */
  kind: DiscountKind;
  /** The reason, as text: for example `10% off from 10 packs`. */
  reason: string;
  /** The name of the programme; null for a bulk step. */
  programme: string | null;
  /** What is not paid. */
  amount: Money;
}

/** A set of allowances. */
export interface Plan {
  /** Unique: FREE, PREMIUM. */
  name: string;
  /** For people. */
  displayName: string;
  /** The kind of user it suits. */
  description: string;
  /** For a month, without discounts. */
  listPrice: Money;
  /** Premium tokens it grants in every period. */
  allowances: Array<PlanAllowance>;
  /** Under overload, requests with PRIORITY are served first. */
  priority: Priority;
  /** Other benefits, as text. */
  benefits: Array<string>;
  /** The kind of account that it is for. */
  buyer: Buyer;
  /** Its seats, if it is for teams. */
  seats: PlanSeats | null;
  /** For a month: what the caller pays now, or in `Account.plans` that account. The list price without credentials. */
  price: Money;
  /** Why the price is below the list price. */
  discounts: Array<Discount>;
}

/** Premium tokens that a plan grants in every period. */
export interface PlanAllowance {
  /** Premium tokens per period; unspent ones lapse. */
  tokens: number;
  /** How often. */
  period: QuotaPeriod;
}

/** The seats of a plan for teams. */
export interface PlanSeats {
  /** The least seats that can be bought. */
  least: number;
  /** The most seats that can be bought. */
  most: number;
  /** Whether price and allowances are for one seat; otherwise for all of them together. */
  perSeat: boolean;
}

/** A model for an audience, and why. */
export interface Recommendation {
  /** The audience. */
  audience: Audience;
  /** 1 is recommended first. */
  rank: number;
  /** The recommended model. */
  model: ModelSummary;
  /** The reason, as text. */
  reason: string;
}

/** An object that `node` finds by its id: an account, a use, a hold, a grant or a purchase. */
export interface Node {
  __typename: string;
  /** Its id. Ids of one type are unique. */
  id: string;
}

/** A person who uses models and pays in tokens; or the pool of a team. */
export interface Account {
  /** The account's id: the `sub` of its tokens. */
  id: string;
  /** When the account was opened. Its monthly windows start at this instant. */
  createdAt: string;
  /** The account's plan. */
  plan: PlanSummary;
  /** Its premium tokens. */
  balance: Balance;
  /** Its spend caps, in the order in which they were set. */
  spendCaps: Array<SpendCap>;
  /** Its alerts, in the order in which they were set. */
  alerts: Array<Alert>;
  /** The programmes that it is in, also those that have ended, for as long as nobody takes it out. */
  programmes: Array<AccountProgramme>;
  /** All packs, with the prices that this account pays. */
  packs: Array<PackSummary>;
  /** All plans, with the prices that this account pays. */
  plans: Array<PlanSummary>;
  /** Its automatic top-up. */
  autoTopUp: AutoTopUp | null;
  /** The present subscription, or the last one. Null if there never was one. */
  subscription: PlanSubscription | null;
  /** Its membership in a team that is not closed; null: none. */
  team: TeamMembership | null;
}

/** A set of allowances. */
export interface PlanSummary {
  /** Unique: FREE, PREMIUM. */
  name: string;
  /** For people. */
  displayName: string;
}

/** An account's premium tokens at one revision. */
export interface Balance {
  /** The account that it belongs to. */
  accountId: string;
  /** Spendable now. */
  available: number;
  /** Reserved by open holds. */
  held: number;
  /** Owed; the next grant pays it first. */
  debt: number;
  /** The grants that make up `available`, in burn order. */
  grants: Array<Grant>;
  /** When the plan's allowance renews. */
  nextReset: string;
  /** Grows by one at every change of this account. */
  revision: number;
}

/** Tokens that were given to an account. */
export interface Grant {
  /** Unique. */
  id: string;
  /** Where the tokens come from. */
  source: GrantSource;
  /** Premium tokens that were granted. */
  amount: number;
  /** Premium tokens that are left of the grant, without tokens reserved by holds. */
  remaining: number;
  /** The time from which they can be spent. */
  effectiveAt: string;
  /** When the rest lapses; null: never. */
  expiresAt: string | null;
}

/** A limit on what uses may cost in a day or month. It counts the premium tokens that the uses of its scope have cost since it was set. */
export interface SpendCap {
  /** The uses that it counts. */
  scope: CapScope;
  /** The model, for the scope MODEL. */
  model: ModelSummary | null;
  /** The id of the API key, for the scope API_KEY. */
  apiKeyId: string | null;
  /** Premium tokens that uses may cost in each window; 0 lets none through. */
  tokens: number;
  /** The length of a window. */
  period: QuotaPeriod;
  /** Premium tokens that uses have cost in this window. Above `tokens` if a hold was settled at more than it reserved, or if the cap was lowered. */
  used: number;
  /** Premium tokens that open holds reserve of it. */
  held: number;
  /** What is left in this window: never below 0. */
  remaining: number;
  /** When the next window starts. */
  resetsAt: string;
}

/** Tells once when a value passes a threshold, and again after the value came back. It also tells when the clock or a refund causes that. */
export interface Alert {
  /** The account. */
  accountId: string;
  /** What it measures. */
  kind: AlertKind;
  /** The model, for the kind QUOTA_USED_PERCENT. */
  model: ModelSummary | null;
  /** Tokens, percent or days, according to `kind`. */
  threshold: number;
  /** Whether the value is beyond the threshold, as last measured. If so, the alert is not told again before the value comes back. */
  beyond: boolean;
  /** When it was last told; null: never. */
  lastFiredAt: string | null;
  /** The value at that time: available tokens, used percent, or full days left. */
  lastValue: number | null;
  /** The revision of the ledger entry that told it last. */
  revision: number | null;
}

/** An account in a programme. */
export interface AccountProgramme {
  /** The programme. */
  programme: Programme;
  /** When it was put there, or its end was changed. */
  since: string;
  /** When it ends; null for no end. */
  until: string | null;
  /** Whether it counts now: it has not ended. */
  isActive: boolean;
}

/** A group of accounts that pay less. */
export interface Programme {
  /** Unique. */
  name: string;
  /** For people. */
  displayName: string;
  /** Who it is for. */
  description: string;
  /** What is taken off packs: `30%`; null for nothing. */
  packsOff: string | null;
  /** What is taken off plans: `50%`; null for nothing. */
  plansOff: string | null;
  /** How an account gets there. */
  joining: ProgrammeJoining;
  /** What an operator accepts as a proof, if it needs one. */
  proof: string | null;
}

/** Premium tokens bought once, which never expire. */
export interface PackSummary {
  /** Unique. */
  name: string;
  /** For people. */
  displayName: string;
  /** Its premium tokens. */
  tokens: number;
}

/** Buys a pack with the latest saved card when too few tokens are available. */
export interface AutoTopUp {
  /** The pack; null if the catalog has it no more. */
  pack: PackSummary | null;
  /** It buys when fewer tokens than that are available. */
  below: number;
  /** How often it buys at most in a month of the account. */
  maxPerMonth: number;
  /** How often it bought or tried to in this month. */
  used: number;
  /** When the next month starts. */
  resetsAt: string;
  /** What it does now. */
  status: TopUpStatus;
  /** Why it stopped. */
  failure: TopUpFailure | null;
}

/** Why an automatic top-up stopped, and what its owner can do. */
export interface TopUpFailure {
  /** `authentication_required` if the bank wants the owner to confirm, `card_declined` or another code of the payment provider, `no_payment_method` without a saved card, `pack_not_found` if the pack is gone. */
  code: string;
  /** An explanation for people. */
  message: string;
  /** Where the owner can pay the failed purchase, with any card. */
  url: string | null;
}

/** A subscription to a plan. */
export interface PlanSubscription {
  /** Unique. */
  id: string;
  /** The plan that it gives. */
  plan: PlanSummary;
  /** Its seats, if it has any. */
  seats: number | null;
  /** What is paid for a month of the present period, before tax. */
  price: Money;
  /** The price of that month without discounts. */
  listPrice: Money;
  /** Why the price is below the list price. */
  discounts: Array<Discount>;
  /** The end of the last month with the discounts. Null if they have no end, or if there are none. */
  discountedUntil: string | null;
  /** What waits for the end of the period, except the end of the subscription. */
  pendingChange: PendingPlanChange | null;
  /** Its status. */
  status: SubscriptionStatus;
  /** The end of the paid period. */
  currentPeriodEnd: string | null;
  /** Whether it ends then instead of renewing. */
  cancelAtPeriodEnd: boolean;
  /** The end of the grace period. Set after a failed renewal: the plan stays active until then. */
  graceUntil: string | null;
  /** When the checkout was started. */
  createdAt: string;
  /** When it ended. */
  endedAt: string | null;
}

/** What a subscription gives from the next period on. */
export interface PendingPlanChange {
  /** The plan. */
  plan: PlanSummary;
  /** Its seats, if it has any. */
  seats: number | null;
  /** The price of the first month, before tax. */
  price: Money;
  /** The price of that month without discounts. */
  listPrice: Money;
  /** Why the price is below the list price. */
  discounts: Array<Discount>;
  /** When it begins: the end of the paid period. */
  at: string | null;
}

/** The membership of an account in a team. */
export interface TeamMembership {
  /** The team. */
  team: TeamSummary;
  /** The role in the team. */
  role: TeamRole;
  /** What the team pays at most; null: no limit. */
  limit: TokenLimit | null;
  /** Premium tokens that the team has paid: in the present window of the limit, or without one since the membership began or the last limit ended. */
  used: number;
  /** When the limit's next window starts. */
  resetsAt: string | null;
  /** Whose tokens pay for a use. */
  payFrom: PayFrom;
  /** When the membership began. */
  joinedAt: string;
}

/** A family or a team. Uses of its members may take the tokens of its pool, which is an account. */
export interface TeamSummary {
  /** Unique. It is also the id of its account. */
  id: string;
  /** Its name. */
  name: string;
  /** Its kind. */
  kind: TeamKind;
}

/** What the team pays at most for a member in each window. */
export interface TokenLimit {
  /** Premium tokens. */
  tokens: number;
  /** The length of a window: a day in UTC, or a month of the team, which begins on the day of the month on which the team was founded. */
  period: QuotaPeriod;
}

/** Tokens reserved for a use whose output is not known yet. */
export interface Hold {
  /** Unique. */
  id: string;
  /** The model it is for. */
  model: ModelSummary;
  /** Premium tokens that it reserves, or reserved. */
  tokens: number;
  /** The part of a free model's native limit that it reserves, or reserved, in the limit's unit. */
  quotaTokens: number;
  /** Input tokens that it covers. */
  inputTokens: number;
  /** Output tokens that it covers: fewer than requested if it is partial. */
  maxOutputTokens: number;
  /** The units beyond the plain counts, as they were announced. A partial hold covers only `maxOutputTokens` of the output, so the announced parts of the output may be more. */
  details: Array<UsageDetail>;
  /** The announced tier of service. */
  serviceTier: ServiceTier;
  /** The priority of the account's plan. */
  priority: Priority;
  /** Its status. */
  status: HoldStatus;
  /** When its tokens are returned if it is not closed before. */
  expiresAt: string;
}

/** How much of one unit was used. */
export interface UsageDetail {
  /** The unit. */
  unit: UsageUnit;
  /** How much. */
  quantity: number;
}

/** A pack that was bought, or is being bought. */
export interface Purchase {
  /** Unique. */
  id: string;
  /** The pack, as in the present catalog. */
  pack: PackSummary;
  /** The number of packs. */
  quantity: number;
  /** All its premium tokens. */
  tokens: number;
  /** What is paid for all of them, before tax. */
  price: Money;
  /** The price without discounts when it was ordered. */
  listPrice: Money;
  /** Why the price is below the list price. */
  discounts: Array<Discount>;
  /** Its status. */
  status: PurchaseStatus;
  /** When the checkout was started. */
  createdAt: string;
  /** When it was credited. */
  paidAt: string | null;
  /** Premium tokens that were taken back because of refunds or a lost dispute. */
  refundedTokens: number;
}

/** One use of a model, as it was recorded. */
export interface Usage {
  /** Unique. */
  id: string;
  /** The model used. */
  model: ModelSummary;
  /** The name under which the model was requested. */
  requestedModel: string;
  /** All input tokens, cached included. */
  inputTokens: number;
  /** Output tokens. */
  outputTokens: number;
  /** Input tokens that the provider had cached. */
  cachedInputTokens: number;
  /** Units beyond the plain counts. */
  details: Array<UsageDetail>;
  /** The provider's tier of service. */
  serviceTier: ServiceTier;
  /** Units in `details` that cost nothing because the catalog had no rate for them. */
  unpriced: Array<UsageUnit>;
  /** Premium tokens it cost, whoever paid; 0 for a free model. */
  cost: number;
  /** The account that paid: the account of the use itself, or that of its team. */
  paidBy: string;
  /** Which grants of this account paid how much, in burn order; none if the team paid. If the charges total less than the account has paid, the rest is debt. */
  charges: Array<Charge>;
  /** When it was charged. */
  recordedAt: string;
  /** When it happened; reports use this time. */
  occurredAt: string;
  /** Its idempotency key; for a settled hold, `hold` and its number. In the list of a team, a text with the random name of the member. */
  idempotencyKey: string;
  /** The metadata that the caller attached. */
  metadata: unknown;
  /** The account of the member who used the model, in the list of a team; null in the list of any other account, and if the member was erased. */
  member: string | null;
}

/** The part of a cost that one grant paid. */
export interface Charge {
  /** The grant that paid. */
  grantId: string;
  /** Where the grant came from. */
  source: GrantSource;
  /** Premium tokens that it paid. */
  tokens: number;
}

/** A family or a team. Uses of its members may take the tokens of its pool, which is an account. */
export interface Team {
  /** Unique. It is also the id of its account. */
  id: string;
  /** Its name. */
  name: string;
  /** Its kind. */
  kind: TeamKind;
  /** When it was founded. */
  createdAt: string;
  /** When it was closed; null: it is open. */
  closedAt: string | null;
  /** The pool: the account whose tokens the members share. Packs and plans are bought for it. Plain members see its balance, and their own uses of it. */
  account: AccountSummary;
  /** How many members it has. */
  memberCount: number;
  /** How many members it may have, its owner included. */
  seats: number;
  /** Its open invitations, the newest first. For the owner and the admins. */
  invitations: Array<TeamInvitation>;
}

/** A person who uses models and pays in tokens; or the pool of a team. */
export interface AccountSummary {
  /** The account's id: the `sub` of its tokens. */
  id: string;
  /** When the account was opened. Its monthly windows start at this instant. */
  createdAt: string;
}

/** An open invitation to a team. */
export interface TeamInvitation {
  /** The code: who has it may join. It works once. */
  code: string;
  /** The role of whoever joins by it. */
  role: TeamRole;
  /** What the team will pay at most; null: no limit. */
  limit: TokenLimit | null;
  /** The email address that the account must have verified; null: any account may join. */
  address: string | null;
  /** When it was made. */
  createdAt: string;
  /** Until when it can be used. */
  expiresAt: string;
}

/** What a change of the plan would do. Nothing has changed. */
export interface PlanChangePreview {
  /** The plan after the change. */
  plan: PlanSummary;
  /** Its seats. */
  seats: number | null;
  /** When the change takes effect. */
  at: string;
  /** What is charged at once. */
  dueNow: Money;
  /** What the rest of the paid period is worth more than the new plan: the next invoices use it. */
  credit: Money;
  /** The price of each month after that, as long as its discounts last. It is charged to the cent, before tax. */
  price: Money;
  /** The price of such a month without discounts. */
  listPrice: Money;
  /** Why the price is below the list price. */
  discounts: Array<Discount>;
  /** The end of the last month with the discounts. Null if they have no end, or if there are none. */
  discountedUntil: string | null;
  /** When the next month is charged; null: never. */
  nextPaymentAt: string | null;
  /** Whether there is no subscription yet: use `subscribe`, which leads to a checkout. */
  needsCheckout: boolean;
  /** The instant of these amounts, for `changePlan`. */
  asOf: string;
  /** What happens to the tokens. */
  tokens: TokenEffect;
}

/** What a change does to the premium tokens. */
export interface TokenEffect {
  /** The allowances before the change. */
  before: Array<PlanAllowance>;
  /** The allowances after it. */
  after: Array<PlanAllowance>;
  /** What lapses at once, of the open windows of the old plan. */
  lapses: number;
  /** What is there at once, of the open windows of the new plan. */
  gains: number;
  /** What can be spent directly after the change. */
  available: number;
}

/** The catalog has no such plan, or it can't be subscribed to. */
export interface PlanNotFoundFields {
  __typename: "PlanNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The plan is for persons, or for families and teams, and this account is not one. */
export interface PlanNotForAccountFields {
  __typename: "PlanNotForAccount";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The plan has other seats, the team has more members, or fewer seats have to wait for the end of the period. */
export interface SeatsNotPossibleFields {
  __typename: "SeatsNotPossible";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The account has a subscription already. */
export interface AlreadySubscribedFields {
  __typename: "AlreadySubscribed";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The account has this plan with these seats, or will have it soon. */
export interface NothingToChangeFields {
  __typename: "NothingToChange";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** Another change waits for the end of the period. Take it back first. */
export interface ChangePendingFields {
  __typename: "ChangePending";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The account has no subscription that could be changed. */
export interface SubscriptionNotFoundFields {
  __typename: "SubscriptionNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The present period of the subscription is not paid. */
export interface SubscriptionNotPaidFields {
  __typename: "SubscriptionNotPaid";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** There is no such account, or the caller may not see it. */
export interface AccountNotFoundFields {
  __typename: "AccountNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The payment provider can't be reached. Repeat with the same key. */
export interface PaymentUnavailableFields {
  __typename: "PaymentUnavailable";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The payment provider refused the request, and would refuse a repetition too. The reason is in the log of this service. */
export interface PaymentRefusedFields {
  __typename: "PaymentRefused";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** A request for a programme, which waits for an operator. */
export interface ProgrammeRequest {
  /** The account. */
  accountId: string;
  /** The programme. */
  programme: Programme;
  /** The proof, as the account's owner wrote it. */
  proof: string;
  /** When it was sent. */
  askedAt: string;
}

/** An action on other people's accounts: the request or its outcome. It is never changed or removed, except for personal data when its account is erased. */
export interface AdminAction {
  /** Unique. */
  id: string;
  /** The time of the action. */
  at: string;
  /** Who acted: the `sub` of a token, `key:` and the id of an API key, or `cli:` and a user's name. */
  actor: string;
  /** The kind of action. */
  kind: AdminActionKind;
  /** The account; null for an action without one. */
  accountId: string | null;
  /** An id that a request and its outcome have in common. */
  request: string;
  /** The outcome: the type of the result. Null for a request. */
  outcome: string | null;
  /** Further details, as given. */
  details: unknown;
}

/** The time by which windows renew, plans end and holds expire. */
export interface ServiceClock {
  /** The service's time. */
  now: string;
  /** How far operators moved it ahead of the real time. Always 0 in production. */
  aheadSeconds: number;
  /** Whether it can be moved: only in development, with the built-in payment sandbox. */
  movable: boolean;
}

/** An address of a partner's server, to which events are sent. */
export interface WebhookEndpoint {
  /** Its id. */
  id: string;
  /** Where events are sent, by POST. */
  url: string;
  /** For people. */
  description: string | null;
  /** The types of events that it gets; null: all. */
  events: Array<string> | null;
  /** The partner: it gets events of accounts whose id begins with one of these; null: all. */
  accountPrefixes: Array<string> | null;
  /** Whether it gets events. */
  status: WebhookEndpointStatus;
  /** Why it gets none. */
  statusReason: string | null;
  /** Since when every attempt failed; null if the last one succeeded. */
  failingSince: string | null;
  /** When it was created. */
  createdAt: string;
  /** Until when the earlier secret signs too; null if there is none. */
  previousSecretValidUntil: string | null;
}

/** The caller. */
export interface Viewer {
  /** The `sub` of the token, or the id of the API key. */
  subject: string;
  /** The kind of credentials. */
  kind: CallerKind;
  /** The scopes of the caller. */
  scopes: Array<string>;
  /** When the token or key expires; null: never. */
  expiresAt: string | null;
  /** The only models that the API key may use; null: all. */
  models: Array<string> | null;
  /** The API key reaches only accounts whose id begins with one of these; null: all. Any other account is answered as one that does not exist. */
  accountPrefixes: Array<string> | null;
  /** The caller's own account; null for API keys. */
  account: AccountSummary | null;
}

/** The cost of a use now, and whether it would be allowed. */
export interface Quote {
  /** Premium tokens; 0 for a free model or an unknown one. */
  cost: number;
  /** Whether `recordUsage` would accept it now. */
  allowed: boolean;
  /** Why it would be refused. */
  refusal: RefusalFields | null;
  /** The model. Null if the catalog has no model of this name. */
  model: ModelSummary | null;
  /** Units in `details` that cost nothing because the catalog has no rate for them. */
  unpriced: Array<UsageUnit>;
}

/** The account cannot be erased yet, for example because a hold is open; `message` gives the reason. */
export interface AccountNotErasableFields {
  __typename: "AccountNotErasable";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The account is in this programme already, for at least as long. No code is used. */
export interface AlreadyEnrolledFields {
  __typename: "AlreadyEnrolled";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The account is a member of a team, and may be in one team only. */
export interface AlreadyInTeamFields {
  __typename: "AlreadyInTeam";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** No valid API key with this id may record usage for the account. Whether there is another such key is not told. */
export interface ApiKeyNotFoundFields {
  __typename: "ApiKeyNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** A spend cap of the account leaves too little for this use. */
export interface CapReachedFields {
  __typename: "CapReached";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
  /** The cap. */
  cap: SpendCap;
  /** Premium tokens that uses have cost in its window. */
  used: number;
  /** When its next window starts. */
  resetsAt: string;
  /** Models that can be used now, free ones first. */
  alternatives: Array<ModelSummary>;
}

/** The time cannot be moved, for example in production, with a real payment provider, or during another move. `message` gives the reason. */
export interface ClockNotMovableFields {
  __typename: "ClockNotMovable";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The account has used this code already. */
export interface CodeAlreadyUsedFields {
  __typename: "CodeAlreadyUsed";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The code can't be used. Whether it is wrong, used up, over or revoked is not told. */
export interface CodeNotFoundFields {
  __typename: "CodeNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The hold was closed before: in another way, or it has expired. */
export interface HoldClosedFields {
  __typename: "HoldClosed";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
  /** The hold, with its status. */
  hold: Hold;
}

/** There is no such hold, or the caller may not close it. A hold placed with a `usage:write` key can only be closed or extended with a `usage:write` key. */
export interface HoldNotFoundFields {
  __typename: "HoldNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The idempotency key was used before, with other content. */
export interface IdempotencyConflictFields {
  __typename: "IdempotencyConflict";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** There are fewer premium tokens than the request needs. */
export interface InsufficientTokensFields {
  __typename: "InsufficientTokens";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
  /** Premium tokens that the request needs. */
  required: number;
  /** Premium tokens that are available. */
  available: number;
  /** When the plan's allowance renews. */
  nextReset: string;
  /** Models that can be used now, free ones first. */
  alternatives: Array<ModelSummary>;
}

/** The invitation has expired. */
export interface InvitationExpiredFields {
  __typename: "InvitationExpired";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** No invitation with this code is open for the account. Perhaps it was revoked, or it is for another email address. */
export interface InvitationNotFoundFields {
  __typename: "InvitationNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The invitation was used before: each works once. */
export interface InvitationUsedFields {
  __typename: "InvitationUsed";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The limit is below zero. */
export interface LimitNotPossibleFields {
  __typename: "LimitNotPossible";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The caller's API key may not use this model. Only in a batch: alone, a use with such a model is an error. */
export interface ModelNotAllowedFields {
  __typename: "ModelNotAllowed";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The catalog has no model with this name, or it can't be used yet. */
export interface ModelNotFoundFields {
  __typename: "ModelNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
  /** The models with the most similar names, the best first: at most three. */
  nearest: Array<ModelSummary>;
}

/** The model has no native limit of the account, so no quota to watch. */
export interface ModelWithoutLimitFields {
  __typename: "ModelWithoutLimit";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The account is not a member of the team. */
export interface NotAMemberFields {
  __typename: "NotAMember";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The caller's role in the team does not allow this. */
export interface NotAllowedInTeamFields {
  __typename: "NotAllowedInTeam";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The owner can't leave, be removed or get another role before another member owns the team. */
export interface OwnerMustHandOverFields {
  __typename: "OwnerMustHandOver";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The catalog has no such pack. */
export interface PackNotFoundFields {
  __typename: "PackNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The card or the bank declined the payment; nothing has changed. */
export interface PaymentDeclinedFields {
  __typename: "PaymentDeclined";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The account has no such saved card, or none at all. */
export interface PaymentMethodNotFoundFields {
  __typename: "PaymentMethodNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** There is no such programme, or it can't be asked for. */
export interface ProgrammeNotFoundFields {
  __typename: "ProgrammeNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** There is no such purchase. */
export interface PurchaseNotFoundFields {
  __typename: "PurchaseNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The purchase cannot be refunded, or not by this amount. */
export interface PurchaseNotRefundableFields {
  __typename: "PurchaseNotRefundable";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** Too little is left of the native limit of a free model, or of the limit that all accounts share (`quota.shared`). */
export interface QuotaExceededFields {
  __typename: "QuotaExceeded";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
  /** How much of the limit is used, and when it resets. */
  quota: Quota;
  /** Models that can be used now, free ones first. */
  alternatives: Array<ModelSummary>;
}

/** How much of a free model's native limit an account has used; or of the limit that all accounts share, where that is nearer. */
export interface Quota {
  /** The account that it belongs to. */
  accountId: string;
  /** The model. */
  model: ModelSummary;
  /** The counted unit. */
  unit: QuotaUnit;
  /** The limit per window. */
  limit: number;
  /** How much is used in this window. */
  used: number;
  /** How much of it is reserved by open holds. */
  held: number;
  /** How much is left in this window. */
  remaining: number;
  /** The length of a window. */
  period: QuotaPeriod;
  /** When the next window starts. */
  resetsAt: string;
  /** Whether it is the limit that all accounts share. Then `used` is what all of them have used and reserved, at most a second ago. */
  shared: boolean;
}

/** All seats of the team are taken, now or after a change or an order of its plan that waits. */
export interface TeamFullFields {
  __typename: "TeamFull";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The team is closed. */
export interface TeamIsClosedFields {
  __typename: "TeamIsClosed";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** There is no such team, or the caller is not in it. */
export interface TeamNotFoundFields {
  __typename: "TeamNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The plan of the team could not be canceled at the payment provider, or its cards not be removed. The team stays open. */
export interface TeamPlanGoesOnFields {
  __typename: "TeamPlanGoesOn";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The partner has 20 endpoints already. */
export interface TooManyWebhookEndpointsFields {
  __typename: "TooManyWebhookEndpoints";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** The address leads to a private, loopback or link-local network, to which nothing is sent unless the operator allows it. */
export interface WebhookAddressRefusedFields {
  __typename: "WebhookAddressRefused";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** There is no such delivery, or the caller may not see it. */
export interface WebhookDeliveryNotFoundFields {
  __typename: "WebhookDeliveryNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** There is no such endpoint, or the caller may not see it. */
export interface WebhookEndpointNotFoundFields {
  __typename: "WebhookEndpointNotFound";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** This service sends no webhooks. The message says what it lacks. */
export interface WebhooksUnavailableFields {
  __typename: "WebhooksUnavailable";
  /** A code for programs; the same for all refusals of one type. */
  code: string;
  /** For people. */
  message: string;
}

/** Figures of the service for a range of whole days (UTC), half-open: [from, to). Read from rollups, which are about a second behind the ledger. */
export interface Analytics {
  /** The range's beginning: a midnight in UTC. */
  from: string;
  /** The range's end: a midnight in UTC, not included. */
  to: string;
  /** Everything that this process recorded before this time is counted. Other processes may be about a second behind. */
  asOf: string;
  /** The share of uses of free models. */
  freeUse: FreeUse;
  /** By model, plan and tier: the highest cost first, then the most used; at most 500. */
  consumption: Array<Consumption>;
  /** Units besides the plain counts, by model and unit: the most used first. At most 500; what had no price is always among them. */
  details: Array<UnitConsumption>;
  /** The part of `details` that cost nothing because the catalog had no rate for the unit: searches, images and other things beside tokens. Free models have no rates. */
  unpriced: Array<UnitConsumption>;
  /** How many of the accounts opened in the range bought. */
  conversion: Conversion;
  /** By currency. */
  revenue: Array<Revenue>;
  /** The mean number of accounts per calendar month (UTC) that used any model. A month has the weight of its days in the range, up to today; the present month counts its accounts so far. Null if all days of the range are in the future. */
  activeAccounts: number | null;
  /** By the month of opening, for the calendar months that the range touches. */
  retention: Array<Cohort>;
  /** How many subscribers came and left. */
  churn: Churn;
  /** Tokens that accounts have at the range's end. */
  outstanding: Array<Outstanding>;
  /** How much of the allowances was not used. */
  lapse: Lapse;
  /** Day by day, without gaps. */
  series: Array<AnalyticsDay>;
}

/** The share of uses of free models. Imported uses are not counted. */
export interface FreeUse {
  /** Uses that occurred in the range. */
  requests: number;
  /** How many of these uses were of free models. */
  freeRequests: number;
  /** freeRequests / requests; null without any use. */
  rate: number | null;
}

/** Uses of one model by accounts on one plan. */
export interface Consumption {
  /** The model's name. */
  model: string;
  /** The provider; null for a model that was never in a catalog. */
  provider: string | null;
  /** The plan that the account was on when the use was recorded; null for imported uses. */
  plan: string | null;
  /** FREE or PREMIUM, as it was when recorded; IMPORTED for uses of an older system. */
  tier: UsageTier;
  /** Uses that occurred in the range. */
  requests: number;
  /** Their model tokens, input and output together. */
  tokens: number;
  /** Premium tokens they cost; 0 for free models and imported uses. */
  cost: number;
}

/** Uses of one model that count a unit besides the plain ones. */
export interface UnitConsumption {
  /** The model's name. */
  model: string;
  /** The provider; null for a model that was never in a catalog. */
  provider: string | null;
  /** The unit. */
  unit: UsageUnit;
  /** Uses that occurred in the range. */
  uses: number;
  /** How much of the unit they used. */
  quantity: number;
}

/** Conversion of the accounts opened in the range: how many of them have bought until now. */
export interface Conversion {
  /** Accounts whose `createdAt` is in the range. */
  opened: number;
  /** How many of them had a pack credited since, refunded or not. */
  boughtPack: number;
  /** How many of them were on a paid plan since. */
  subscribed: number;
  /** boughtPack / opened; null if none was opened. */
  packRate: number | null;
  /** subscribed / opened; null if none was opened. */
  subscriptionRate: number | null;
}

/** Money in one currency. It counts at the instant when the payment provider reported it; discounts are deducted, taxes are included. */
export interface Revenue {
  /** ISO 4217. */
  currency: string;
  /** Paid in the range. */
  gross: Money;
  /** Returned in the range: refunds and lost disputes. */
  returned: Money;
  /** gross - returned. */
  net: Money;
  /** The part from packs. */
  packs: RevenueKind;
  /** The part from plans. */
  subscriptions: RevenueKind;
  /** Accounts that paid in the range. */
  payers: number;
  /** net / payers, rounded; null without payers. */
  perPayer: Money | null;
  /** net / activeAccounts, rounded; null if none was active. */
  perUser: Money | null;
}

/** Money of one kind: packs, or plans. */
export interface RevenueKind {
  /** Paid in the range. */
  gross: Money;
  /** Returned in the range, no matter when it was paid: refunds and lost disputes, without refunds that failed. */
  returned: Money;
  /** gross - returned. */
  net: Money;
}

/** The accounts opened in one calendar month, and how many of them came back. */
export interface Cohort {
  /** The month (UTC) in which they were opened, by its first instant. */
  month: string;
  /** How many were opened in it. */
  accounts: number;
  /** Each month from their opening to the end of the range, in order. */
  months: Array<RetentionMonth>;
}

/** One month of a cohort. */
export interface RetentionMonth {
  /** The calendar month (UTC), by its first instant. */
  month: string;
  /** Accounts of the cohort that used any model in that month. */
  active: number;
  /** active / accounts of the cohort. */
  rate: number | null;
}

/** Subscribers who joined and left. A subscriber is an account on a paid plan; one that changes from a paid plan to another neither joins nor leaves. */
export interface Churn {
  /** Subscribers when the range began. */
  subscribersAtStart: number;
  /** Accounts that became subscribers in the range. */
  joined: number;
  /** Accounts that stopped being subscribers in the range. */
  left: number;
  /** left / subscribersAtStart; null if there were none. */
  rate: number | null;
}

/** Premium tokens that accounts still have, by where they come from. */
export interface Outstanding {
  /** The source of the tokens. */
  source: TokenSource;
  /** Granted and not yet spent, lapsed or taken back, at the range's end; held and frozen tokens are included. For DEBT: the tokens owed, below 0. */
  tokens: number;
  /** Their value: tokens of packs, adjustments and older systems at the price a token has in the cheapest pack on sale, rounded up; allowances and debt 0. Null without packs. */
  liability: Money | null;
}

/** Allowances that were not used up. A window in which an account was never touched granted nothing, and nothing of it lapsed. */
export interface Lapse {
  /** Tokens that allowances granted in the range. */
  granted: number;
  /** Tokens of allowances that lapsed in the range. */
  lapsed: number;
  /** lapsed / granted; null if nothing was granted. */
  rate: number | null;
}

/** One day (UTC), for charts. */
export interface AnalyticsDay {
  /** The day's first instant. */
  day: string;
  /** Uses that occurred on it, without imported ones. */
  requests: number;
  /** How many of these uses were of free models. */
  freeRequests: number;
  /** Uses that an older system recorded. */
  importedRequests: number;
  /** Premium tokens that its uses cost. */
  cost: number;
  /** Accounts opened on it. */
  opened: number;
  /** Accounts on a paid plan at its end. */
  subscribers: number;
  /** By currency; empty if no money moved. */
  revenue: Array<DayRevenue>;
}

/** The revenue of a day in one currency. */
export interface DayRevenue {
  /** ISO 4217. */
  currency: string;
  /** The money paid minus the money returned on that day. */
  net: Money;
}

/** The tokens are reserved. */
export interface HoldPlaced {
  /** The hold; `maxOutputTokens` is the output that it covers. */
  hold: Hold;
  /** The balance after it; for a repeated request the present balance. */
  balance: Balance;
  /** Whether the key was used before. If so, nothing was reserved now. */
  replayed: boolean;
}

/** The use was recorded and charged, and the hold is closed. */
export interface HoldSettled {
  /** The hold. */
  hold: Hold;
  /** The use; for a repeated request the first one. */
  usage: Usage;
  /** The balance after it; for a repeated request the present balance. */
  balance: Balance;
  /** Whether it was settled before, so that nothing was charged now. */
  replayed: boolean;
}

/** The hold is closed. Its tokens paid debt first; the rest returned to its grants. */
export interface HoldReleased {
  /** The hold. */
  hold: Hold;
  /** The balance after it; for a repeated request the present balance. */
  balance: Balance;
  /** Whether it was released before, so that nothing changed now. */
  replayed: boolean;
}

/** The hold lasts until its new `expiresAt`. */
export interface HoldExtended {
  /** The hold. */
  hold: Hold;
  /** The balance; extending a hold moves no tokens. */
  balance: Balance;
}

/** The cap is set. A repeated request changes nothing. */
export interface SpendCapSet {
  /** The cap. A new one starts at 0; a changed one goes on. */
  cap: SpendCap;
}

/** There is no such cap any more. */
export interface SpendCapRemoved {
  /** Whether it was removed just now; false: there was none. */
  removed: boolean;
}

/** The alert is set. A repeated request changes nothing. */
export interface AlertSet {
  /** The alert. If the value is beyond the threshold already, it is told at the next crossing. */
  alert: Alert;
}

/** There is no such alert any more. */
export interface AlertRemoved {
  /** Whether it was removed just now; false: there was none. */
  removed: boolean;
}

/** The invitation is made. */
export interface TeamInvited {
  /** The code: who has it may join. A repeat has the same. */
  code: string;
  /** Until when it can be used. */
  expiresAt: string;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The caller is a member of the team. */
export interface TeamJoined {
  /** The membership, as it began. */
  membership: TeamMembership;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** Nobody can join by the invitation any more. */
export interface InvitationRevoked {
  /** The team that it was for. */
  team: TeamSummary;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The team is founded, and the caller is its owner. */
export interface TeamCreated {
  /** The team. */
  team: TeamSummary;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The caller is not a member of the team any more. */
export interface TeamLeft {
  /** The team, of which the caller sees little now. */
  team: TeamSummary;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The account is not a member of the team any more. */
export interface MemberRemoved {
  /** The team. */
  team: TeamSummary;
  /** The account that was removed. */
  accountId: string;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The member is changed. */
export interface MemberChanged {
  /** The member after the change. */
  member: TeamMember;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** A member of a team. */
export interface TeamMember {
  /** The member's account. */
  accountId: string;
  /** The member's role. */
  role: TeamRole;
  /** What the team pays at most; null: no limit. */
  limit: TokenLimit | null;
  /** Premium tokens that the team has paid for the member: in the present window of the limit, or without one since the membership began or the last limit ended. */
  used: number;
  /** When the limit's next window starts. */
  resetsAt: string | null;
  /** Whose tokens pay for a use of the member. */
  payFrom: PayFrom;
  /** When the membership began. */
  joinedAt: string;
}

/** The team has another owner, and the caller is an admin of it. */
export interface TeamHandedOver {
  /** The team. */
  team: TeamSummary;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The team has its new name. */
export interface TeamRenamed {
  /** The team. */
  team: TeamSummary;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The team is closed: what its pool had left is its owner's, and its members pay for themselves. Open holds still settle with the tokens that they reserve, and the owner gets what they leave a few seconds later. */
export interface TeamClosed {
  /** The team. */
  team: TeamSummary;
  /** Premium tokens that the owner got from the pool. */
  returned: number;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The checkout is ready to be paid. */
export interface PurchaseStarted {
  /** The purchase. Its tokens are credited when it is paid. */
  purchase: Purchase;
  /** Where to pay. */
  checkoutUrl: string;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The purchase is refunded, and its tokens are taken back. */
export interface PurchaseRefunded {
  /** The purchase after it. */
  purchase: Purchase;
  /** The account's balance after it. */
  balance: Balance;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The checkout is ready to be paid. */
export interface SubscriptionStarted {
  /** The subscription; it begins when it is paid. */
  subscription: PlanSubscription;
  /** Where to pay. */
  checkoutUrl: string;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The subscription ends, now or with its period. */
export interface SubscriptionCanceled {
  /** The subscription after it. */
  subscription: PlanSubscription;
}

/** The subscription continues. */
export interface SubscriptionResumed {
  /** The subscription after it. */
  subscription: PlanSubscription;
}

/** The change is made, or will be at the end of the period. */
export interface PlanChanged {
  /** The subscription after it. */
  subscription: PlanSubscription;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The subscription continues as it is. */
export interface PlanChangeCanceled {
  /** The subscription after it. */
  subscription: PlanSubscription;
}

/** The account is in the programme. Its prices are lower from now on. */
export interface CodeApplied {
  /** The programme of the code. */
  programme: AccountProgramme;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The request waits for an operator. A repeat changes nothing. */
export interface ProgrammeRequested {
  /** The request. */
  request: ProgrammeRequest;
}

/** The account is in the programme. A repeat changes nothing. */
export interface ProgrammeSet {
  /** The programme. */
  programme: AccountProgramme;
}

/** The account is not in the programme, and its request is answered. */
export interface ProgrammeRemoved {
  /** Whether anything changed just now. */
  removed: boolean;
}

/** The page that saves a card is ready. Nothing is paid there. */
export interface PaymentMethodStarted {
  /** Where to save the card. */
  url: string;
}

/** The card is not saved any more. */
export interface PaymentMethodRemoved {
  /** The card that was removed. */
  paymentMethod: PaymentMethod;
}

/** A saved card. Its number is known to the payment provider only. */
export interface PaymentMethod {
  /** Its id. */
  id: string;
  /** The brand, such as visa. */
  brand: string;
  /** The last digits of its number. */
  last4: string;
  /** The last month in which it is valid, from 1 to 12. */
  expMonth: number;
  /** The year of that month. */
  expYear: number;
}

/** The top-up is set. Setting it again starts a stopped one. */
export interface AutoTopUpSet {
  /** The top-up after it. */
  autoTopUp: AutoTopUp;
}

/** There is no automatic top-up any more. */
export interface AutoTopUpRemoved {
  /** Whether it was removed just now; false: there was none. */
  removed: boolean;
}

/** The account is erased. Its ledger continues under a pseudonym that nothing links to the person. */
export interface AccountErased {
  /** The account's id in the ledger from now on. */
  pseudonym: string;
  /** How many ledger entries were cleared of personal data. */
  entries: number;
  /** Whether the key was used before. */
  replayed: boolean;
}

/** The service's time and the payment sandbox's time were moved, in all processes. Everything due in the sandbox has happened, each at its own instant. */
export interface ClockAdvanced {
  /** The clock afterwards; for a repeated request, the present. */
  clock: ServiceClock;
  /** Whether the key was known, so that nothing was moved now. */
  replayed: boolean;
}

/** The endpoint is created. */
export interface WebhookEndpointCreated {
  /** The endpoint. */
  endpoint: WebhookEndpoint;
  /** Its secret, with which requests are signed. It is shown only now. */
  secret: string;
}

/** The endpoint has a new secret. */
export interface WebhookSecretRotated {
  /** The endpoint. */
  endpoint: WebhookEndpoint;
  /** Its new secret. It is shown only now. */
  secret: string;
  /** Until when the earlier secret is valid too: until then each request has two signatures. */
  previousValidUntil: string;
}

/** The endpoint and its deliveries are deleted. */
export interface WebhookEndpointDeleted {
  /** The endpoint as it was. */
  endpoint: WebhookEndpoint;
}

/** The endpoint is paused. Its events wait until it is resumed. */
export interface WebhookEndpointPaused {
  /** The endpoint. */
  endpoint: WebhookEndpoint;
}

/** The endpoint gets events again, beginning with those that waited. */
export interface WebhookEndpointResumed {
  /** The endpoint. */
  endpoint: WebhookEndpoint;
}

/** The delivery is sent again, with the same `webhook-id`. */
export interface WebhookDeliveryReplayed {
  /** The delivery. */
  delivery: WebhookDelivery;
}

/** An event for a webhook endpoint, with what its last attempt gave. */
export interface WebhookDelivery {
  /** The `webhook-id`, the same in every attempt. */
  id: string;
  /** The type of the event, such as `balance.low`. */
  type: string;
  /** The account that the event is about; null for a test. */
  accountId: string | null;
  /** What became of it. */
  status: WebhookDeliveryStatus;
  /** When it happened. */
  createdAt: string;
  /** The attempts since it was created or replayed. */
  attempts: number;
  /** When it is tried next; null if it is over. */
  nextAttemptAt: string | null;
  /** When it was tried last. */
  lastAttemptAt: string | null;
  /** The HTTP status of the last answer; null without one. */
  responseCode: number | null;
  /** How long the last attempt took, in milliseconds. */
  durationMs: number | null;
  /** The beginning of the last answer, or why there was none. */
  responseBody: string | null;
  /** What the endpoint gets: the type, the time, and the object. */
  payload: unknown;
}

/** An event of the type `webhook.test` is sent to the endpoint. */
export interface TestEventSent {
  /** The delivery of the event. */
  delivery: WebhookDelivery;
}

/** The use was recorded and charged. */
export interface UsageRecorded {
  /** The use. */
  usage: Usage;
  /** The balance after it; for a repeated request the present balance. */
  balance: Balance;
  /** Whether the key was used before. If so, nothing was charged now. */
  replayed: boolean;
  /** The quota it counted against, or the limit that all accounts share, if that is nearer; null for a model without a limit. */
  quota: Quota | null;
}

/** The tokens were added or removed. */
export interface BalanceAdjusted {
  /** The ledger entry. */
  entry: LedgerEntry;
  /** The grant, where tokens were given just now. */
  grant: Grant | null;
  /** The balance after it; for a repeated request the present balance. */
  balance: Balance;
  /** Whether the key was used before. If so, nothing was changed now. */
  replayed: boolean;
}

/** One change of an account. Entries are never changed or removed. */
export interface LedgerEntry {
  /** Unique. */
  id: string;
  /** The account's revision after it. */
  revision: number;
  /** The kind of change. */
  kind: EntryKind;
  /** The change of the balance; the balance is the sum of all changes. */
  tokens: number;
  /** The balance after it: available + held - debt. */
  balance: number;
  /** Which grants paid how much. */
  charges: Array<Charge>;
  /** When it was written. */
  recordedAt: string;
  /** When the change happened. */
  occurredAt: string;
  /** The reason: an operator's text, the id of the thing it belongs to, or the spend cap. */
  reason: string | null;
  /** The use, for an entry of a use. */
  usage: Usage | null;
}

/** Sums over a group of uses. */
export interface UsageSummary {
  /** The model, provider or tier; or the day (2026-03-29) or the start of the hour in the requested time zone: 2026-03-29T01:00:00Z in UTC, 2026-03-29T01:00:00+01:00 elsewhere. An imported model that was in no catalog has the provider `unknown` and the tier `UNKNOWN`. */
  key: string;
  /** How many uses, imported ones included. */
  requests: number;
  /** Input tokens, cached included. */
  inputTokens: number;
  /** Output tokens. */
  outputTokens: number;
  /** Input tokens that the providers had cached. */
  cachedInputTokens: number;
  /** Premium tokens they cost. */
  cost: number;
  /** Tokens, input and output together, of uses that an older system recorded. No other sum contains them, and they cost nothing here. */
  importedTokens: number;
  /** Quantities of units beyond the plain counts. */
  details: Array<UsageDetail>;
  /** The part of `details` that cost nothing because the catalog had no rate for the unit. */
  unpriced: Array<UsageDetail>;
  /** The model, in a summary by model. */
  model: ModelSummary | null;
}

/** How long a source of tokens lasts at the mean pace of the last 28 full UTC days, or of the days since the account exists. With the stated confidence it ends between `daysLeftLow` and `daysLeftHigh`, if future days are like these: docs/insights.md has the method. Renewals are ignored: see `lastsUntilReset`. */
export interface Forecast {
  /** The source of the tokens. */
  source: ForecastSource;
  /** The free model, for a QUOTA. */
  model: ModelSummary | null;
  /** The unit; premium tokens for ALLOWANCE and BALANCE. */
  unit: QuotaUnit;
  /** How much is left now, in `unit`, without reserved amounts. */
  remaining: number;
  /** The mean per day, in `unit`, as a decimal string. For ALLOWANCE it is all premium use, because the allowance pays first; for BALANCE the part that the allowance did not pay. */
  perDay: string | null;
  /** Days until it is used up; at most 36,500. Null when nothing was used, or there are fewer than 3 full days of data. */
  daysLeft: number | null;
  /** The earliest likely day it runs out, in days from now. */
  daysLeftLow: number | null;
  /** The latest likely day it runs out, in days from now; null when it may last for ever. */
  daysLeftHigh: number | null;
  /** The probability that the true time is in the interval: 0.8. */
  confidence: number;
  /** The number of days over which `perDay` is the mean. */
  basisDays: number;
  /** Whether it lasts until `resetsAt` at the mean pace; null if there is no estimate, or nothing renews. */
  lastsUntilReset: boolean | null;
  /** When it renews; null: never. */
  resetsAt: string | null;
  /** The forecast as text. */
  message: string;
}

/** The savings by free models: the same uses at a premium model's present prices, with their details and tiers of service. Sums are rounded down, so the figure is never too high. */
export interface Savings {
  /** How many uses of free models, imported ones included. */
  requests: number;
  /** Their input tokens, cached included. */
  inputTokens: number;
  /** Their output tokens. */
  outputTokens: number;
  /** Their input tokens that the providers had cached. */
  cachedInputTokens: number;
  /** Tokens of uses that an older system recorded; they count at the model's lowest rate. */
  importedTokens: number;
  /** The premium model compared to; null if the catalog has none. */
  insteadOf: ModelSummary | null;
  /** The cost of these uses with that model. */
  premiumTokens: number;
  /** The price of that many premium tokens in the pack with the best value; null without packs. */
  money: Money | null;
}

/** A better choice for the account, from its last 30 days. */
export interface Suggestion {
  /** The kind of suggestion. */
  kind: SuggestionKind;
  /** The reason, as text with figures. */
  reason: string;
  /** The model to use, for START and FREE_MODEL. */
  model: ModelSummary | null;
  /** The premium model that a FREE_MODEL would replace. */
  insteadOf: ModelSummary | null;
  /** The plan, for PACKS (which go with it), PLAN and PLAN_AND_PACKS. */
  plan: PlanSummary | null;
  /** The packs to buy. */
  packs: Array<PackCount>;
  /** For a FREE_MODEL the model tokens it would have served; for packs and plans the premium tokens they would have paid. */
  tokens: number | null;
  /** Premium tokens that a FREE_MODEL would have saved. */
  savesTokens: number | null;
  /** Premium tokens that a FREE_MODEL is expected to save in the next 30 days, if they are like the days so far. */
  expectedTokens: number | null;
  /** What is saved in money: for a FREE_MODEL the price of `savesTokens` in the pack with the best value; for packs and plans `comparedTo` less `cost`. Null without a comparison. */
  savesMoney: Money | null;
  /** The cost of plan and packs for the 30 days. */
  cost: Money | null;
  /** The cost of the account's present plan with its packs. If that is the suggestion, the next best choice. */
  comparedTo: Money | null;
}

/** A pack, and how many of it. */
export interface PackCount {
  /** The pack. */
  pack: PackSummary;
  /** How many. */
  quantity: number;
}

/** The columns of the first billing system, under its names. */
export interface UserBilling {
  /** Premium tokens that can be spent now. */
  premiumTokens: number;
  /** Tokens used of all Qwen models this month. */
  qwenTokensUsed: number;
  /** Requests to all OpenRouter models today. */
  openrouterRequestsUsed: number;
  /** When the plan's allowance renews. */
  nextReset: string;
}
