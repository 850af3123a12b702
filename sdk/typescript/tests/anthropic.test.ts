import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { InsufficientTokens, Unmetered, wrapAnthropic } from "../src/index.js";
import { Ledger } from "./support/ledger.js";
import { json, message, Provider, sse } from "./support/provider.js";
import { Service } from "./support/service.js";

let service: Service;
let provider: Provider;
let ledger: Ledger;
let account: string;
let anthropic: Anthropic;

const ask = { model: "claude-haiku", max_tokens: 500, messages: [{ role: "user" as const, content: "Tell me a story." }] };
const usage = {
  input_tokens: 100,
  cache_read_input_tokens: 40,
  cache_creation_input_tokens: 30,
  cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
  server_tool_use: { web_search_requests: 2 },
  service_tier: "standard",
};
// Rates: input 5, cached 0.5, cache writes 6 and 10, output 17, searches 500. No part is counted twice.
const READ = 100 * 5 + 40 * 0.5 + 20 * 6 + 10 * 10 + 2 * 500;
const COST = READ + 50 * 17;

beforeAll(async () => {
  [service, provider] = await Promise.all([Service.start(), Provider.start()]);
  ledger = await Ledger.of(service);
});
afterAll(() => Promise.all([service.stop(), provider.stop()]));
beforeEach(async () => {
  account = await ledger.account();
  anthropic = wrapped(account);
});

function wrapped(account: string): Anthropic {
  const client = new Anthropic({ baseURL: provider.url, apiKey: "none", maxRetries: 0 });
  return wrapAnthropic(client, { billing: ledger.billing, account });
}

function reply(over: object = {}) {
  const content = [{ type: "text", text: "Once upon a time", citations: null }];
  return { id: "msg_1", type: "message", role: "assistant", model: "claude-haiku", content, stop_reason: "end_turn", usage: { ...usage, output_tokens: 50 }, ...over };
}

test("a message is charged by the provider's counts", async () => {
  provider.answers(json(reply()));
  const { content } = await anthropic.messages.create(ask);
  expect(content[0]).toMatchObject({ text: "Once upon a time" });
  await ledger.spent(account, COST);
  expect(await ledger.use(account)).toMatchObject({
    inputTokens: 170,
    cachedInputTokens: 40,
    outputTokens: 50,
    unpriced: [],
    metadata: { counted_by: "provider", provider_request_id: "msg_1" },
  });
});

test("a stream is charged at its end, and its helper too", async () => {
  provider.answers(sse(message(["Once ", "upon"], { usage, output: 50 })));
  const types: string[] = [];
  for await (const event of await anthropic.messages.create({ ...ask, stream: true })) types.push(event.type);
  expect(types.at(-1)).toBe("message_stop");
  await ledger.spent(account, COST);
  const stream = anthropic.messages.stream(ask);
  expect(await stream.finalText()).toBe("Once upon");
  await ledger.spent(account, 2 * COST);
});

test("counts that come in parts are put together", async () => {
  const [start, ...rest] = message(["Once upon"], { usage: { ...usage, service_tier: "priority", server_tool_use: null }, output: 50 });
  const end = { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 50, server_tool_use: { web_search_requests: 2 } } };
  provider.answers(sse([start, ...rest.map((event) => (event["type"] === "message_delta" ? end : event))]));
  for await (const _ of await anthropic.messages.create({ ...ask, stream: true }));
  const use = (await ledger.use(account))!;
  expect(use).toMatchObject({ inputTokens: 170, cachedInputTokens: 40, outputTokens: 50, serviceTier: "PRIORITY" });
  expect(use.details).toEqual(
    expect.arrayContaining([
      { unit: "CACHE_WRITE_TOKENS", quantity: 20 },
      { unit: "CACHE_WRITE_1H_TOKENS", quantity: 10 },
      { unit: "SEARCHES", quantity: 2 },
    ]),
  );
});

test("an aborted stream is charged by the provider's input, and the output that was delivered", async () => {
  provider.answers(sse(message(["Once ", "upon"], { usage, stop: false }), "open"));
  for await (const event of await anthropic.messages.create({ ...ask, stream: true })) {
    if (event.type === "content_block_delta" && "text" in event.delta && event.delta.text === "upon") break;
  }
  // 9 bytes are 3 tokens.
  await ledger.spent(account, READ + 3 * 17);
  expect((await ledger.use(account))!.metadata).toEqual({
    counted_by: "estimate",
    estimate: "utf8-bytes/4",
    outcome_reason: "abort",
    provider_request_id: "msg_1",
  });
  const stream = anthropic.messages.stream(ask);
  stream.on("text", (text) => {
    if (text === "upon") stream.abort();
  });
  await expect(stream.done()).rejects.toThrow(Anthropic.APIUserAbortError);
  await ledger.spent(account, 2 * (READ + 3 * 17));
});

test("errors of the provider charge nothing", async () => {
  provider.answers(json({ type: "error", error: { type: "overloaded_error", message: "overloaded" } }, 529));
  await expect(anthropic.messages.create(ask)).rejects.toThrow(Anthropic.APIError);
  const failing = [...message(["Once "], { usage, stop: false }), { type: "error", error: { type: "overloaded_error", message: "overloaded" } }];
  provider.answers(sse(failing));
  const reading = async () => {
    for await (const _ of await anthropic.messages.create({ ...ask, stream: true }));
  };
  await expect(reading()).rejects.toThrow();
  await ledger.spent(account, 0);
});

test("refusals come before the call, and short tokens limit the output", async () => {
  provider.answers(json(reply()));
  const poor = await ledger.account(10);
  await expect(wrapped(poor).messages.create(ask)).rejects.toThrow(InsufficientTokens);
  expect(provider.seen).toEqual([]);
  provider.answers(json(reply({ usage: { input_tokens: 10, output_tokens: 5 } })));
  const short = await ledger.account(400);
  await wrapped(short).messages.create(ask);
  expect(provider.seen[0]!.body["max_tokens"]).toBeLessThan(400 / 17);
  await ledger.spent(short, 999_600 + 10 * 5 + 5 * 17);
});

test("what is not covered is refused; counting and beta messages are not", async () => {
  provider.answers(json(reply()));
  await expect(anthropic.messages.batches.create({ requests: [] })).rejects.toThrow(Unmetered);
  await expect(anthropic.post("/v1/complete", { body: {} })).rejects.toThrow(Unmetered);
  expect(provider.seen).toEqual([]);
  await anthropic.messages.countTokens({ model: "claude-haiku", messages: ask.messages });
  await ledger.spent(account, 0);
  await anthropic.beta.messages.create(ask);
  await ledger.spent(account, COST);
});
