// Calls that somebody gave up: before the hold was answered, and in the middle of a stream that tells its usage as it goes.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Billing } from "../src/index.js";
import { Front } from "./support/front.js";
import { Ledger } from "./support/ledger.js";
import { chat } from "./support/provider.js";
import { Service } from "./support/service.js";

let service: Service;
let front: Front;
let ledger: Ledger;
let billing: Billing;
let account: string;

const ask = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "Tell me a story." }] };

beforeAll(async () => {
  service = await Service.start();
  front = await Front.start(service.url);
  ledger = await Ledger.of(service);
  billing = new Billing(front.url, { token: await service.key("usage:write") });
});
afterAll(() => Promise.all([service.stop(), front.stop()]));
beforeEach(async () => {
  account = await ledger.account();
});

const holds = async () => (await ledger.billing.holds({ accountId: account }))!;

/** Give up when the service has placed the hold, and its answer has not come. */
async function givenUpWhilePlacing(given: object = {}): Promise<void> {
  const stop = new AbortController();
  front.faults.push("mute");
  const call = billing.metered({ account, ...ask, signal: stop.signal, ...given }, () => expect.unreachable());
  const settled = call.catch((error: unknown) => error);
  while ((await holds()).length === 0);
  stop.abort();
  expect(await settled).toMatchObject({ name: "AbortError" });
  await billing.flush();
}

test("a hold that nobody waited for is given back", async () => {
  await givenUpWhilePlacing();
  expect((await holds()).map((one) => one.status)).toEqual(["RELEASED"]);
});

test("a hold of the caller's key waits for the caller", async () => {
  await givenUpWhilePlacing({ idempotencyKey: "mine" });
  expect((await holds()).map((one) => one.status)).toEqual(["OPEN"]);
  await billing.metered({ account, ...ask, idempotencyKey: "mine" }, (call) => call.record({ inputTokens: 7, outputTokens: 3 }));
  expect((await holds()).map((one) => one.status)).toEqual(["SETTLED"]);
  await ledger.spent(account, 7 * 3 + 3 * 7);
});

test("who gave up before the call asks for nothing", async () => {
  front.seen.length = 0;
  const call = billing.metered({ account, ...ask, signal: AbortSignal.abort() }, () => expect.unreachable());
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
  await billing.flush();
  expect(front.seen).toEqual([]);
});

test("a usage in each chunk is the usage so far: what is left is no complete stream", async () => {
  const soFar = (completion_tokens: number) => ({ prompt_tokens: 11, completion_tokens });
  const [, first, second, last] = chat(["Once ", "upon"]);
  const events = [{ ...first, usage: soFar(5) }, { ...second, usage: soFar(6) }, { ...last, usage: soFar(7) }];
  async function* stream() {
    yield* events;
  }
  const leaveAfter = async (many: number) => {
    let seen = 0;
    await billing.metered({ account, ...ask }, async (call) => {
      for await (const _ of call.stream(stream())) if (++seen === many) break;
    });
    return ledger.use(account);
  };
  expect(await leaveAfter(1)).toMatchObject({ cost: 11 * 3 + 5 * 7, metadata: { outcome_reason: "abort", counted_by: "tokenizer" } });
  const whole = await leaveAfter(3);
  expect(whole).toMatchObject({ cost: 11 * 3 + 7 * 7, metadata: { counted_by: "provider" } });
  expect(whole!.metadata).not.toHaveProperty("outcome_reason");
});
