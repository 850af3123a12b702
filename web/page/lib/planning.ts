import {
  type Buyer,
  CancelPlanChangeDocument,
  ChangePlanDocument,
  type ChangeTime,
  PlanChoicesDocument,
  type PlanChoicesQuery,
  PreviewPlanChangeDocument,
  type PreviewPlanChangeQuery,
} from "../generated/operations";
import { ApiError, execute } from "./api";
import { all } from "./format";
import { text } from "./language";
import type { Session } from "./session";
import { counted } from "./words";

export type Choices = NonNullable<PlanChoicesQuery["account"]>;
export type PlanChoice = Choices["plans"][number];
export type PlanPreview = Extract<PreviewPlanChangeQuery["previewPlanChange"], { __typename: "PlanChangePreview" }>;

/** What somebody chooses for a change. */
export interface WantedPlan {
  plan: string;
  /** Null for a plan without a choice of seats. */
  seats: number | null;
  when: ChangeTime;
  /** The team that gets a person's plan. */
  teamId?: string;
}

/** The account's plan and subscription, and all plans with the prices that it pays. Null if there is no account yet. */
export async function planChoices(session: Session, accountId: string | null): Promise<Choices | null> {
  return (await execute(PlanChoicesDocument, { accountId }, session)).account;
}

/**
 * The plans that an account can change to. With `others`, also those that go to the team, or from the team to its owner: at the
 * prices that the account pays which gets them.
 */
export function fittingPlans({ plans, subscription }: Choices, buyer: Buyer, others: Choices | null): PlanChoice[] {
  const has = subscription?.status === "ACTIVE";
  const own = plans.filter((plan) => (plan.name === "FREE" ? has : plan.buyer === buyer));
  const given = has && others ? others.plans.filter((plan) => plan.name !== "FREE" && plan.buyer !== buyer) : [];
  return [...own, ...given];
}

/** Raises ApiError, also for a refusal. */
export async function previewPlan(session: Session, accountId: string | null, wanted: WantedPlan): Promise<PlanPreview> {
  const input = { accountId, ...wanted };
  const result = (await execute(PreviewPlanChangeDocument, { input }, session)).previewPlanChange;
  if (result.__typename !== "PlanChangePreview") throw new ApiError(result.message, result.__typename);
  return result;
}

/** Confirms what a preview showed; `key` belongs to this preview. Raises ApiError, also for a refusal. */
export async function confirmPlan(
  session: Session,
  accountId: string | null,
  wanted: WantedPlan,
  { asOf, key }: { asOf: string; key: string },
): Promise<void> {
  const input = { accountId, ...wanted, asOf, idempotencyKey: key };
  const result = (await execute(ChangePlanDocument, { input }, session)).changePlan;
  if (result.__typename !== "PlanChanged") throw new ApiError(result.message, result.__typename);
}

/** Takes back what waits for the end of the period. Raises ApiError, also for a refusal. */
export async function takeBackPlan(session: Session, accountId: string | null): Promise<void> {
  const result = (await execute(CancelPlanChangeDocument, { input: { accountId } }, session)).cancelPlanChange;
  if (result.__typename !== "PlanChangeCanceled") throw new ApiError(result.message, result.__typename);
}

/** The allowances of a plan: "30,000 tokens a day". */
export function allowancesOf(found: PlanPreview["tokens"]["before"]): string {
  return all(found.map(({ tokens, period }) => text(`per${period}`, { amount: counted("TOKENS", tokens) }))) || text("noAllowance");
}
