import { expect, test } from "vitest";
import { toldByPart } from "../src/ai/parts.js";
import { counts, sum } from "../src/metering/counts.js";
import { estimated, inputTokensOf, promptOf } from "../src/metering/estimate.js";
import { anthropicCounts, geminiCounts, openaiCounts } from "../src/metering/usages.js";

const INPUTS = ["CACHE_WRITE_TOKENS", "CACHE_WRITE_1H_TOKENS", "AUDIO_INPUT_TOKENS", "IMAGE_INPUT_TOKENS", "VIDEO_INPUT_TOKENS"];
const OUTPUTS = ["REASONING_TOKENS", "AUDIO_OUTPUT_TOKENS", "IMAGE_OUTPUT_TOKENS"];

/** Numbers that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % 50;
  };
}

test("parts never exceed their whole, and a whole is never changed", () => {
  const next = numbers(1);
  for (let run = 0; run < 2_000; run += 1) {
    const quantities = Object.fromEntries([...INPUTS, ...OUTPUTS, "SEARCHES"].map((unit) => [unit, next()]));
    const given = { input: next() * 3, output: next() * 2, cached: next(), quantities };
    const found = counts(given);
    expect([found.inputTokens, found.outputTokens]).toEqual([given.input, given.output]);
    const part = (unit: string) => found.details!.find((one) => one.unit === unit)?.quantity ?? 0;
    const total = (units: string[]) => units.reduce((all, unit) => all + part(unit), 0);
    expect(found.cachedInputTokens! + total(INPUTS)).toBeLessThanOrEqual(found.inputTokens);
    expect(total(OUTPUTS)).toBeLessThanOrEqual(found.outputTokens);
    expect(part("SEARCHES")).toBe(quantities["SEARCHES"]);
    const twice = sum([found, found]);
    expect(twice.inputTokens).toBe(2 * found.inputTokens);
    expect(twice.details!.find((one) => one.unit === "REASONING_TOKENS")?.quantity ?? 0).toBe(2 * part("REASONING_TOKENS"));
  }
});

test("OpenAI's input includes what was cached, Anthropic's does not, Gemini's thoughts come on top", () => {
  expect(openaiCounts({ prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } })).toMatchObject({ inputTokens: 10, cachedInputTokens: 4, outputTokens: 5 });
  expect(anthropicCounts({ input_tokens: 10, cache_read_input_tokens: 4, cache_creation_input_tokens: 3, output_tokens: 5 })).toMatchObject({
    inputTokens: 17,
    cachedInputTokens: 4,
    outputTokens: 5,
    details: [{ unit: "CACHE_WRITE_TOKENS", quantity: 3 }],
  });
  const gemini = { promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 2, promptTokensDetails: [{ modality: "AUDIO", tokenCount: 6 }] };
  expect(geminiCounts(gemini)).toMatchObject({ inputTokens: 10, outputTokens: 7 });
  expect(geminiCounts(gemini).details).toEqual(expect.arrayContaining([{ unit: "AUDIO_INPUT_TOKENS", quantity: 6 }, { unit: "REASONING_TOKENS", quantity: 2 }]));
});

test("Anthropic's fast mode has its price, whatever tier is told beside it", () => {
  const usage = { input_tokens: 1, output_tokens: 1, service_tier: "standard" };
  expect(anthropicCounts(usage).serviceTier).toBe("STANDARD");
  expect(anthropicCounts({ ...usage, speed: "standard" }).serviceTier).toBe("STANDARD");
  expect(anthropicCounts({ ...usage, speed: "fast" }).serviceTier).toBe("PRIORITY");
});

test("a token that was cached is no audio beside it, and cache writes are a part of the input however they are told", () => {
  const gemini = geminiCounts({
    promptTokenCount: 100,
    candidatesTokenCount: 5,
    cachedContentTokenCount: 40,
    promptTokensDetails: [{ modality: "AUDIO", tokenCount: 50 }, { modality: "TEXT", tokenCount: 50 }],
    cacheTokensDetails: [{ modality: "AUDIO", tokenCount: 40 }],
  });
  expect(gemini).toMatchObject({ inputTokens: 100, cachedInputTokens: 40, details: [{ unit: "AUDIO_INPUT_TOKENS", quantity: 10 }] });
  const written = anthropicCounts({ input_tokens: 10, output_tokens: 5, cache_creation: { ephemeral_1h_input_tokens: 3, ephemeral_5m_input_tokens: 2 } });
  expect(written.inputTokens).toBe(15);
  expect(written.details).toEqual(expect.arrayContaining([{ unit: "CACHE_WRITE_1H_TOKENS", quantity: 3 }, { unit: "CACHE_WRITE_TOKENS", quantity: 2 }]));
});

test("of the AI SDK's counts, the provider's own are taken if they tell the same totals", () => {
  const raw = { input_tokens: 10, cache_read_input_tokens: 4, cache_creation_input_tokens: 3, cache_creation: { ephemeral_1h_input_tokens: 3 }, output_tokens: 5 };
  const standard = (total: number) => ({ inputTokens: { total, noCache: 10, cacheRead: 4, cacheWrite: 3 }, outputTokens: { total: 5 }, raw });
  const details = (total: number) => toldByPart({ type: "finish", usage: standard(total) }).counts!.details;
  expect(details(17)).toEqual([{ unit: "CACHE_WRITE_1H_TOKENS", quantity: 3 }]);
  expect(details(18)).toEqual([{ unit: "CACHE_WRITE_TOKENS", quantity: 3 }]);
  const older = { inputTokens: 17, outputTokens: 5, cachedInputTokens: 4, reasoningTokens: 2 };
  expect(toldByPart({ type: "finish", usage: older }).counts).toMatchObject({ inputTokens: 17, cachedInputTokens: 4, details: [{ unit: "REASONING_TOKENS", quantity: 2 }] });
  expect(toldByPart({ type: "finish", usage: { inputTokens: { total: undefined }, outputTokens: { total: undefined } } }).counts).toBeUndefined();
});

test("service tiers are mapped, unknown ones are STANDARD", () => {
  const tier = (service_tier: string) => openaiCounts({ prompt_tokens: 1 }, { service_tier }).serviceTier;
  expect(["default", "flex", "priority", "fast", "scale", "auto"].map(tier)).toEqual(["STANDARD", "FLEX", "PRIORITY", "PRIORITY", "STANDARD", "STANDARD"]);
  expect(anthropicCounts({ input_tokens: 1, service_tier: "batch" }).serviceTier).toBe("BATCH");
});

test("the estimate counts bytes of UTF-8, messages and files", () => {
  for (const text of ["", "a", "story", "Straße", "中文", "🙂🙂"]) expect(estimated(text)).toBe(Math.ceil(Buffer.byteLength(text) / 4));
  const image = { type: "image_url", image_url: { url: `data:${"x".repeat(9_000)}` } };
  const prompt = promptOf([{ role: "user", content: [{ type: "text", text: "12345678" }, image] }]);
  expect(inputTokensOf(prompt)).toBe(2 + 3 + 3 + 1_000);
});
