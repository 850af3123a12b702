import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import {
  AccountNotFound,
  ApiError,
  BadInput,
  Billing,
  ConnectionFailed,
  Forbidden,
  IdempotencyConflict,
  InsufficientTokens,
  ModelNotFound,
  QuotaExceeded,
  RateLimited,
  Refused,
  Unauthenticated,
  Unavailable,
} from "../src/index.js";
import { Front } from "./support/front.js";
import { Service } from "./support/service.js";

let service: Service;
let front: Front;
let token: string;
let direct: Billing;
let billing: Billing;
let account: string;
let accounts = 0;
const USE = { model: "gpt-4o-mini", inputTokens: 10, outputTokens: 1 };
const COST = 10 * 3 + 7;

beforeAll(async () => {
  service = await Service.start();
  front = await Front.start(service.url);
  token = await service.key("usage:write", "accounts:read", "accounts:write");
});
afterAll(async () => {
  await front.stop();
  await service.stop();
});
beforeEach(async () => {
  direct = new Billing(service.url, { token });
  billing = new Billing(front.url, { token });
  account = `user-${(accounts += 1)}`;
  await direct.openAccount({ accountId: account });
  front.seen.length = 0;
});
afterEach(() => expect(front.faults).toEqual([]));

async function spent(): Promise<number> {
  return 1_000_000 - (await direct.account({ id: account }))!.balance.available;
}

test("a use is recorded once, whatever happens to the connection", async () => {
  front.faults.push("break", "lose", { status: 503 }, "lose");
  const { usage, replayed } = await billing.recordUsage({ accountId: account, ...USE });
  expect(usage.cost).toBe(COST);
  expect(replayed).toBe(true);
  expect(await spent()).toBe(COST);
  const keys = front.seen.map(({ variables }) => variables.input!["idempotencyKey"]);
  expect(keys).toHaveLength(5);
  expect(new Set(keys).size).toBe(1);
});

test("the key of the caller is kept, and other content with it is a conflict", async () => {
  await billing.recordUsage({ accountId: account, ...USE, idempotencyKey: "mine" });
  expect(front.seen[0]!.variables.input!["idempotencyKey"]).toBe("mine");
  const other = billing.recordUsage({ accountId: account, ...USE, inputTokens: 11, idempotencyKey: "mine" });
  await expect(other).rejects.toThrow(IdempotencyConflict);
});

test("after the last try the last failure is thrown", async () => {
  const hasty = new Billing(front.url, { token, tries: 2 });
  front.faults.push("break", "break");
  await expect(hasty.packs()).rejects.toThrow(ConnectionFailed);
  front.faults.push({ status: 503 }, { status: 503 });
  await expect(hasty.packs()).rejects.toThrow(Unavailable);
  front.faults.push({ status: 429 }, { status: 429 });
  await expect(hasty.packs()).rejects.toThrow(RateLimited);
});

test("Retry-After is honoured", async () => {
  const hasty = new Billing(front.url, { token, tries: 1 });
  front.faults.push({ status: 429, retryAfter: "7" });
  const error = await hasty.packs().catch((one: unknown) => one);
  expect((error as RateLimited).retryAfter).toBe(7);
  const timers = vi.spyOn(globalThis, "setTimeout");
  front.faults.push({ status: 503, retryAfter: "1" });
  await billing.packs();
  const waits = timers.mock.calls.map(([, ms]) => ms ?? 0).filter((ms) => ms >= 1_000 && ms <= 1_100);
  timers.mockRestore();
  expect(waits).toHaveLength(1);
});

test("what is wrong for good is sent once", async () => {
  await expect(billing.recordUsage({ accountId: account, ...USE, inputTokens: -1 })).rejects.toThrow(BadInput);
  await expect(billing.adjustBalance({ accountId: account, tokens: 1, reason: "none" })).rejects.toThrow(Forbidden);
  await expect(new Billing(front.url, { token: "none" }).viewer()).rejects.toThrow(Unauthenticated);
  await expect(new Billing(front.url, { token }).execute("{ nothing }")).rejects.toThrow(ApiError);
  expect(front.seen).toHaveLength(4);
});

