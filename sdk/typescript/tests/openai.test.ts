import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { InsufficientTokens, Unmetered, type Usage, wrapOpenAI } from "../src/index.js";
import { Ledger } from "./support/ledger.js";
import { chat, json, Provider, sse } from "./support/provider.js";
import { Service } from "./support/service.js";

let service: Service;
let provider: Provider;
let ledger: Ledger;
let account: string;
let openai: OpenAI;
let used: Usage[];

const ask = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "Tell me a story." }] };
// The text, and 3 tokens for the message and for the reply's beginning.
const INPUT = countTokens("Tell me a story.") + 6;
const usage = {
  prompt_tokens: 100,
  completion_tokens: 50,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 40, audio_tokens: 10 },
  completion_tokens_details: { reasoning_tokens: 20 },
};
// Rates: input 3, cached 1, audio 13; output 7, reasoning 11.
const COST = 50 * 3 + 40 * 1 + 10 * 13 + 30 * 7 + 20 * 11;

beforeAll(async () => {
  [service, provider] = await Promise.all([Service.start(), Provider.start()]);
  ledger = await Ledger.of(service);
});
afterAll(() => Promise.all([service.stop(), provider.stop()]));
beforeEach(async () => {
  account = await ledger.account();
  used = [];
  openai = wrapped(account);
});

function wrapped(account: string, settings: object = {}): OpenAI {
  const client = new OpenAI({ baseURL: provider.url, apiKey: "none", maxRetries: 0 });
  return wrapOpenAI(client, { billing: ledger.billing, account, onUsage: (one) => used.push(one), ...settings });
}

function completion(over: object = {}) {
  const choices = [{ index: 0, message: { role: "assistant", content: "Once upon a time", refusal: null }, finish_reason: "stop", logprobs: null }];
  return { id: "chatcmpl-1", object: "chat.completion", created: 1, model: "gpt-4o-mini", choices, usage, ...over };
}

const counted = { counted_by: "tokenizer", tokenizer: "gpt-tokenizer:o200k_base", provider_request_id: "chatcmpl-1" };

test("a reply is charged by the provider's counts", async () => {
  provider.answers(json(completion()));
  const reply = await openai.chat.completions.create(ask);
  expect(reply.choices[0]!.message.content).toBe("Once upon a time");
  await ledger.spent(account, COST);
  const [use] = used;
  expect(use).toMatchObject({ inputTokens: 100, outputTokens: 50, cachedInputTokens: 40, cost: COST, unpriced: [] });
  expect(use!.metadata).toEqual({ counted_by: "provider", provider_request_id: "chatcmpl-1" });
});

test("a stream is the same as without metering, and is charged at its end", async () => {
  provider.answers(sse(chat(["Once ", "upon"], { usage }), "complete", true));
  const stream = await openai.chat.completions.create({ ...ask, stream: true });
  const texts: string[] = [];
  for await (const chunk of stream) texts.push(chunk.choices[0]!.delta.content ?? "");
  expect(texts).toEqual(["", "Once ", "upon", ""]);
  expect(provider.seen[0]!.body).toEqual({ ...ask, stream: true, stream_options: { include_usage: true } });
  await ledger.spent(account, COST);
  await expect(stream[Symbol.asyncIterator]().next()).rejects.toThrow("consumed");
});

test("who asks for the counts gets them", async () => {
  provider.answers(sse(chat(["Once"], { usage }), "complete", true));
  const stream = await openai.chat.completions.create({ ...ask, stream: true, stream_options: { include_usage: true } });
  const counts = [];
  for await (const chunk of stream) if (chunk.usage) counts.push(chunk.usage);
  expect(counts).toEqual([usage]);
  await ledger.spent(account, COST);
});

const LEFT = INPUT * 3 + countTokens("Once upon") * 7;

async function expectAborted(cost = LEFT): Promise<void> {
  await ledger.spent(account, cost);
  expect((await ledger.use(account))!.metadata).toEqual({ ...counted, outcome_reason: "abort" });
}

test("break: the input and the delivered output are charged", async () => {
  provider.answers(sse(chat(["Once ", "upon", " a time"]), "open"));
  const closed = provider.closed();
  for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true })) {
    if (chunk.choices[0]!.delta.content === "upon") break;
  }
  await closed;
  await expectAborted();
});

