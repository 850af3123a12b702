import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Balance, Billing, Unauthenticated } from "../src/index.js";
import { Service } from "./support/service.js";

let service: Service;
let key: string;
const USE = { model: "gpt-4o-mini", inputTokens: 10, outputTokens: 1 };

beforeAll(async () => {
  service = await Service.start();
  key = await service.key("usage:write", "accounts:read", "accounts:write");
});
afterAll(() => service.stop());

async function next<T>(live: AsyncIterator<T>): Promise<T> {
  return (await live.next()).value as T;
}

test("a balance goes on after a crash of the service, and shows no revision twice", async () => {
  const billing = new Billing(service.url, { token: key });
  await billing.openAccount({ accountId: "alice" });
  const live = billing.liveBalance({ accountId: "alice" });
  const shown: Balance[] = [await next(live)];
  await billing.recordUsage({ accountId: "alice", ...USE });
  shown.push(await next(live));
  await service.kill();
  const waiting = next(live);
  await service.run();
  const { balance } = await billing.recordUsage({ accountId: "alice", ...USE });
  shown.push(await waiting);
  expect(shown.at(-1)!.revision).toBe(balance.revision);
  expect(shown.map(({ available }) => available)).toEqual([1_000_000, 1_000_000 - 37, 1_000_000 - 74]);
  await live.return!();
  expect(await live.next()).toEqual({ done: true, value: undefined });
  await billing.close();
});

test("a slow reader gets the present balance", async () => {
  const billing = new Billing(service.url, { token: key });
  await billing.openAccount({ accountId: "slow" });
  const live = billing.liveBalance({ accountId: "slow" });
  const other = billing.liveBalance({ accountId: "slow" });
  await next(live);
  let { revision } = await next(other);
  for (let used = 0; used < 3; used += 1) await billing.recordUsage({ accountId: "slow", ...USE });
  const { balance } = (await billing.account({ id: "slow" }))!;
  while (revision < balance.revision) ({ revision } = await next(other));
  expect((await next(live)).revision).toBe(balance.revision);
  await billing.close();
});

test("quotas and alerts are live", async () => {
  const billing = new Billing(service.url, { token: key });
  await billing.openAccount({ accountId: "bob" });
  const quotas = billing.liveQuota({ accountId: "bob", models: ["small-free"] });
  const alerts = billing.liveAlerts({ accountId: "bob" });
  expect((await next(quotas)).used).toBe(0);
  const alert = next(alerts);
  await billing.recordUsage({ accountId: "bob", model: "small-free", inputTokens: 1, outputTokens: 1 });
  expect((await next(quotas)).used).toBe(1);
  let told = false;
  void alert.then(() => (told = true));
  // Nothing tells when a subscription without a first value begins, so alerts are set until one is told.
  for (let threshold = 999_990; !told; threshold -= 37) {
    await billing.setAlert({ accountId: "bob", kind: "BALANCE_BELOW", threshold });
    await billing.recordUsage({ accountId: "bob", ...USE });
    await billing.removeAlert({ accountId: "bob", kind: "BALANCE_BELOW", threshold });
  }
  expect(await alert).toMatchObject({ kind: "BALANCE_BELOW" });
  await billing.close();
});

test("a refused token ends the iterator, and is not sent again and again", async () => {
  const sent: (string | undefined)[] = [];
  const source = (refused?: string) => {
    sent.push(refused);
    return "none";
  };
  const billing = new Billing(service.url, { token: source });
  await expect(billing.liveBalance().next()).rejects.toThrow(Unauthenticated);
  expect(sent.length).toBeLessThanOrEqual(2);
  const renewed = new Billing(service.url, { token: (refused) => (refused === "none" ? key : "none"), webSocket: WebSocket });
  expect((await next(renewed.liveBalance({ accountId: "alice" }))).accountId).toBe("alice");
  await renewed.close();
});

test("an aborted iterator ends", async () => {
  const billing = new Billing(service.url, { token: key });
  const stop = new AbortController();
  const live = billing.liveBalance({ accountId: "alice" }, { signal: stop.signal });
  await live.next();
  const waiting = live.next();
  stop.abort();
  expect((await waiting).done).toBe(true);
  await billing.close();
});
