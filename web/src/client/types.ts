import type {
  BalancePartsFragment,
  BillingOverviewQuery,
  PlanPartsFragment,
  PremiumModelsQuery,
  QuotaPartsFragment,
  UsagePartsFragment,
} from "../generated/operations";

export type Balance = BalancePartsFragment;
export type Grant = Balance["grants"][number];
export type Quota = QuotaPartsFragment;
export type Plan = PlanPartsFragment;
export type UsageSum = UsagePartsFragment;
export type ModelSum = Account["byModel"][number];
/** A quantity in a unit besides plain tokens. */
export type Detail = ModelSum["details"][number];
export type Pack = BillingOverviewQuery["packs"][number];
export type Model = BillingOverviewQuery["models"][number];
/** A page of premium models, and how many there are on all pages. */
export type PricedModels = PremiumModelsQuery;
export type PricedModel = PricedModels["models"][number];
/** Finds premium models by their names; `after` is the last name of the previous page. Raises an error with `code`. */
export type FindModels = (search: string, after: string | null, signal?: AbortSignal) => Promise<PricedModels>;
export type Account = NonNullable<BillingOverviewQuery["account"]>;
export type Overview = Omit<BillingOverviewQuery, "account"> & { account: Account };

/** The state of the live connection; `offline` means that the browser has no network. */
export type Connection = "connecting" | "live" | "reconnecting" | "offline";

export type Phase = "loading" | "ready" | "failed" | "signed-out";

/** The error: a code of the API, or `NETWORK` if there was no answer. */
export interface Problem {
  code: string;
  message: string;
}

/** Everything that the widget shows. Balance and quotas are live; the overview is read again after changes. */
export interface BillingState {
  phase: Phase;
  connection: Connection;
  balance: Balance | null;
  quotas: readonly Quota[];
  overview: Overview | null;
  problem: Problem | null;
}

/**
 * Returns a token for the API, or null when nobody is signed in. It is called once, and again whenever
 * a token was refused (`expired` is true then). If you return a token that was already refused, the widget
 * shows signed out.
 */
export type GetToken = (reason: { expired: boolean }) => string | null | Promise<string | null>;
