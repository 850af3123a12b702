import { BuyPackDocument, EndPlanDocument, KeepPlanDocument, StartPlanDocument } from "../generated/operations";
import { ApiError, execute, newKey } from "./api";
import { text } from "./language";
import type { Session } from "./session";

/** The parameter that the checkout adds to this page's address: `/?purchase=…`. */
export const RETURNED = "purchase";
export type Outcome = "pack" | "plan" | "card" | "cancelled";

interface Started {
  __typename: string;
  checkoutUrl?: string;
  message?: string;
}

/** Goes to the checkout of `quantity` packs, for an account or the user's own. */
export async function buyPack(session: Session, pack: string, quantity = 1, accountId: string | null = null): Promise<void> {
  const input = { accountId, pack, quantity, successUrl: back("pack"), cancelUrl: back("cancelled"), idempotencyKey: newKey() };
  goTo((await execute(BuyPackDocument, { input }, session)).purchasePack);
}

/** Goes to the checkout of a plan. */
export async function startPlan(session: Session, plan: string, forTeam: { accountId?: string; seats?: number | null } = {}): Promise<void> {
  const input = { plan, ...forTeam, successUrl: back("plan"), cancelUrl: back("cancelled"), idempotencyKey: newKey() };
  goTo((await execute(StartPlanDocument, { input }, session)).subscribe);
}

export async function endPlan(session: Session): Promise<void> {
  refuse((await execute(EndPlanDocument, {}, session)).cancelSubscription);
}

/** Takes back the end of a subscription. */
export async function keepPlan(session: Session, accountId: string | null = null): Promise<void> {
  refuse((await execute(KeepPlanDocument, { input: { accountId } }, session)).resumeSubscription);
}

/** The address of this page that tells the outcome. */
export function back(outcome: Outcome): string {
  return `${location.origin}/?${RETURNED}=${outcome}`;
}

function goTo(started: Started): void {
  if (started.checkoutUrl === undefined) throw new ApiError(started.message ?? text("notPossible"), started.__typename);
  location.assign(started.checkoutUrl);
}

function refuse(result: { __typename: string; message?: string }): void {
  if (result.message !== undefined) throw new ApiError(result.message, result.__typename);
}
