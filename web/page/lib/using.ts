import {
  ExtendHoldDocument,
  HoldTokensDocument,
  type HoldTokensMutation,
  OpenHoldsDocument,
  type OpenHoldsQuery,
  RecordUseDocument,
  type RecordUseMutation,
  ReleaseHoldDocument,
  type ServiceTier,
  SettleHoldDocument,
  type UsageUnit,
} from "../generated/operations";
import { ApiError, execute, newKey } from "./api";
import { time } from "./format";
import { text } from "./language";
import type { Session } from "./session";
import { counted } from "./words";

/** Input and output of a use, in model tokens, and what it has beyond them. */
export interface Tokens {
  input: number;
  output: number;
  tier: ServiceTier;
  /** Of another unit; none if the quantity is 0. */
  unit: UsageUnit;
  quantity: number;
}

/** What a use has beyond plain counts, for the API. */
export function beyond({ tier, unit, quantity }: Tokens) {
  return { serviceTier: tier, details: quantity > 0 ? [{ unit, quantity }] : [] };
}

export type Hold = NonNullable<OpenHoldsQuery["account"]>["holds"][number];

export async function recordUse(session: Session, model: string, tokens: Tokens): Promise<RecordUseMutation["recordUsage"]> {
  const input = { model, inputTokens: tokens.input, outputTokens: tokens.output, ...beyond(tokens), idempotencyKey: newKey() };
  return (await execute(RecordUseDocument, { input }, session)).recordUsage;
}

/** Reserves the highest possible cost of the use. */
export async function placeHold(session: Session, model: string, tokens: Tokens): Promise<HoldTokensMutation["placeHold"]> {
  const input = { model, inputTokens: tokens.input, maxOutputTokens: tokens.output, ...beyond(tokens), idempotencyKey: newKey() };
  return (await execute(HoldTokensDocument, { input }, session)).placeHold;
}

/** The account's open holds, the oldest first. */
export async function openHolds(session: Session): Promise<Hold[]> {
  return (await execute(OpenHoldsDocument, {}, session)).account?.holds ?? [];
}

/** Charges what was used; returns a sentence about it. Raises ApiError, also for a refusal. */
export async function settleHold(session: Session, hold: Hold, outputTokens: number): Promise<string> {
  const input = { holdId: hold.id, inputTokens: hold.inputTokens, outputTokens };
  const result = (await execute(SettleHoldDocument, { input }, session)).settleHold;
  if (result.__typename !== "HoldSettled") throw new ApiError(result.message, result.__typename);
  const { cost } = result.usage;
  const back = result.hold.tokens - cost;
  const values = { model: result.hold.model.displayName, cost: counted("TOKENS", cost), back: counted("TOKENS", back) };
  if (cost === 0) return text(back > 0 ? "settledFreeBack" : "settledFree", values);
  return text(back > 0 ? "settledCostBack" : "settledCost", values);
}

/** Returns all tokens of the hold; returns a sentence about it. Raises ApiError, also for a refusal. */
export async function releaseHold(session: Session, hold: Hold): Promise<string> {
  const result = (await execute(ReleaseHoldDocument, { input: { holdId: hold.id } }, session)).releaseHold;
  if (result.__typename !== "HoldReleased") throw new ApiError(result.message, result.__typename);
  return text("released", { model: result.hold.model.displayName });
}

/** Lets the hold last for ten minutes from now; returns a sentence about it. Raises ApiError, also for a refusal. */
export async function extendHold(session: Session, hold: Hold): Promise<string> {
  const result = (await execute(ExtendHoldDocument, { input: { holdId: hold.id } }, session)).extendHold;
  if (result.__typename !== "HoldExtended") throw new ApiError(result.message, result.__typename);
  return text("extended", { model: result.hold.model.displayName, time: time(result.hold.expiresAt) });
}

/** The amount that the hold reserves, in words: tokens of the balance, or a part of a free model's limit. */
export function heldBy({ tokens, quotaTokens, model }: Hold): string {
  return !model.isFree || model.nativeLimit === null ? counted("TOKENS", tokens) : counted(model.nativeLimit.unit, quotaTokens);
}