test("an exception of the reader is an abort", async () => {
  provider.answers(sse(chat(["Once ", "upon"]), "open"));
  const reading = async () => {
    for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true })) {
      if (chunk.choices[0]!.delta.content === "upon") throw new Error("mine");
    }
  };
  await expect(reading()).rejects.toThrow("mine");
  await expectAborted();
});

test("an abort signal is an abort", async () => {
  provider.answers(sse(chat(["Once ", "upon"], { finish: null }), "open"));
  const stop = new AbortController();
  const stream = await openai.chat.completions.create({ ...ask, stream: true }, { signal: stop.signal });
  for await (const chunk of stream) if (chunk.choices[0]!.delta.content === "upon") stop.abort();
  await expectAborted();
});

test("the stream's own controller is an abort", async () => {
  provider.answers(sse(chat(["Once ", "upon"], { finish: null }), "open"));
  const stream = await openai.chat.completions.create({ ...ask, stream: true });
  for await (const chunk of stream) if (chunk.choices[0]!.delta.content === "upon") stream.controller.abort();
  await expectAborted();
});

test("an abort before the answer charges the input", async () => {
  provider.answers(() => stop.abort());
  const stop = new AbortController();
  await expect(openai.chat.completions.create(ask, { signal: stop.signal })).rejects.toThrow(OpenAI.APIUserAbortError);
  await ledger.spent(account, INPUT * 3);
});

test("an abort before the request charges nothing", async () => {
  provider.answers(json(completion()));
  await expect(openai.chat.completions.create(ask, { signal: AbortSignal.abort() })).rejects.toThrow();
  expect(provider.seen).toEqual([]);
  await ledger.spent(account, 0);
});

test("break at the end mark: the counts that come behind it are read", async () => {
  provider.answers(sse(chat(["Once"], { usage }), "open"));
  for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true })) {
    if (chunk.choices[0]!.finish_reason) break;
  }
  await ledger.spent(account, COST);
  expect((await ledger.use(account))!.metadata).toMatchObject({ counted_by: "provider" });
});

test("a stream without counts is counted by the tokenizer", async () => {
  provider.answers(sse(chat(["Once ", "upon"]), "complete", true));
  for await (const _ of await openai.chat.completions.create({ ...ask, stream: true }));
  await ledger.spent(account, LEFT);
  expect((await ledger.use(account))!.metadata).toEqual(counted);
});

test("a reply without counts is counted by the tokenizer", async () => {
  provider.answers(json(completion({ usage: undefined })));
  await openai.chat.completions.create(ask);
  await ledger.spent(account, INPUT * 3 + countTokens("Once upon a time") * 7);
});

test("a stream that stops without its end mark was cut", async () => {
  provider.answers(sse(chat(["Once ", "upon"], { finish: null }), "complete"));
  for await (const _ of await openai.chat.completions.create({ ...ask, stream: true }));
  await expectAborted();
});

test("an error of the provider charges nothing", async () => {
  provider.answers(json({ error: { message: "overloaded" } }, 500));
  await expect(openai.chat.completions.create(ask)).rejects.toThrow(OpenAI.InternalServerError);
  await ledger.spent(account, 0);
  expect(await ledger.use(account)).toBeNull();
});

test("a connection that is refused charges nothing", async () => {
  const nowhere = wrapOpenAI(new OpenAI({ baseURL: "http://127.0.0.1:9", apiKey: "none", maxRetries: 0 }), { billing: ledger.billing, account });
  await expect(nowhere.chat.completions.create(ask)).rejects.toThrow(OpenAI.APIConnectionError);
  await ledger.spent(account, 0);
});

test("an error in a stream charges nothing", async () => {
  provider.answers(sse([...chat(["Once "], { finish: null }), { error: { message: "overloaded" } }], "complete"));
  const reading = async () => {
    for await (const _ of await openai.chat.completions.create({ ...ask, stream: true }));
  };
  await expect(reading()).rejects.toThrow(OpenAI.APIError);
  await ledger.spent(account, 0);
  expect((await ledger.use(account))!.metadata).toMatchObject({ outcome_reason: "error" });
});

