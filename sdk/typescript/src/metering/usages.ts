// The usage objects of providers, as counts of the API.
import type { ServiceTier } from "../generated/types.js";
import { type Counts, counts, type Quantities } from "./counts.js";

type Fields = Record<string, any>;

const TIERS: Readonly<Record<string, ServiceTier>> = { priority: "PRIORITY", fast: "PRIORITY", ultrafast: "PRIORITY", flex: "FLEX", batch: "BATCH" };

/** The provider's name of a service tier, as one of ours: `default`, `auto`, `scale` and `standard` are STANDARD. Undefined without a name. */
export function tierOf(name: unknown): ServiceTier | undefined {
  return typeof name === "string" && name !== "" ? (TIERS[name.toLowerCase()] ?? "STANDARD") : undefined;
}

/**
 * OpenAI: chat completions, responses and embeddings, and services that speak their protocol. Input includes what was
 * cached; output includes reasoning. `reply` tells the service tier, and the searches and images of a response.
 */
export function openaiCounts(usage: Fields, reply: Fields = {}): Counts {
  const inputs: Fields = usage["prompt_tokens_details"] ?? usage["input_tokens_details"] ?? {};
  const outputs: Fields = usage["completion_tokens_details"] ?? usage["output_tokens_details"] ?? {};
  const made = (type: string) => (reply["output"] ?? []).filter((item: Fields) => item["type"] === type).length;
  return counts({
    input: usage["prompt_tokens"] ?? usage["input_tokens"],
    output: usage["completion_tokens"] ?? usage["output_tokens"],
    cached: inputs["cached_tokens"] ?? usage["prompt_cache_hit_tokens"],
    quantities: {
      CACHE_WRITE_TOKENS: inputs["cache_write_tokens"],
      AUDIO_INPUT_TOKENS: inputs["audio_tokens"],
      IMAGE_INPUT_TOKENS: inputs["image_tokens"],
      REASONING_TOKENS: outputs["reasoning_tokens"],
      AUDIO_OUTPUT_TOKENS: outputs["audio_tokens"],
      IMAGE_OUTPUT_TOKENS: outputs["image_tokens"],
      SEARCHES: made("web_search_call"),
      IMAGES: made("image_generation_call"),
    },
    serviceTier: tierOf(reply["service_tier"]),
  });
}

/** Anthropic: `input_tokens` excludes what was read from the cache and written to it, so all three are added. */
export function anthropicCounts(usage: Fields): Counts {
  const read = usage["cache_read_input_tokens"] ?? 0;
  const hour = usage["cache_creation"]?.["ephemeral_1h_input_tokens"] ?? 0;
  const minutes = usage["cache_creation"]?.["ephemeral_5m_input_tokens"] ?? 0;
  const written = Math.max(usage["cache_creation_input_tokens"] ?? 0, hour + minutes);
  return counts({
    input: (usage["input_tokens"] ?? 0) + written + read,
    output: usage["output_tokens"],
    cached: read,
    quantities: {
      CACHE_WRITE_1H_TOKENS: hour,
      CACHE_WRITE_TOKENS: written - hour,
      REASONING_TOKENS: usage["output_tokens_details"]?.["thinking_tokens"],
      SEARCHES: usage["server_tool_use"]?.["web_search_requests"],
    },
    // The fast mode has a name of its own, beside the tier.
    serviceTier: tierOf(usage["speed"] === "fast" ? "fast" : usage["service_tier"]),
  });
}

const GEMINI_INPUTS: Readonly<Record<string, keyof Quantities>> = {
  AUDIO: "AUDIO_INPUT_TOKENS",
  IMAGE: "IMAGE_INPUT_TOKENS",
  VIDEO: "VIDEO_INPUT_TOKENS",
};
const GEMINI_OUTPUTS: Readonly<Record<string, keyof Quantities>> = { AUDIO: "AUDIO_OUTPUT_TOKENS", IMAGE: "IMAGE_OUTPUT_TOKENS" };

/** Gemini: thoughts are counted beside the candidates, and results of tools beside the prompt; what was cached is in the prompt. */
export function geminiCounts(usage: Fields): Counts {
  const quantities: Quantities = { REASONING_TOKENS: usage["thoughtsTokenCount"] };
  modalities(usage["promptTokensDetails"], GEMINI_INPUTS, quantities);
  // Cached audio is a cached token, and no part beside it.
  modalities(usage["cacheTokensDetails"], GEMINI_INPUTS, quantities, -1);
  modalities(usage["candidatesTokensDetails"], GEMINI_OUTPUTS, quantities);
  return counts({
    input: (usage["promptTokenCount"] ?? 0) + (usage["toolUsePromptTokenCount"] ?? 0),
    output: (usage["candidatesTokenCount"] ?? 0) + (usage["thoughtsTokenCount"] ?? 0),
    cached: usage["cachedContentTokenCount"],
    quantities,
    serviceTier: tierOf(usage["serviceTier"]),
  });
}

function modalities(found: Fields[] | undefined, units: Readonly<Record<string, keyof Quantities>>, quantities: Quantities, sign = 1): void {
  for (const { modality, tokenCount } of found ?? []) {
    const unit = units[modality];
    if (unit) quantities[unit] = (quantities[unit] ?? 0) + sign * tokenCount;
  }
}

/** The counts that a reply of one of these providers has; undefined if it has none. */
export function countsOf(reply: Fields): Counts | undefined {
  const usage: unknown = reply["usage"];
  if (isFields(reply["usageMetadata"])) return geminiCounts(reply["usageMetadata"]);
  if (!isFields(usage)) return undefined;
  const isOpenai = "prompt_tokens" in usage || "total_tokens" in usage || "input_tokens_details" in usage;
  return isOpenai ? openaiCounts(usage, reply) : anthropicCounts(usage);
}

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
