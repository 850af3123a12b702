import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Billing, type Call, HoldClosed, InsufficientTokens, Unmetered, Unsettled, type Usage } from "../src/index.js";
import { Front } from "./support/front.js";
import { Ledger } from "./support/ledger.js";
import { chat, json, Provider, sse } from "./support/provider.js";
import { Service } from "./support/service.js";

let service: Service;
let front: Front;
let provider: Provider;
let ledger: Ledger;
let token: string;
let billing: Billing;
let account: string;
let client: OpenAI;

const messages = [{ role: "user" as const, content: "Tell me a story." }];
const INPUT = countTokens("Tell me a story.") + 6;
const ask = { model: "gpt-4o-mini", messages };
const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const COST = 10 * 3 + 5 * 7;

beforeAll(async () => {
  [service, provider] = await Promise.all([Service.start(), Provider.start()]);
  front = await Front.start(service.url);
  ledger = await Ledger.of(service);
  token = await service.key("usage:write");
});
afterAll(() => Promise.all([service.stop(), provider.stop(), front.stop()]));
beforeEach(async () => {
  account = await ledger.account();
  client = new OpenAI({ baseURL: provider.url, apiKey: "none", maxRetries: 0 });
  billing = new Billing(front.url, { token });
  front.faults.length = 0;
  front.seen.length = 0;
});

const stream = (call: Call) => client.chat.completions.create({ ...ask, max_tokens: call.maxOutputTokens, stream: true, stream_options: { include_usage: true } });

test("a stream is held, read and settled", async () => {
  provider.answers(sse(chat(["Once ", "upon"], { usage }), "complete", true));
  let told: Usage | undefined;
  let made!: Call;
  const options = { account, ...ask, maxOutputTokens: 500, metadata: { feature: "stories", counted_by: "me" }, onUsage: (one: Usage) => (told = one) };
  const text = await billing.metered(options, async (call) => {
    made = call;
    expect(call.maxOutputTokens).toBe(500);
    const [hold] = (await ledger.billing.holds({ accountId: account, status: "OPEN" }))!;
    expect(hold).toMatchObject({ id: call.hold.id, maxOutputTokens: 500, tokens: 10 * 3 + 500 * 7 });
    let read = "";
    for await (const chunk of call.stream(await stream(call))) read += chunk.choices[0]?.delta.content ?? "";
    return read;
  });
  expect(text).toBe("Once upon");
  expect(provider.seen[0]!.body["max_tokens"]).toBe(500);
  await ledger.spent(account, COST);
  expect(made.usage).toEqual(told);
  expect(told).toMatchObject({ cost: COST, metadata: { feature: "stories", counted_by: "provider", provider_request_id: "chatcmpl-1" } });
});

test("a reply, several replies, and counts that the caller knows", async () => {
  provider.answers(json({ id: "chatcmpl-1", choices: [], usage }));
  const twice = async (call: Call) => {
    await call.response(client.chat.completions.create(ask));
    call.response(await client.chat.completions.create(ask));
  };
  await billing.metered({ account, ...ask }, twice);
  await ledger.spent(account, 2 * COST);
  await billing.metered({ account, ...ask }, (call) => call.record({ inputTokens: 7, outputTokens: 3, cachedInputTokens: 2 }));
  await ledger.spent(account, 2 * COST + 5 * 3 + 2 + 3 * 7);
  expect((await ledger.use(account))!.metadata).toEqual({ counted_by: "caller" });
  await billing.metered({ account, ...ask }, (call) => call.record({ inputTokens: 0, outputTokens: 0 }));
  await ledger.spent(account, 2 * COST + 5 * 3 + 2 + 3 * 7);
});

