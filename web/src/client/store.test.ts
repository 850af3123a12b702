import { afterEach, describe, expect, it, vi } from "vitest";
import { account, balance, PREMIUM_PLAN, quota } from "../testing/fixtures";
import type { TestServer } from "../testing/server";
import { eventually, serving, type Watched, watching } from "../testing/watch";
import { BillingStore } from "./store";

async function live(server: TestServer, options: Parameters<typeof watching>[1] = {}): Promise<Watched> {
  const watched = watching(server, options);
  await eventually(() => {
    expect(watched.store.state()).toMatchObject({ phase: "ready", connection: "live" });
    expect(server.listeners).toBe(1);
  });
  return watched;
}

function network(onLine: boolean): void {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(onLine);
  window.dispatchEvent(new Event(onLine ? "online" : "offline"));
}

afterEach(() => void vi.restoreAllMocks());

describe("the days of usage", () => {
  it("are those of UTC where the server does not know the reader's time zone", async () => {
    vi.stubEnv("TZ", "Europe/Berlin");
    const server = await serving();
    server.zones = new Set(["UTC"]);
    const { store } = await live(server);
    expect(store.state()).toMatchObject({ phase: "ready", problem: null });
    expect(store.state().overview?.account.byDay).toHaveLength(2);
  });
});

describe("live values", () => {
  it("show every push, and the usage that belongs to it soon after", async () => {
    const server = await serving();
    const { store } = await live(server);
    server.account = account({ byModel: [] });
    server.push(balance({ revision: 8, available: 42 }));
    server.pushQuota(quota({ used: 900_000, remaining: 100_000 }));
    await eventually(() => {
      const { balance: shown, quotas, overview } = store.state();
      expect(shown).toMatchObject({ revision: 8, available: 42 });
      expect(quotas[0]?.used).toBe(900_000);
      expect(overview?.account.byModel).toEqual([]);
    });
  });

  it("read once for many pushes of one burst", async () => {
    const server = await serving();
    const { store } = await live(server);
    const before = server.reads;
    for (let revision = 8; revision <= 60; revision += 1) server.push(balance({ revision }));
    await eventually(() => expect(store.state().overview?.account.balance.revision).toBe(60));
    expect(server.reads - before).toBeLessThanOrEqual(2);
  });

  it("are followed by usage also while pushes never cease", async () => {
    const server = await serving();
    const { store } = await live(server);
    let revision = 7;
    const pushing = setInterval(() => server.push(balance({ revision: (revision += 1) })), 50);
    await eventually(() =>
      expect(store.state().overview?.account.balance.revision).toBeGreaterThan(7),
    ).finally(() => clearInterval(pushing));
  });

  it("never show an older revision than they have shown", async () => {
    const server = await serving();
    const { store, shown } = await live(server);
    for (const revision of [9, 8, 12, 10, 11]) server.pushLate(balance({ revision }));
    server.push(balance({ revision: 13 }));
    await eventually(() => expect(store.state().balance?.revision).toBe(13));
    const revisions = shown.map((state) => state.balance?.revision ?? 0);
    expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
  });

  it("stop with the last listener, and start again with the next", async () => {
    const server = await serving();
    const store = new BillingStore({ endpoint: server.endpoint, getToken: () => "good" });
    for (let times = 0; times < 2; times += 1) {
      const leave = store.subscribe(() => {});
      await eventually(() => expect(server.listeners).toBe(1));
      leave();
      await eventually(() => expect(server.listeners).toBe(0));
    }
  });
});

describe("a socket that drops", () => {
  it("comes back by itself and shows what was missed", async () => {
    const server = await serving();
    const { store, shown } = await live(server);
    server.cut();
    await eventually(() => expect(shown.some(({ connection }) => connection === "reconnecting")).toBe(true));
    server.account = account({ balance: balance({ revision: 20, available: 1 }) });
    await eventually(() => {
      expect(store.state()).toMatchObject({ connection: "live", balance: { revision: 20 } });
      expect(server.listeners).toBe(1);
    });
  });

  it("comes back with what is not pushed, as the plan", async () => {
    const server = await serving();
    const { store } = await live(server);
    server.account = account({ plan: PREMIUM_PLAN });
    server.cut();
    await eventually(() => expect(store.state().overview?.account.plan.name).toBe("PREMIUM"));
  });

  it("comes back to a server that was away, with what it showed before until then", async () => {
    const server = await serving();
    const { store } = await live(server);
    await server.vanish();
    store.refresh();
    await eventually(() =>
      expect(store.state()).toMatchObject({ connection: "reconnecting", problem: { code: "NETWORK" } }),
    );
    expect(store.state()).toMatchObject({ phase: "ready", balance: { revision: 7 } });
    await server.listen();
    await eventually(() => expect(store.state()).toMatchObject({ connection: "live", problem: null }));
  });

  it("does not go back when the server comes back with an older copy", async () => {
    const server = await serving();
    const { store, shown } = await live(server);
    server.account = account({ balance: balance({ revision: 6, available: 1 }) });
    server.cut();
    await eventually(() => {
      expect(shown.some(({ connection }) => connection === "reconnecting")).toBe(true);
      expect(store.state().connection).toBe("live");
    });
    expect(shown.every((state) => (state.balance?.revision ?? 7) >= 7)).toBe(true);
  });
});

describe("the network", () => {
  it("is shown as offline when the browser says so, and comes back at once", async () => {
    const server = await serving();
    const { store } = await live(server);
    network(false);
    expect(store.state().connection).toBe("offline");
    const before = server.reads;
    network(true);
    await eventually(() => expect(store.state().connection).toBe("live"));
    await eventually(() => expect(server.reads).toBeGreaterThan(before));
  });
});

