import type {
  BalancePartsFragment,
  BillingOverviewQuery,
  PlanPartsFragment,
  QuotaPartsFragment,
  UsagePartsFragment,
} from "../generated/operations";

export type Balance = BalancePartsFragment;
export type Grant = Balance["grants"][number];
export type Quota = QuotaPartsFragment;
export type Plan = PlanPartsFragment;
export type UsageSum = UsagePartsFragment;
export type Pack = BillingOverviewQuery["packs"][number];
export type Model = BillingOverviewQuery["models"][number];
export type Account = NonNullable<BillingOverviewQuery["account"]>;
export type Overview = Omit<BillingOverviewQuery, "account"> & { account: Account };

/** Where the live part stands; `offline` is what the browser says of its network. */
export type Connection = "connecting" | "live" | "reconnecting" | "offline";

export type Phase = "loading" | "ready" | "failed" | "signed-out";

/** What went wrong: a code of the API, or `NETWORK` where there was no answer. */
export interface Problem {
  code: string;
  message: string;
}

/** All that the widget shows. Balance and quotas are live; the overview is read anew after changes. */
export interface BillingState {
  phase: Phase;
  connection: Connection;
  balance: Balance | null;
  quotas: readonly Quota[];
  overview: Overview | null;
  problem: Problem | null;
}

/**
 * Gives a token to show the API, or null when nobody is signed in. It is asked once and again whenever
 * a token was refused (`expired` is true then); the same token twice means that there is no better one.
 */
export type GetToken = (reason: { expired: boolean }) => string | null | Promise<string | null>;