test("the reply's service tier counts; without one, the caller's", async () => {
  const tierOf = async (service_tier?: string) => {
    provider.answers(json({ id: "chatcmpl-1", choices: [], usage, service_tier }));
    await billing.metered({ account, ...ask, serviceTier: "FLEX" }, async (call) => call.response(await client.chat.completions.create(ask)));
    return (await ledger.use(account))!.serviceTier;
  };
  expect([await tierOf(), await tierOf("flex"), await tierOf("default")]).toEqual(["FLEX", "FLEX", "STANDARD"]);
});

test("Gemini's counts", async () => {
  const usageMetadata = {
    promptTokenCount: 100,
    cachedContentTokenCount: 40,
    toolUsePromptTokenCount: 5,
    candidatesTokenCount: 20,
    thoughtsTokenCount: 10,
    totalTokenCount: 135,
  };
  const cost = 65 * 2 + 40 + 20 * 19 + 10 * 23;
  const chunk = (text: string, over: object = {}) => ({ candidates: [{ content: { parts: [{ text }] } }], ...over });
  async function* events(end = true) {
    yield chunk("Once ", { usageMetadata: { ...usageMetadata, candidatesTokenCount: 1 } });
    yield chunk("upon", { usageMetadata: { ...usageMetadata, candidatesTokenCount: 2, thoughtsTokenCount: 0 } });
    if (end) yield { candidates: [{ content: { parts: [] }, finishReason: "STOP" }], usageMetadata, responseId: "gem_1" };
  }
  const gemini = { account, model: "gemini-flash", messages: "Tell me a story." };
  await billing.metered(gemini, async (call) => {
    for await (const _ of call.stream(events()));
  });
  await ledger.spent(account, cost);
  await billing.metered(gemini, (call) => call.response({ responseId: "gem_2", candidates: [], usageMetadata }));
  await ledger.spent(account, 2 * cost);
  await billing.metered(gemini, async (call) => {
    for await (const one of call.stream(events(false))) if (one.candidates[0]!.content.parts[0]?.text === "upon") break;
  });
  // The provider told the input; 9 bytes of output are 3 tokens.
  await ledger.spent(account, 2 * cost + 65 * 2 + 40 + 3 * 19);
});

const LEFT = INPUT * 3 + countTokens("Once ") * 7;

test("break, exceptions and aborts charge what was delivered", async () => {
  provider.answers(sse(chat(["Once "], { finish: null }), "open"));
  const read = (end: (at: string) => void) =>
    billing.metered({ account, ...ask }, async (call) => {
      for await (const chunk of call.stream(await stream(call))) end(chunk.choices[0]?.delta.content ?? "");
    });
  await billing.metered({ account, ...ask }, async (call) => {
    for await (const chunk of call.stream(await stream(call))) if (chunk.choices[0]?.delta.content) break;
  });
  await ledger.spent(account, LEFT);
  const mine = read((text) => {
    if (text) throw new Error("mine");
  });
  await expect(mine).rejects.toThrow("mine");
  await ledger.spent(account, 2 * LEFT);
  const stop = new AbortController();
  const aborted = billing.metered({ account, ...ask }, async (call) => {
    const events = await client.chat.completions.create({ ...ask, stream: true }, { signal: stop.signal });
    for await (const chunk of call.stream(events)) if (chunk.choices[0]?.delta.content) stop.abort();
    stop.signal.throwIfAborted();
  });
  await expect(aborted).rejects.toThrow();
  await ledger.spent(account, 3 * LEFT);
  expect((await ledger.use(account))!.metadata).toMatchObject({ outcome_reason: "abort", tokenizer: "gpt-tokenizer:o200k_base" });
});

test("an abort before the reply charges the input", async () => {
  const stop = new AbortController();
  provider.answers(() => stop.abort());
  const aborted = billing.metered({ account, ...ask }, (call) => call.response(client.chat.completions.create(ask, { signal: stop.signal })));
  await expect(aborted).rejects.toThrow(OpenAI.APIUserAbortError);
  await ledger.spent(account, INPUT * 3);
});

