import { createOpenAI } from "@ai-sdk/openai";
import { type LanguageModel, generateText, streamText, wrapLanguageModel } from "ai";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { billingMiddleware } from "../src/ai/index.js";
import { InsufficientTokens } from "../src/index.js";
import { Ledger } from "./support/ledger.js";
import { chat, json, Provider, sse } from "./support/provider.js";
import { Service } from "./support/service.js";

let service: Service;
let provider: Provider;
let ledger: Ledger;
let account: string;
let model: Exclude<LanguageModel, string>;

const prompt = "Tell me a story.";
const INPUT = countTokens(prompt) + 6;
const usage = {
  prompt_tokens: 100,
  completion_tokens: 50,
  total_tokens: 150,
  // Its provider's package leaves out the audio tokens.
  prompt_tokens_details: { cached_tokens: 40 },
  completion_tokens_details: { reasoning_tokens: 20 },
};
const COST = 60 * 3 + 40 * 1 + 30 * 7 + 20 * 11;

beforeAll(async () => {
  [service, provider] = await Promise.all([Service.start(), Provider.start()]);
  ledger = await Ledger.of(service);
});
afterAll(() => Promise.all([service.stop(), provider.stop()]));
beforeEach(async () => {
  account = await ledger.account();
  model = wrapped(account);
});

function wrapped(account: string) {
  const openai = createOpenAI({ baseURL: provider.url, apiKey: "none" });
  return wrapLanguageModel({ model: openai.chat("gpt-4o-mini"), middleware: billingMiddleware({ billing: ledger.billing, account }) });
}

function completion(over: object = {}) {
  const choices = [{ index: 0, message: { role: "assistant", content: "Once upon a time" }, finish_reason: "stop" }];
  return { id: "chatcmpl-1", object: "chat.completion", created: 1, model: "gpt-4o-mini", choices, usage, ...over };
}

/** Wait until the call is settled: the AI SDK ends a stream before the model's stream has ended. */
async function settled(): Promise<void> {
  while ((await ledger.billing.holds({ accountId: account, status: "OPEN" }))!.length > 0);
}

test("a generated text is charged by the provider's own counts", async () => {
  provider.answers(json(completion()));
  expect((await generateText({ model, prompt })).text).toBe("Once upon a time");
  await ledger.spent(account, COST);
  expect(await ledger.use(account)).toMatchObject({
    inputTokens: 100,
    cachedInputTokens: 40,
    metadata: { counted_by: "provider", provider_request_id: "chatcmpl-1" },
  });
});

test("a stream is charged at its end", async () => {
  provider.answers(sse(chat(["Once ", "upon"], { usage }), "complete", true));
  const texts: string[] = [];
  for await (const text of streamText({ model, prompt }).textStream) texts.push(text);
  expect(texts.join("")).toBe("Once upon");
  await settled();
  await ledger.spent(account, COST);
});

test("an aborted stream is charged by the input and the delivered output", async () => {
  provider.answers(sse(chat(["Once ", "upon"], { finish: null }), "open"));
  const stop = new AbortController();
  const { textStream } = streamText({ model, prompt, abortSignal: stop.signal });
  let read = "";
  for await (const text of textStream) {
    read += text;
    if (read === "Once upon") stop.abort();
  }
  await settled();
  await ledger.spent(account, INPUT * 3 + countTokens("Once upon") * 7);
  expect((await ledger.use(account))!.metadata).toMatchObject({ counted_by: "tokenizer", outcome_reason: "abort" });
});

test("a model's stream that is cancelled or dropped is charged, too", async () => {
  const left = INPUT * 3 + countTokens("Once ") * 7;
  const read = async () => {
    provider.answers(sse(chat(["Once "], { finish: null }), "open"));
    const content = [{ type: "text" as const, text: prompt }];
    const { stream } = await model.doStream({ prompt: [{ role: "user", content }] });
    const reader = stream.getReader();
    for (;;) {
      const { value } = await reader.read();
      if (value?.type === "text-delta" && value.delta === "Once ") return reader;
    }
  };
  await (await read()).cancel();
  await settled();
  await ledger.spent(account, left);
  await read();
  while ((await ledger.billing.holds({ accountId: account, status: "OPEN" }))!.length > 0) (globalThis as { gc?: () => void }).gc!();
  await ledger.spent(account, 2 * left);
});

test("a stream that is left while the provider is silent is charged, whatever the reason", async () => {
  const left = INPUT * 3 + countTokens("Once ") * 7;
  const waiting = async (abortSignal: AbortSignal) => {
    provider.answers(sse(chat(["Once "], { finish: null }), "open"));
    const content = [{ type: "text" as const, text: prompt }];
    const { stream } = await model.doStream({ prompt: [{ role: "user", content }], abortSignal });
    const reader = stream.getReader();
    for (;;) {
      const { value } = await reader.read();
      if (value?.type === "text-delta" && value.delta === "Once ") return { reader, next: reader.read() };
    }
  };
  const cancelled = await waiting(new AbortController().signal);
  await cancelled.reader.cancel();
  expect((await cancelled.next).done).toBe(true);
  await settled();
  await ledger.spent(account, left);
  const stop = new AbortController();
  const stopped = await waiting(stop.signal);
  stop.abort("the reader left");
  await expect(stopped.next).rejects.toThrow();
  await settled();
  await ledger.spent(account, 2 * left);
});

test("errors of the provider charge nothing", async () => {
  provider.answers(json({ error: { message: "no", type: "invalid_request_error" } }, 400));
  await expect(generateText({ model, prompt, maxRetries: 0 })).rejects.toThrow("no");
  provider.answers(sse([...chat(["Once "], { finish: null }), { error: { message: "overloaded", type: "server_error" } }]));
  const failing = streamText({ model, prompt, maxRetries: 0, onError: () => {} });
  for await (const _ of failing.fullStream);
  await settled();
  await ledger.spent(account, 0);
});

test("refusals come before the call, and short tokens limit the output", async () => {
  provider.answers(json(completion({ usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } })));
  const poor = await ledger.account(10);
  await expect(generateText({ model: wrapped(poor), prompt })).rejects.toThrow(InsufficientTokens);
  expect(provider.seen).toEqual([]);
  const short = await ledger.account(200);
  await generateText({ model: wrapped(short), prompt });
  expect(provider.seen[0]!.body["max_tokens"]).toBeLessThan(200 / 7);
  await ledger.spent(short, 999_800 + 65);
});
