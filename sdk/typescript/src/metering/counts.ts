import type { ServiceTier, UsageDetailInput, UsageUnit } from "../generated/types.js";

/** What a call used, as the API counts it: parts are included in their whole. */
export interface Counts {
  /** All input tokens, cached included. */
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens?: number | undefined;
  details?: UsageDetailInput[] | undefined;
  /** The tier that it was served with. Left out: the one that was asked for. */
  serviceTier?: ServiceTier | undefined;
}

/** Quantities by unit, as providers tell them: some may be missing. */
export type Quantities = Partial<Record<UsageUnit, number | null | undefined>>;

// The order in which parts get their room in the whole.
const INPUT_PARTS: UsageUnit[] = [
  "CACHE_WRITE_TOKENS",
  "CACHE_WRITE_1H_TOKENS",
  "AUDIO_INPUT_TOKENS",
  "IMAGE_INPUT_TOKENS",
  "VIDEO_INPUT_TOKENS",
];
const OUTPUT_PARTS: UsageUnit[] = ["REASONING_TOKENS", "AUDIO_OUTPUT_TOKENS", "IMAGE_OUTPUT_TOKENS"];

/**
 * Return whole counts whose parts fit into their whole: the API refuses others. Providers may count a token
 * in two parts, such as cached audio; then the first part has it.
 */
export function counts(given: {
  input: number | null | undefined;
  output: number | null | undefined;
  cached?: number | null | undefined;
  quantities?: Quantities;
  serviceTier?: ServiceTier | undefined;
}): Counts {
  const inputTokens = whole(given.input);
  const outputTokens = whole(given.output);
  const cachedInputTokens = Math.min(inputTokens, whole(given.cached));
  const quantities = { ...given.quantities };
  fit(quantities, INPUT_PARTS, inputTokens - cachedInputTokens);
  fit(quantities, OUTPUT_PARTS, outputTokens);
  const details = Object.entries(quantities)
    .map(([unit, quantity]) => ({ unit: unit as UsageUnit, quantity: whole(quantity) }))
    .filter(({ quantity }) => quantity > 0);
  return { inputTokens, outputTokens, cachedInputTokens, details, serviceTier: given.serviceTier };
}

function fit(quantities: Quantities, parts: UsageUnit[], room: number): void {
  let left = room;
  for (const part of parts) {
    const quantity = Math.min(left, whole(quantities[part]));
    if (part in quantities) quantities[part] = quantity;
    left -= quantity;
  }
}

/** A count as a whole number; parts of a second are rounded up. */
function whole(count: number | null | undefined): number {
  return typeof count === "number" && count > 0 ? Math.ceil(count) : 0;
}

/** The sum of several uses. The service tier is that of the last one. */
export function sum(all: readonly Counts[]): Counts {
  const quantities: Quantities = {};
  let [input, output, cached] = [0, 0, 0];
  for (const one of all) {
    input += one.inputTokens;
    output += one.outputTokens;
    cached += one.cachedInputTokens ?? 0;
    for (const { unit, quantity } of one.details ?? []) quantities[unit] = (quantities[unit] ?? 0) + quantity;
  }
  return counts({ input, output, cached, quantities, serviceTier: all.at(-1)?.serviceTier });
}