test("a stream that throws the abort, as the platform's do, and one that breaks, are charged; one that fails is not", async () => {
  async function* events(error: Error) {
    yield* chat(["Once "], { finish: null });
    throw error;
  }
  const read = (error: Error) =>
    billing.metered({ account, ...ask }, async (call) => {
      for await (const _ of call.stream(events(error)));
    });
  await expect(read(new DOMException("stopped", "AbortError"))).rejects.toThrow("stopped");
  await ledger.spent(account, LEFT);
  await expect(read(new TypeError("terminated"))).rejects.toThrow("terminated");
  await ledger.spent(account, 2 * LEFT);
  await expect(read(new Error("overloaded"))).rejects.toThrow("overloaded");
  await ledger.spent(account, 2 * LEFT);
});

test("who gives up with a reason of their own, or after a time, pays what was delivered", async () => {
  const stop = new AbortController();
  async function* events(reason: unknown) {
    yield* chat(["Once "], { finish: null });
    if (typeof reason === "string") stop.abort(reason);
    throw reason;
  }
  const read = (reason: unknown) =>
    billing.metered({ account, ...ask, signal: stop.signal }, async (call) => {
      for await (const _ of call.stream(events(reason)));
    });
  await expect(read(new DOMException("too long", "TimeoutError"))).rejects.toThrow("too long");
  await ledger.spent(account, LEFT);
  await expect(read("the reader left")).rejects.toBe("the reader left");
  await ledger.spent(account, 2 * LEFT);
});

test("counts of zero are none: what was delivered is charged", async () => {
  const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  provider.answers(sse(chat(["Once "], { usage: zeros }), "complete", true));
  await billing.metered({ account, ...ask }, async (call) => {
    for await (const _ of call.stream(await stream(call)));
  });
  await ledger.spent(account, LEFT);
  expect((await ledger.use(account))!.metadata).toMatchObject({ counted_by: "tokenizer" });
});

test("a response that failed charges nothing", async () => {
  const failed = { id: "resp_1", object: "response", status: "failed", error: { code: "server_error", message: "it broke" }, output: [], usage: null };
  await billing.metered({ account, ...ask }, (call) => call.response(failed));
  await ledger.spent(account, 0);
});

test("an iterator that is left behind is settled when the function ends", async () => {
  provider.answers(sse(chat(["Once "], { finish: null }), "open"));
  const left = await billing.metered({ account, ...ask }, async (call) => {
    const events = call.stream(await stream(call));
    while (!(await events.next()).value.choices[0].delta.content);
    return events;
  });
  await ledger.spent(account, LEFT);
  await expect(left.next()).rejects.toThrow(Unmetered);
});

test("errors before a reply charge nothing", async () => {
  provider.answers(json({ error: { message: "overloaded" } }, 500));
  await expect(billing.metered({ account, ...ask }, stream)).rejects.toThrow(OpenAI.InternalServerError);
  await ledger.spent(account, 0);
});

test("a call that tells nothing is reported", async () => {
  provider.answers(json({ id: "chatcmpl-1", choices: [], usage }));
  const silent = billing.metered({ account, ...ask }, () => client.chat.completions.create(ask));
  await expect(silent).rejects.toThrow(Unmetered);
  await ledger.spent(account, 0);
});

test("a refusal comes before the function is called", async () => {
  const poor = await ledger.account(10);
  const never = billing.metered({ account: poor, ...ask }, () => {
    throw new Error("called");
  });
  await expect(never).rejects.toThrow(InsufficientTokens);
  const partial = await ledger.account(200);
  await billing.metered({ account: partial, ...ask, maxOutputTokens: 500 }, (call) => {
    expect(call.maxOutputTokens).toBeLessThan(500);
    call.record({ inputTokens: 1, outputTokens: 1 });
  });
});

