/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The kind of account that a plan is for. */
export type Buyer =
  /** The account of a person. */
  | 'PERSON'
  /** The account that the members of a family or a team share. */
  | 'TEAM';

/** Where granted tokens come from. */
export type GrantSource =
  /** An operator. */
  | 'ADJUSTMENT'
  /** The plan's allowance; what is left lapses at the end of its window. */
  | 'ALLOWANCE'
  /** An older system, from which the account was imported; never expires. */
  | 'LEGACY'
  /** A pack that was bought; never expires. */
  | 'PACK';

/** The order in which requests are served under overload. */
export type Priority =
  /** Before standard requests. */
  | 'PRIORITY'
  /** After requests with PRIORITY; a share is reserved for them. */
  | 'STANDARD';

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

/** The account whose automatic top-up to remove. */
export type RemoveAutoTopUpInput = {
  /** The account. Default: the caller's own. */
  accountId?: string | number | null | undefined;
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

/** What an automatic top-up does now. */
export type TopUpStatus =
  /** It waits until too few tokens are available. */
  | 'ACTIVE'
  /** It buys a pack just now. */
  | 'PENDING'
  /** A payment failed. It buys nothing until it is set again. */
  | 'STOPPED';

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

export type BalancePartsFragment = { accountId: string, available: number, held: number, debt: number, nextReset: string, revision: number, grants: Array<{ id: string, source: GrantSource, amount: number, remaining: number, effectiveAt: string, expiresAt: string | null }> };

export type QuotaPartsFragment = { accountId: string, unit: QuotaUnit, limit: number, used: number, held: number, remaining: number, period: QuotaPeriod, resetsAt: string, shared: boolean, model: { name: string, displayName: string, provider: string, isFree: boolean } };

export type PlanPartsFragment = { name: string, displayName: string, description: string, priority: Priority, benefits: Array<string>, buyer: Buyer, price: { amount: number, currency: string }, allowances: Array<{ tokens: number, period: QuotaPeriod }> };

export type UsagePartsFragment = { key: string, requests: number, inputTokens: number, outputTokens: number, cost: number };

export type BillingOverviewQueryVariables = Exact<{
  accountId?: string | number | null | undefined;
  from: string;
  timeZone: string;
}>;


export type BillingOverviewQuery = { account: { id: string, plan: { name: string, displayName: string, description: string, priority: Priority, benefits: Array<string>, buyer: Buyer, price: { amount: number, currency: string }, allowances: Array<{ tokens: number, period: QuotaPeriod }> }, balance: { accountId: string, available: number, held: number, debt: number, nextReset: string, revision: number, grants: Array<{ id: string, source: GrantSource, amount: number, remaining: number, effectiveAt: string, expiresAt: string | null }> }, quotas: Array<{ accountId: string, unit: QuotaUnit, limit: number, used: number, held: number, remaining: number, period: QuotaPeriod, resetsAt: string, shared: boolean, model: { name: string, displayName: string, provider: string, isFree: boolean } }>, subscription: { status: SubscriptionStatus, currentPeriodEnd: string | null, cancelAtPeriodEnd: boolean, graceUntil: string | null, plan: { name: string } } | null, byDay: Array<{ key: string, requests: number, inputTokens: number, outputTokens: number, cost: number }>, byModel: Array<{ key: string, requests: number, inputTokens: number, outputTokens: number, cost: number, model: { displayName: string } | null, details: Array<{ unit: UsageUnit, quantity: number }> }> } | null, models: Array<{ name: string, displayName: string }>, plans: Array<{ name: string, displayName: string, description: string, priority: Priority, benefits: Array<string>, buyer: Buyer, price: { amount: number, currency: string }, allowances: Array<{ tokens: number, period: QuotaPeriod }> }>, packs: Array<{ name: string, displayName: string, description: string, tokens: number, price: { amount: number, currency: string } }> };

export type PremiumModelsQueryVariables = Exact<{
  search?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type PremiumModelsQuery = { modelCount: number, models: Array<{ name: string, displayName: string, rates: { input: string, output: string, cachedInput: string } }> };

export type LiveBalanceSubscriptionVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type LiveBalanceSubscription = { balance: { accountId: string, available: number, held: number, debt: number, nextReset: string, revision: number, grants: Array<{ id: string, source: GrantSource, amount: number, remaining: number, effectiveAt: string, expiresAt: string | null }> } };

export type LiveQuotaSubscriptionVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type LiveQuotaSubscription = { quota: { accountId: string, unit: QuotaUnit, limit: number, used: number, held: number, remaining: number, period: QuotaPeriod, resetsAt: string, shared: boolean, model: { name: string, displayName: string, provider: string, isFree: boolean } } };

export type StartPurchaseMutationVariables = Exact<{
  input: PurchasePackInput;
}>;


export type StartPurchaseMutation = { purchasePack:
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | { checkoutUrl: string }
   };

export type StartSubscriptionMutationVariables = Exact<{
  input: SubscribeInput;
}>;


export type StartSubscriptionMutation = { subscribe:
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | { checkoutUrl: string }
   };

export type TopUpQueryVariables = Exact<{
  accountId?: string | number | null | undefined;
}>;


export type TopUpQuery = { account: { id: string, autoTopUp: { below: number, maxPerMonth: number, used: number, resetsAt: string, status: TopUpStatus, pack: { name: string, displayName: string } | null, failure: { message: string, url: string | null } | null } | null } | null };

export type SetTopUpMutationVariables = Exact<{
  input: SetAutoTopUpInput;
}>;


export type SetTopUpMutation = { setAutoTopUp:
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | { code: string, message: string }
    | Record<PropertyKey, never>
   };

export type RemoveTopUpMutationVariables = Exact<{
  input: RemoveAutoTopUpInput;
}>;


export type RemoveTopUpMutation = { removeAutoTopUp:
    | { code: string, message: string }
    | Record<PropertyKey, never>
   };

export type SaveCardMutationVariables = Exact<{
  input: SavePaymentMethodInput;
}>;


export type SaveCardMutation = { savePaymentMethod:
    | { code: string, message: string }
    | { url: string }
    | { code: string, message: string }
    | { code: string, message: string }
   };

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
export const BalancePartsFragmentDoc = new TypedDocumentString(`
    fragment BalanceParts on Balance {
  accountId
  available
  held
  debt
  nextReset
  revision
  grants {
    id
    source
    amount
    remaining
    effectiveAt
    expiresAt
  }
}
    `, {"fragmentName":"BalanceParts"}) as unknown as TypedDocumentString<BalancePartsFragment, unknown>;
export const QuotaPartsFragmentDoc = new TypedDocumentString(`
    fragment QuotaParts on Quota {
  accountId
  unit
  limit
  used
  held
  remaining
  period
  resetsAt
  shared
  model {
    name
    displayName
    provider
    isFree
  }
}
    `, {"fragmentName":"QuotaParts"}) as unknown as TypedDocumentString<QuotaPartsFragment, unknown>;
export const PlanPartsFragmentDoc = new TypedDocumentString(`
    fragment PlanParts on Plan {
  name
  displayName
  description
  priority
  benefits
  buyer
  price {
    amount
    currency
  }
  allowances {
    tokens
    period
  }
}
    `, {"fragmentName":"PlanParts"}) as unknown as TypedDocumentString<PlanPartsFragment, unknown>;
export const UsagePartsFragmentDoc = new TypedDocumentString(`
    fragment UsageParts on UsageSummary {
  key
  requests
  inputTokens
  outputTokens
  cost
}
    `, {"fragmentName":"UsageParts"}) as unknown as TypedDocumentString<UsagePartsFragment, unknown>;
export const BillingOverviewDocument = new TypedDocumentString(`
    query BillingOverview($accountId: ID, $from: DateTime!, $timeZone: String!) {
  account(id: $accountId) {
    id
    plan {
      ...PlanParts
    }
    balance {
      ...BalanceParts
    }
    quotas {
      ...QuotaParts
    }
    subscription {
      status
      currentPeriodEnd
      cancelAtPeriodEnd
      graceUntil
      plan {
        name
      }
    }
    byDay: usageSummary(by: DAY, from: $from, timeZone: $timeZone) {
      ...UsageParts
    }
    byModel: usageSummary(by: MODEL, from: $from) {
      ...UsageParts
      model {
        displayName
      }
      details {
        unit
        quantity
      }
    }
  }
  models(tier: FREE, first: 100) {
    name
    displayName
  }
  plans {
    ...PlanParts
  }
  packs {
    name
    displayName
    description
    tokens
    price {
      amount
      currency
    }
  }
}
    fragment BalanceParts on Balance {
  accountId
  available
  held
  debt
  nextReset
  revision
  grants {
    id
    source
    amount
    remaining
    effectiveAt
    expiresAt
  }
}
fragment QuotaParts on Quota {
  accountId
  unit
  limit
  used
  held
  remaining
  period
  resetsAt
  shared
  model {
    name
    displayName
    provider
    isFree
  }
}
fragment PlanParts on Plan {
  name
  displayName
  description
  priority
  benefits
  buyer
  price {
    amount
    currency
  }
  allowances {
    tokens
    period
  }
}
fragment UsageParts on UsageSummary {
  key
  requests
  inputTokens
  outputTokens
  cost
}`) as unknown as TypedDocumentString<BillingOverviewQuery, BillingOverviewQueryVariables>;
export const PremiumModelsDocument = new TypedDocumentString(`
    query PremiumModels($search: String, $after: String) {
  modelCount(tier: PREMIUM, search: $search)
  models(tier: PREMIUM, search: $search, first: 10, after: $after) {
    name
    displayName
    rates {
      input
      output
      cachedInput
    }
  }
}
    `) as unknown as TypedDocumentString<PremiumModelsQuery, PremiumModelsQueryVariables>;
export const LiveBalanceDocument = new TypedDocumentString(`
    subscription LiveBalance($accountId: ID) {
  balance(accountId: $accountId) {
    ...BalanceParts
  }
}
    fragment BalanceParts on Balance {
  accountId
  available
  held
  debt
  nextReset
  revision
  grants {
    id
    source
    amount
    remaining
    effectiveAt
    expiresAt
  }
}`) as unknown as TypedDocumentString<LiveBalanceSubscription, LiveBalanceSubscriptionVariables>;
export const LiveQuotaDocument = new TypedDocumentString(`
    subscription LiveQuota($accountId: ID) {
  quota(accountId: $accountId) {
    ...QuotaParts
  }
}
    fragment QuotaParts on Quota {
  accountId
  unit
  limit
  used
  held
  remaining
  period
  resetsAt
  shared
  model {
    name
    displayName
    provider
    isFree
  }
}`) as unknown as TypedDocumentString<LiveQuotaSubscription, LiveQuotaSubscriptionVariables>;
export const StartPurchaseDocument = new TypedDocumentString(`
    mutation StartPurchase($input: PurchasePackInput!) {
  purchasePack(input: $input) {
    ... on PurchaseStarted {
      checkoutUrl
    }
    ... on Refusal {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<StartPurchaseMutation, StartPurchaseMutationVariables>;
export const StartSubscriptionDocument = new TypedDocumentString(`
    mutation StartSubscription($input: SubscribeInput!) {
  subscribe(input: $input) {
    ... on SubscriptionStarted {
      checkoutUrl
    }
    ... on Refusal {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<StartSubscriptionMutation, StartSubscriptionMutationVariables>;
export const TopUpDocument = new TypedDocumentString(`
    query TopUp($accountId: ID) {
  account(id: $accountId) {
    id
    autoTopUp {
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
        message
        url
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TopUpQuery, TopUpQueryVariables>;
export const SetTopUpDocument = new TypedDocumentString(`
    mutation SetTopUp($input: SetAutoTopUpInput!) {
  setAutoTopUp(input: $input) {
    ... on Refusal {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SetTopUpMutation, SetTopUpMutationVariables>;
export const RemoveTopUpDocument = new TypedDocumentString(`
    mutation RemoveTopUp($input: RemoveAutoTopUpInput!) {
  removeAutoTopUp(input: $input) {
    ... on Refusal {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveTopUpMutation, RemoveTopUpMutationVariables>;
export const SaveCardDocument = new TypedDocumentString(`
    mutation SaveCard($input: SavePaymentMethodInput!) {
  savePaymentMethod(input: $input) {
    ... on PaymentMethodStarted {
      url
    }
    ... on Refusal {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SaveCardMutation, SaveCardMutationVariables>;