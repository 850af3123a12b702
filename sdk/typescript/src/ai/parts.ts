// What the parts and results of the AI SDK's language models tell.
import { type Counts, counts } from "../metering/counts.js";
import type { Told } from "../metering/deltas.js";
import { toldByError } from "../metering/observed.js";
import { countsOf } from "../metering/usages.js";

type Fields = Record<string, any>;

/** Return what a part of a stream tells. */
export function toldByPart(part: unknown): Told {
  const { type, delta, id, usage, toolName, error } = part as Fields;
  switch (type) {
    case "text-delta":
    case "reasoning-delta":
    case "tool-input-delta":
      return { text: delta };
    case "tool-input-start":
      return { text: toolName };
    case "response-metadata":
      return { id };
    case "finish":
      return { ended: true, counts: partCounts(usage) };
    case "error":
      return toldByError(error);
    default:
      return {};
  }
}

/** Return what a complete result tells. */
export function toldByResult({ content, usage, response }: Fields): Told {
  const text = content.map((part: Fields) => `${part["text"] ?? ""}${part["toolName"] ?? ""}${part["input"] ?? ""}`).join("");
  return { id: response?.id, text, ended: true, counts: partCounts(usage) };
}

/**
 * Return the counts of a usage object; undefined if the provider told none. The provider's own object has more details,
 * and is taken if it is of a known form: then it tells the same totals. Versions before 6 have plain numbers.
 */
function partCounts(usage: Fields | undefined): Counts | undefined {
  const { inputTokens: input, outputTokens: output, raw } = usage ?? {};
  const total = { input: input?.total ?? input, output: output?.total ?? output };
  if (typeof total.input !== "number" && typeof total.output !== "number") return undefined;
  const own = raw && countsOf("promptTokenCount" in raw ? { usageMetadata: raw } : { usage: raw });
  if (own && own.inputTokens === total.input && own.outputTokens === total.output) return own;
  return counts({
    ...total,
    cached: input?.cacheRead ?? usage?.["cachedInputTokens"],
    quantities: { CACHE_WRITE_TOKENS: input?.cacheWrite, REASONING_TOKENS: output?.reasoning ?? usage?.["reasoningTokens"] },
  });
}
