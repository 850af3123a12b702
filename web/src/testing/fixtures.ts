import { INITIAL } from "../client/state";
import type { Account, Balance, BillingState, Grant, Model, Overview, Pack, Plan, PricedModel, Quota } from "../client/types";

export const NEXT_RESET = "2026-12-01T00:00:00Z";

export function grant(given: Partial<Grant> = {}): Grant {
  return {
    id: "alice.1",
    source: "ALLOWANCE",
    amount: 10_000,
    remaining: 7_500,
    effectiveAt: "2026-11-01T00:00:00Z",
    expiresAt: NEXT_RESET,
    ...given,
  };
}

export function pack(given: Partial<Grant> = {}): Grant {
  return grant({
    id: "alice.2",
    source: "PACK",
    amount: 200_000,
    remaining: 200_000,
    expiresAt: null,
    ...given,
  });
}

export function balance(given: Partial<Balance> = {}): Balance {
  return {
    accountId: "alice",
    available: 207_500,
    held: 1_000,
    debt: 0,
    nextReset: NEXT_RESET,
    revision: 7,
    grants: [grant(), pack()],
    ...given,
  };
}

export function quota(given: Partial<Quota> = {}, name = "qwen-turbo", displayName = "Qwen Turbo"): Quota {
  return {
    accountId: "alice",
    unit: "TOKENS",
    limit: 1_000_000,
    used: 250_000,
    held: 0,
    remaining: 750_000,
    period: "MONTH",
    resetsAt: NEXT_RESET,
    shared: false,
    model: { name, displayName, provider: "qwen", isFree: true },
    ...given,
  };
}

export function gemini(given: Partial<Quota> = {}): Quota {
  return quota(
    { unit: "REQUESTS", limit: 50, used: 10, remaining: 40, period: "DAY", ...given },
    "google/gemini-2.5-pro",
    "Gemini 2.5 Pro",
  );
}

export const FREE_PLAN: Plan = {
  name: "FREE",
  displayName: "Free",
  description: "For casual users.",
  priority: "STANDARD",
  benefits: [],
  buyer: "PERSON",
  price: { amount: 0, currency: "USD" },
  allowances: [{ tokens: 10_000, period: "MONTH" }],
};

export const PREMIUM_PLAN: Plan = {
  name: "PREMIUM",
  displayName: "Premium",
  description: "For daily heavy users.",
  priority: "PRIORITY",
  benefits: ["Priority processing"],
  buyer: "PERSON",
  price: { amount: 1_000, currency: "USD" },
  allowances: [{ tokens: 30_000, period: "DAY" }],
};

export const STARTER: Pack = {
  name: "starter",
  displayName: "Starter Pack",
  description: "For trying premium models.",
  tokens: 200_000,
  price: { amount: 500, currency: "USD" },
};

export const MODELS: Model[] = [
  { name: "qwen-turbo", displayName: "Qwen Turbo" },
  { name: "google/gemini-2.5-pro", displayName: "Gemini 2.5 Pro" },
  { name: "open-model", displayName: "Open Model" },
];

/** Premium models: of the first, input and output cost the same. */
export const PRICED: PricedModel[] = Array.from({ length: 23 }, (_, index) => ({
  name: index === 0 ? "gpt-4" : `maker/model-${index}:free@文`,
  displayName: index === 0 ? "GPT-4" : `Model ${index}`,
  rates: index === 0 ? { input: "8", output: "8", cachedInput: "8" } : { input: "3", output: "15", cachedInput: "0.3" },
}));

export function account(given: Partial<Account> = {}): Account {
  return {
    id: "alice",
    plan: FREE_PLAN,
    balance: balance(),
    quotas: [quota(), gemini()],
    subscription: null,
    byDay: [
      { key: "2026-11-20T00:00:00Z", requests: 3, inputTokens: 900, outputTokens: 100, cost: 0 },
      { key: "2026-11-23T00:00:00Z", requests: 2, inputTokens: 250, outputTokens: 50, cost: 2_400 },
    ],
    byModel: [
      { key: "qwen-turbo", requests: 3, inputTokens: 900, outputTokens: 100, cost: 0, model: { displayName: "Qwen Turbo" }, details: [] },
      { key: "gpt-4", requests: 2, inputTokens: 250, outputTokens: 50, cost: 2_400, model: { displayName: "GPT-4" }, details: [] },
    ],
    ...given,
  };
}

export function overview(given: Partial<Account> = {}): Overview {
  return { account: account(given), models: MODELS, plans: [FREE_PLAN, PREMIUM_PLAN], packs: [STARTER] };
}

export function ready(given: Partial<BillingState> = {}, ofAccount: Partial<Account> = {}): BillingState {
  const whole = overview(ofAccount);
  return {
    ...INITIAL,
    phase: "ready",
    connection: "live",
    overview: whole,
    balance: whole.account.balance,
    quotas: whole.account.quotas,
    ...given,
  };
}
