import {
  type CapScope,
  type QuotaPeriod,
  RemoveCapDocument,
  SetCapDocument,
  SpendCapsDocument,
  type SpendCapsQuery,
} from "../generated/operations";
import { ApiError, execute } from "./api";
import { number } from "./format";
import { text } from "./language";
import type { Session } from "./session";
import { counted } from "./words";

export type SpendCap = NonNullable<SpendCapsQuery["account"]>["spendCaps"][number];

/** What somebody chooses for a new cap. */
export interface WantedCap {
  /** What a cap can be set for; the limit of a member has a form of its own. */
  scope: Exclude<CapScope, "MEMBER">;
  /** A name of the model, for the scope MODEL. */
  model: string;
  /** The id of the API key, for the scope API_KEY. */
  apiKeyId: string;
  tokens: number;
  period: QuotaPeriod;
}

/** The caps of the account, in the order in which they were set. */
export async function spendCaps(session: Session, accountId: string | null): Promise<SpendCap[]> {
  return (await execute(SpendCapsDocument, { accountId }, session)).account?.spendCaps ?? [];
}

/** Raises ApiError, also for a refusal. */
export async function setCap(session: Session, accountId: string | null, wanted: WantedCap): Promise<void> {
  const { scope, model, apiKeyId, tokens, period } = wanted;
  const subject = { model: scope === "MODEL" ? model.trim() : null, apiKeyId: scope === "API_KEY" ? apiKeyId.trim() : null };
  const result = (await execute(SetCapDocument, { input: { accountId, scope, ...subject, tokens, period } }, session)).setSpendCap;
  if (result.__typename !== "SpendCapSet") throw new ApiError(result.message, result.__typename);
}

/** Raises ApiError, also for a refusal. */
export async function removeCap(session: Session, accountId: string | null, cap: SpendCap): Promise<void> {
  const input = { accountId, scope: cap.scope, model: cap.model?.name ?? null, apiKeyId: cap.apiKeyId, period: cap.period };
  const result = (await execute(RemoveCapDocument, { input }, session)).removeSpendCap;
  if (result.__typename !== "SpendCapRemoved") throw new ApiError(result.message, result.__typename);
}

/** What a cap is about: "GPT-4o, a day". */
export function titleOf({ scope, model, apiKeyId, period }: SpendCap): string {
  const key = apiKeyId ?? "";
  const subject = scope === "API_KEY" ? text("apiKey", { id: key }) : (scope === "MODEL" && model?.displayName) || text(`capScope${scope}`);
  return text(`capTitle${period}`, { subject });
}

/** How much of a cap is used: "100 of 250 tokens used, 50 reserved". */
export function usedOf({ used, held, tokens }: SpendCap): string {
  const values = { used: number(used), tokens: counted("TOKENS", tokens) };
  return held > 0 ? text("capUsedHeld", { ...values, held: number(held) }) : text("capUsed", values);
}