test("a connection that breaks in a stream is an abort; before any output it charges nothing", async () => {
  const reading = async () => {
    for await (const _ of await openai.chat.completions.create({ ...ask, stream: true }));
  };
  provider.answers(sse(chat(["Once ", "upon"], { finish: null }), "broken"));
  await expect(reading()).rejects.toThrow();
  await expectAborted();
  provider.answers(sse(chat([], { finish: null }), "broken"));
  await expect(reading()).rejects.toThrow();
  await ledger.spent(account, LEFT);
});

test("a stream that is dropped is settled, and the provider stopped", async () => {
  provider.answers(sse(chat(["Once ", "upon"]), "open"));
  const closed = provider.closed();
  const dropped = async () => {
    const events = (await openai.chat.completions.create({ ...ask, stream: true }))[Symbol.asyncIterator]();
    for (let read = 0; read < 3; read += 1) await events.next();
  };
  await dropped();
  while (used.length === 0) {
    (globalThis as { gc?: () => void }).gc!();
    await new Promise((done) => setImmediate(done));
  }
  await closed;
  await expectAborted();
});

test("a call that nobody waits for is settled", async () => {
  provider.answers(json(completion()));
  void openai.chat.completions.create(ask);
  while (used.length === 0) await new Promise((done) => setImmediate(done));
  await ledger.spent(account, COST);
  provider.answers(json({ error: { message: "overloaded" } }, 500));
  void openai.chat.completions.create(ask);
  while (provider.seen.length === 0) await new Promise((done) => setImmediate(done));
  while ((await ledger.billing.holds({ accountId: account, status: "OPEN" }))!.length > 0);
  await ledger.spent(account, COST);
});

test("helpers are metered", async () => {
  provider.answers(sse(chat(["Once"], { usage }), "complete", true));
  const stream = openai.chat.completions.stream(ask);
  expect((await stream.finalChatCompletion()).choices[0]!.message.content).toBe("Once");
  provider.answers(json(completion()));
  await openai.chat.completions.parse(ask);
  const { data, response } = await openai.chat.completions.create(ask).withResponse();
  expect([data.id, response.status]).toEqual(["chatcmpl-1", 200]);
  await ledger.spent(account, 3 * COST);
});

test("tools are metered, call by call", async () => {
  const call = { id: "call_1", type: "function", function: { name: "time", arguments: "{}" } };
  const asks = { index: 0, message: { role: "assistant", content: null, refusal: null, tool_calls: [call] }, finish_reason: "tool_calls", logprobs: null };
  provider.answers((response, body) => json(body["messages"].length > 1 ? completion() : completion({ choices: [asks] }))(response, body));
  const tools = [{ type: "function" as const, function: { name: "time", function: () => "noon", parameters: {}, parse: JSON.parse, description: "" } }];
  await openai.chat.completions.runTools({ ...ask, tools }).finalContent();
  await ledger.spent(account, 2 * COST);
});

test("responses are metered, with their searches", async () => {
  const counts = { input_tokens: 100, input_tokens_details: { cached_tokens: 40 }, output_tokens: 50, output_tokens_details: { reasoning_tokens: 20 }, total_tokens: 150 };
  const cost = 60 * 3 + 40 + 30 * 7 + 20 * 11 + 1_000;
  const output = [
    { type: "web_search_call", id: "ws_1", status: "completed" },
    { type: "message", id: "msg_1", role: "assistant", status: "completed", content: [{ type: "output_text", text: "Once upon", annotations: [] }] },
  ];
  const done = { id: "resp_1", object: "response", created_at: 1, model: "gpt-4o-mini", status: "completed", output, usage: counts, service_tier: "default" };
  provider.answers(json(done));
  const reply = await openai.responses.create({ model: "gpt-4o-mini", input: "Tell me a story." });
  expect(reply.output_text).toBe("Once upon");
  await ledger.spent(account, cost);
  const deltas = ["Once ", "upon"].map((delta, index) => ({ type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, sequence_number: index, delta, logprobs: [] }));
  const created = { type: "response.created", sequence_number: 0, response: { ...done, output: [], usage: null } };
  provider.answers(sse([created, ...deltas, { type: "response.completed", sequence_number: 9, response: done }]));
  for await (const _ of await openai.responses.create({ model: "gpt-4o-mini", input: "Tell me a story.", stream: true }));
  await ledger.spent(account, 2 * cost);
  provider.answers(sse([created, ...deltas], "open"));
  for await (const event of await openai.responses.create({ model: "gpt-4o-mini", input: "Tell me a story.", stream: true })) {
    if (event.type === "response.output_text.delta" && event.delta === "upon") break;
  }
  // A plain text is no message: 3 tokens for the reply's beginning.
  const aborted = (countTokens("Tell me a story.") + 3) * 3 + countTokens("Once upon") * 7;
  await ledger.spent(account, 2 * cost + aborted);
  const failed = { type: "response.failed", sequence_number: 9, response: { ...done, status: "failed", output: [], usage: null } };
  provider.answers(sse([created, ...deltas, failed]));
  for await (const _ of await openai.responses.create({ model: "gpt-4o-mini", input: "Tell me a story.", stream: true }));
  await ledger.spent(account, 2 * cost + aborted);
});