test("the same key is called and charged once", async () => {
  const once = { account, ...ask, idempotencyKey: "job-1" };
  const record = (call: Call) => call.record({ inputTokens: 7, outputTokens: 3 });
  await billing.metered(once, record);
  await expect(billing.metered(once, record)).rejects.toThrow(HoldClosed);
  await ledger.spent(account, 7 * 3 + 3 * 7);
});

test("a settlement whose answers are lost is charged once", async () => {
  front.faults.push("lose", "lose");
  await billing.metered({ account, ...ask }, (call) => {
    front.faults.push("lose", "break", { status: 503 });
    call.record({ inputTokens: 7, outputTokens: 3 });
  });
  await ledger.spent(account, 7 * 3 + 3 * 7);
});

test("a settlement waits for a service that is away", async () => {
  const patient = new Billing(service.url, { token, tries: 1 });
  await patient.metered({ account, ...ask }, async (call) => {
    call.record({ inputTokens: 7, outputTokens: 3 });
    await service.kill();
  });
  await service.run();
  await patient.flush();
  await ledger.spent(account, 7 * 3 + 3 * 7);
});

test("a settlement that is given up is reported with all that is needed", async () => {
  const reported: object[] = [];
  const hasty = new Billing(front.url, { token, tries: 1, settleForMs: 0, onUnsettled: (settlement) => reported.push(settlement) });
  let held = "";
  await hasty.metered({ account, ...ask }, (call) => {
    held = call.hold.id;
    front.faults.push("break", "break");
    call.record({ inputTokens: 7, outputTokens: 3 });
  });
  await expect(hasty.flush()).rejects.toThrow(Unsettled);
  expect(reported).toMatchObject([{ account, model: "gpt-4o-mini", holdId: held, inputTokens: 7, outputTokens: 3, outcome: "COMPLETED" }]);
  await hasty.flush();
});

test("the program's own failure to hear of it changes nothing of a settlement", async () => {
  const told: unknown[] = [];
  const { error } = console;
  console.error = (one) => told.push(one);
  const fails = () => {
    throw new Error("mine");
  };
  try {
    const hasty = new Billing(front.url, { token, tries: 1, settleForMs: 0, onUnsettled: fails });
    await hasty.metered({ account, ...ask }, (call) => {
      front.faults.push("break", "break");
      call.record({ inputTokens: 7, outputTokens: 3 });
    });
    await expect(hasty.flush()).rejects.toThrow(Unsettled);
    front.faults.length = 0;
    expect(await billing.metered({ account, ...ask, onUsage: fails }, (call) => (call.record({ inputTokens: 7, outputTokens: 3 }), "made"))).toBe("made");
  } finally {
    console.error = error;
  }
  expect(told).toMatchObject([{ message: "mine" }, { message: "mine" }]);
});

test("a settlement that is refused is thrown", async () => {
  const reported: object[] = [];
  const strict = new Billing(service.url, { token, onUnsettled: (settlement) => reported.push(settlement) });
  const released = async (call: Call) => {
    await ledger.billing.releaseHold({ holdId: call.hold.id });
    call.record({ inputTokens: 7, outputTokens: 3 });
  };
  await expect(strict.metered({ account, ...ask }, released)).rejects.toThrow(Unsettled);
  expect(reported).toHaveLength(1);
});

test("a hold is extended while the provider is waited for", async () => {
  const expiry = async () => (await ledger.billing.holds({ accountId: account, status: "OPEN" }))![0]!.expiresAt;
  provider.answers(sse(chat(["Once "], { finish: null }), "open"));
  await billing.metered({ account, ...ask, ttlSeconds: 2 }, async (call) => {
    const first = call.hold.expiresAt;
    const stop = new AbortController();
    const events = call.stream(await client.chat.completions.create({ ...ask, stream: true }, { signal: stop.signal }));
    const reading = (async () => {
      for await (const _ of events);
    })();
    while ((await expiry()) === first);
    stop.abort();
    await reading;
  });
  await ledger.spent(account, LEFT);
});
