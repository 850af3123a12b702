import type { Balance, BillingState, Model, Plan, Quota } from "./client/types";
import type { Key } from "./i18n/catalogs";

/** Unless the caller sets a limit, a balance below this part of the plan's allowance is low. */
const LOW_SHARE = 0.1;

export interface Notice {
  tone: "bad" | "warn" | "info";
  label: Key;
}

/** Notices for the user, the most important first. They contain no figures: they are read out at every change. */
export function noticesOf(state: BillingState, lowBalance: number | undefined): Notice[] {
  const notices = [
    connectionNotice(state),
    balanceNotice(state.balance, lowBalance ?? lowFor(state.overview?.account.plan)),
    quotaNotice(state.quotas, state.overview?.models ?? []),
  ];
  return notices.filter((notice) => notice !== null);
}

function connectionNotice({ connection, problem, overview }: BillingState): Notice | null {
  if (connection === "offline") return { tone: "warn", label: "offline" };
  if (connection === "reconnecting") return { tone: "info", label: "reconnectingNotice" };
  return problem && overview ? { tone: "info", label: "stale" } : null;
}

function balanceNotice(balance: Balance | null, low: number): Notice | null {
  if (!balance) return null;
  if (balance.debt > 0) return { tone: "bad", label: "inDebt" };
  if (balance.available === 0) return { tone: "bad", label: "empty" };
  return balance.available < low ? { tone: "warn", label: "low" } : null;
}

/** A free model without a limit has no quota, so the list of free models decides whether all have reached theirs. */
function quotaNotice(quotas: readonly Quota[], models: readonly Model[]): Notice | null {
  const free = quotas.filter(({ model }) => model.isFree);
  const exhausted = new Set(free.filter(({ remaining }) => remaining === 0).map(({ model }) => model.name));
  if (exhausted.size === 0) return null;
  const names = [...free.map(({ model }) => model.name), ...models.map(({ name }) => name)];
  return { tone: "warn", label: names.every((name) => exhausted.has(name)) ? "exhaustedAll" : "exhaustedSome" };
}

function lowFor(plan: Plan | undefined): number {
  return LOW_SHARE * (plan?.allowances.reduce((sum, allowance) => sum + allowance.tokens, 0) ?? 0);
}
