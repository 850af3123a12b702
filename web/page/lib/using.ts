import {
  HoldTokensDocument,
  type HoldTokensMutation,
  OpenHoldsDocument,
  type OpenHoldsQuery,
  RecordUseDocument,
  type RecordUseMutation,
  ReleaseHoldDocument,
  SettleHoldDocument,
} from "../generated/operations";
import { ApiError, execute, newKey } from "./api";
import { plural } from "./format";
import type { Session } from "./session";

/** What a use takes in and puts out, in model tokens. */
export interface Tokens {
  input: number;
  output: number;
}

export type Hold = NonNullable<OpenHoldsQuery["account"]>["holds"][number];

export async function recordUse(session: Session, model: string, tokens: Tokens): Promise<RecordUseMutation["recordUsage"]> {
  const input = { model, inputTokens: tokens.input, outputTokens: tokens.output, idempotencyKey: newKey() };
  return (await execute(RecordUseDocument, { input }, session)).recordUsage;
}

/** Sets aside what the use may cost at most. */
export async function placeHold(session: Session, model: string, tokens: Tokens): Promise<HoldTokensMutation["placeHold"]> {
  const input = { model, inputTokens: tokens.input, maxOutputTokens: tokens.output, idempotencyKey: newKey() };
  return (await execute(HoldTokensDocument, { input }, session)).placeHold;
}

/** The account's open holds, the oldest first. */
export async function openHolds(session: Session): Promise<Hold[]> {
  return (await execute(OpenHoldsDocument, {}, session)).account?.holds ?? [];
}

/** Charges what was used; answers it in words. Raises ApiError, also for a refusal. */
export async function settleHold(session: Session, hold: Hold, outputTokens: number): Promise<string> {
  const input = { holdId: hold.id, inputTokens: hold.inputTokens, outputTokens };
  const result = (await execute(SettleHoldDocument, { input }, session)).settleHold;
  if (result.__typename !== "HoldSettled") throw new ApiError(result.message, result.__typename);
  const { cost } = result.usage;
  const back = result.hold.tokens - cost;
  const rest = back > 0 ? `; ${plural(back, "token")} went back` : "";
  return `${result.hold.model.displayName} ${cost === 0 ? "was free" : `took ${plural(cost, "token")}`}${rest}.`;
}

/** Gives everything back; answers it in words. Raises ApiError, also for a refusal. */
export async function releaseHold(session: Session, hold: Hold): Promise<string> {
  const result = (await execute(ReleaseHoldDocument, { input: { holdId: hold.id } }, session)).releaseHold;
  if (result.__typename !== "HoldReleased") throw new ApiError(result.message, result.__typename);
  return `What was set aside for ${result.hold.model.displayName} went back.`;
}

/** What it sets aside, in words: of the balance, or of a free model's limit. */
export function heldBy({ tokens, quotaTokens, model }: Hold): string {
  if (!model.isFree || model.nativeLimit === null) return plural(tokens, "token");
  return plural(quotaTokens, model.nativeLimit.unit.slice(0, -1).toLowerCase());
}