test("a refused token is replaced once", async () => {
  const given: unknown[] = [];
  const source = (refused?: string) => {
    given.push(refused);
    return refused === "old" ? token : "old";
  };
  await new Billing(front.url, { token: source }).viewer();
  expect(front.seen.map(({ authorization }) => authorization)).toEqual(["Bearer old", `Bearer ${token}`]);
});

test("refusals are errors with the fields of their type", async () => {
  const error = await billing.recordUsage({ accountId: account, ...USE, inputTokens: 1_000_000 }).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(InsufficientTokens);
  expect(error).toBeInstanceOf(Refused);
  const refused = error as InsufficientTokens;
  expect(refused.name).toBe("InsufficientTokens");
  expect(refused.code).toBe("INSUFFICIENT_TOKENS");
  expect(refused.required).toBe(3_000_007);
  expect(refused.available).toBe(1_000_000);
  expect(refused.alternatives.map(({ name }) => name)).toContain("small-free");
  await expect(billing.recordUsage({ accountId: "nobody", ...USE })).rejects.toThrow(AccountNotFound);
  await expect(billing.recordUsage({ accountId: account, ...USE, model: "none" })).rejects.toThrow(ModelNotFound);
});

test("a batch has refusals in their places", async () => {
  const input = [
    { accountId: account, ...USE },
    { accountId: account, ...USE, model: "none" },
  ];
  const [first, second] = await billing.recordUsageBatch(input);
  expect(first).toMatchObject({ usage: { cost: COST } });
  expect(second).toBeInstanceOf(ModelNotFound);
});

test("a quota that is used up names it", async () => {
  const free = { accountId: account, model: "small-free", inputTokens: 1, outputTokens: 1 };
  for (let used = 0; used < 5; used += 1) await billing.recordUsage(free);
  const error = (await billing.recordUsage(free).catch((one: unknown) => one)) as QuotaExceeded;
  expect(error).toBeInstanceOf(QuotaExceeded);
  expect(error.quota).toMatchObject({ limit: 5, used: 5, remaining: 0, model: { name: "small-free" } });
});

test("pages are fetched as they are read", async () => {
  const input = Array.from({ length: 7 }, (_, index) => ({ accountId: account, ...USE, inputTokens: index + 1 }));
  await direct.recordUsageBatch(input);
  const read: number[] = [];
  for await (const use of billing.usage({ accountId: account, first: 3 })) read.push(use.inputTokens);
  expect(read).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(front.seen).toHaveLength(3);
  for await (const _ of billing.usage({ accountId: account, first: 3 })) break;
  expect(front.seen).toHaveLength(4);
  for await (const _ of billing.usage({ accountId: "nobody" })) throw new Error("nobody has no uses");
});

test("the fields of an account that take arguments are methods", async () => {
  await direct.recordUsage({ accountId: account, ...USE });
  expect(await billing.usageSummary({ accountId: account, by: "MODEL" })).toMatchObject([{ key: "gpt-4o-mini", requests: 1, cost: COST }]);
  expect(await billing.holds({ accountId: account, status: "OPEN" })).toEqual([]);
  expect(await billing.quotas({ accountId: "nobody" })).toBeNull();
});

test("node tells what an id is of", async () => {
  const { usage } = await direct.recordUsage({ accountId: account, ...USE });
  expect(await direct.node({ id: usage.id })).toEqual({ __typename: "Usage", id: usage.id });
});

test("an aborted request stops waiting", async () => {
  const stop = new AbortController();
  front.faults.push({ status: 503, retryAfter: "30" });
  const asked = billing.packs({ signal: stop.signal });
  while (front.faults.length > 0) await new Promise((done) => setImmediate(done));
  stop.abort(new Error("enough"));
  await expect(asked).rejects.toThrow("enough");
});