describe("tokens", () => {
  it("are asked for again when the server closes because one expired", async () => {
    const server = await serving();
    const getToken = vi.fn(({ expired }: { expired: boolean }) => (expired ? "newer" : "good"));
    const { store } = await live(server, { getToken });
    server.tokens = new Set(["newer"]);
    server.closeSockets(4403);
    await eventually(() => {
      expect(getToken).toHaveBeenCalledWith({ expired: true });
      expect(store.state()).toMatchObject({ phase: "ready", connection: "live" });
    });
    expect(getToken).toHaveBeenCalledTimes(2);
  });

  it("are asked for again when a query is refused", async () => {
    const server = await serving();
    const { store } = await live(server, { getToken: ({ expired }) => (expired ? "newer" : "good") });
    server.tokens = new Set(["newer"]);
    server.account = account({ byDay: [] });
    store.refresh();
    await eventually(() => expect(store.state().overview?.account.byDay).toEqual([]));
  });

  it("that don't serve sign out, and signing in again goes on", async () => {
    const server = await serving();
    const { store } = await live(server);
    server.tokens.clear();
    server.closeSockets(4403);
    await eventually(() => expect(store.state().phase).toBe("signed-out"));
    const before = server.sockets;
    server.tokens.add("good");
    store.refresh();
    await eventually(() => expect(store.state()).toMatchObject({ phase: "ready", connection: "live" }));
    expect(server.sockets).toBe(before + 1);
  });

  it("that are missing sign out without a request", async () => {
    const server = await serving();
    const { store } = watching(server, { getToken: () => null });
    await eventually(() => expect(store.state().phase).toBe("signed-out"));
    expect(server).toMatchObject({ reads: 0, sockets: 0 });
  });
});

describe("a failure", () => {
  it("at first shows as such, and is repeated until it passes", async () => {
    const server = await serving();
    server.failWith = 503;
    const { store } = watching(server);
    await eventually(() =>
      expect(store.state()).toMatchObject({ phase: "failed", problem: { code: "UNAVAILABLE" } }),
    );
    server.failWith = null;
    await eventually(() => expect(store.state()).toMatchObject({ phase: "ready", problem: null }));
  });

  it("is repeated only after the time that the server asks to wait", async () => {
    const server = await serving();
    server.failWith = 429;
    server.retryAfter = 90;
    const timers = vi.spyOn(globalThis, "setTimeout");
    const { store } = watching(server);
    await eventually(() => expect(store.state().phase).toBe("failed"));
    expect(timers.mock.calls.map(([, delay]) => delay)).toContain(90_000);
    expect(server.reads).toBe(0);
  });

  it("of an account that is not there has its code", async () => {
    const server = await serving();
    server.account = null;
    const { store } = watching(server);
    await eventually(() =>
      expect(store.state()).toMatchObject({ phase: "failed", problem: { code: "NOT_FOUND" } }),
    );
  });
});

describe("a window's end", () => {
  it("is read anew by itself, by the server's clock", async () => {
    const server = await serving();
    server.skewMs = 3_600_000;
    const soon = new Date(Date.now() + server.skewMs + 1_500).toISOString();
    const later = "2027-12-01T00:00:00Z";
    server.account = account({ balance: balance({ nextReset: soon, available: 3 }), quotas: [] });
    const { store } = await live(server);
    expect(store.state().balance?.available).toBe(3);
    server.account = account({ balance: balance({ nextReset: later, available: 10_000 }), quotas: [] });
    await eventually(() =>
      expect(store.state().balance).toMatchObject({ nextReset: later, available: 10_000 }),
    );
  });

  it("is read again while the server still tells of the old window", async () => {
    const server = await serving();
    const past = new Date(Date.now() - 1_000).toISOString();
    server.account = account({ balance: balance({ nextReset: past }), quotas: [] });
    await live(server);
    await eventually(() => expect(server.reads).toBeGreaterThanOrEqual(3));
  });
});

describe("a checkout", () => {
  it("answers the payment page, and carries the account and a key of its own", async () => {
    const server = await serving();
    const { checkout } = watching(server).store;
    expect(await checkout.buy("starter")).toBe("https://pay.example/1");
    expect(await checkout.subscribe("PREMIUM")).toBe("https://pay.example/1");
    expect(server.checkouts.map(({ item }) => item)).toEqual(["starter", "PREMIUM"]);
    expect(new Set(server.checkouts.map((one) => one.idempotencyKey)).size).toBe(2);
  });

  it("repeats the key after a failure, and takes a new one after a success", async () => {
    const server = await serving();
    const { checkout } = watching(server).store;
    server.checkout = { __typename: "PaymentUnavailable", code: "PAYMENT_UNAVAILABLE", message: "Later." };
    await expect(checkout.buy("starter")).rejects.toMatchObject({ code: "PAYMENT_UNAVAILABLE" });
    server.checkout = { checkoutUrl: "https://pay.example/2" };
    await checkout.buy("starter");
    await checkout.buy("starter");
    const [first, second, third] = server.checkouts.map((one) => one.idempotencyKey);
    expect(first).toBe(second);
    expect(third).not.toBe(second);
  });

  it("leads to web addresses only", async () => {
    const server = await serving();
    server.checkout = { checkoutUrl: "javascript:alert(1)" };
    await expect(watching(server).store.checkout.buy("starter")).rejects.toMatchObject({ code: "INTERNAL" });
  });
});