test("embeddings are metered", async () => {
  provider.answers((response, body) => {
    const embedding = body["encoding_format"] === "base64" ? Buffer.from(new Float32Array([0.5, 1]).buffer).toString("base64") : [0.5, 1];
    return json({ object: "list", model: "text-embedding-3-small", data: [{ object: "embedding", index: 0, embedding }], usage: { prompt_tokens: 11, total_tokens: 11 } })(response, body);
  });
  const reply = await openai.embeddings.create({ model: "text-embedding-3-small", input: ["a story"] });
  expect(reply.data[0]!.embedding).toEqual([0.5, 1]);
  await openai.embeddings.create({ model: "text-embedding-3-small", input: [1, 2, 3], encoding_format: "float" });
  await ledger.spent(account, 44);
});

test("a refusal is thrown before the provider is called", async () => {
  const poor = await ledger.account(10);
  provider.answers(json(completion()));
  await expect(wrapped(poor).chat.completions.create(ask)).rejects.toThrow(InsufficientTokens);
  expect(provider.seen).toEqual([]);
  await ledger.spent(poor, 999_990);
});

test("if tokens are short, the output is limited to what they pay", async () => {
  const poor = await ledger.account(200);
  provider.answers(json(completion({ usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } })));
  await wrapped(poor).chat.completions.create(ask);
  const { max_completion_tokens: most } = provider.seen[0]!.body;
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(200 / 7);
  await ledger.spent(poor, 999_800 + 65);
  await expect(wrapped(poor, { allowPartial: false }).chat.completions.create(ask)).rejects.toThrow(InsufficientTokens);
});

test("what is not covered is refused, unless it is allowed", async () => {
  provider.answers(json({ created: 1, data: [] }));
  const images = { model: "gpt-image-1", prompt: "a story" };
  await expect(openai.images.generate(images)).rejects.toThrow(Unmetered);
  await expect(openai.responses.create({ model: "gpt-4o-mini", input: "a", background: true })).rejects.toThrow(Unmetered);
  await expect(openai.vectorStores.search("vs_1", { query: "a" })).rejects.toThrow(Unmetered);
  await expect(openai.withOptions({ timeout: 1_000 }).images.generate(images)).rejects.toThrow(Unmetered);
  await expect(openai.post("/audio/speech", { body: {} })).rejects.toThrow(Unmetered);
  expect(provider.seen).toEqual([]);
  provider.answers(json({ created: 1, data: [] }));
  await wrapped(account, { allow: ["/images/generations"] }).images.generate(images);
  await openai.models.list();
  expect(provider.seen.map(({ path }) => path)).toEqual(["/images/generations", "/models"]);
});

test("the raw answer of a metered call is not handed out, and the call is charged", async () => {
  provider.answers(json(completion()));
  await expect(openai.chat.completions.create(ask).asResponse()).rejects.toThrow(Unmetered);
  while (used.length === 0) await new Promise((done) => setImmediate(done));
  await ledger.spent(account, COST);
});

test("the account and the model may be told for each call", async () => {
  provider.answers(json(completion()));
  const client = wrapped("", { account: async () => account, model: (name: string) => name.replace("mine/", "") });
  await client.chat.completions.create({ ...ask, model: "mine/gpt-4o-mini" });
  expect(provider.seen[0]!.body["model"]).toBe("mine/gpt-4o-mini");
  await ledger.spent(account, COST);
});
