import type { Balance, BillingState, Connection, Overview, Problem, Quota } from "./types";

export const INITIAL: BillingState = {
  phase: "loading",
  connection: "connecting",
  balance: null,
  quotas: [],
  overview: null,
  problem: null,
};

/** A balance that is older than the shown one is dropped, both read and pushed ones. */
export function withBalance(state: BillingState, balance: Balance): BillingState {
  const known = state.balance;
  return known && balance.revision < known.revision ? state : { ...state, balance };
}

/**
 * A quota of an earlier window, or with less use in the same window, is older than the one shown. The use of a limit that
 * all users share goes down too, and either limit can become the nearer one.
 */
export function withQuota(state: BillingState, quota: Quota): BillingState {
  const at = state.quotas.findIndex((known) => known.model.name === quota.model.name);
  if (at < 0) return { ...state, quotas: [...state.quotas, quota] };
  if (isOlder(quota, state.quotas[at] as Quota)) return state;
  return { ...state, quotas: state.quotas.with(at, quota) };
}

/** An overview may be older than values that were pushed while it was read. */
export function withOverview(state: BillingState, overview: Overview): BillingState {
  const { balance, quotas } = overview.account;
  const current = state.balance === null || balance.revision >= state.balance.revision;
  return {
    ...state,
    phase: "ready",
    problem: null,
    overview,
    balance: current ? balance : state.balance,
    quotas: current ? quotas : state.quotas,
  };
}

export function withConnection(state: BillingState, connection: Connection): BillingState {
  return state.connection === connection ? state : { ...state, connection };
}

/** Keeps the data that is shown already; only a widget without data fails. */
export function withProblem(state: BillingState, problem: Problem): BillingState {
  return { ...state, problem, phase: state.overview ? "ready" : "failed" };
}

export function signedOut(state: BillingState): BillingState {
  return { ...state, phase: "signed-out", problem: null };
}

/** When the next allowance or quota window starts, in milliseconds since the epoch. */
export function nextTurn(state: BillingState): number | null {
  const moments = state.quotas.map((quota) => Date.parse(quota.resetsAt));
  if (state.balance) moments.push(Date.parse(state.balance.nextReset));
  return moments.length ? Math.min(...moments) : null;
}

function isOlder(quota: Quota, known: Quota): boolean {
  if (quota.shared || known.shared) return false;
  const [resets, knownResets] = [Date.parse(quota.resetsAt), Date.parse(known.resetsAt)];
  return resets < knownResets || (resets === knownResets && quota.used < known.used);
}
