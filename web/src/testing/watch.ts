import { afterEach, vi } from "vitest";
import { BillingStore, type StoreOptions } from "../client/store";
import type { BillingState } from "../client/types";
import { TestServer } from "./server";

/** Also on a busy machine; a test may take longer. */
export const WITHIN_MS = 120_000;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A server that ends with the test. */
export async function serving(): Promise<TestServer> {
  const server = await new TestServer().start();
  ends.push(() => server.vanish());
  return server;
}

export interface Watched {
  store: BillingStore;
  /** Every state that was shown. */
  shown: BillingState[];
}

/** A store with a listener for the duration of the test. */
export function watching(server: TestServer, options: Partial<StoreOptions> = {}): Watched {
  const store = new BillingStore({ endpoint: server.endpoint, getToken: () => "good", ...options });
  const shown: BillingState[] = [];
  ends.push(store.subscribe(() => void shown.push(store.state())));
  return { store, shown };
}

/** Waits until the assertion holds. */
export function eventually(assert: () => void): Promise<void> {
  return vi.waitFor(assert, { timeout: WITHIN_MS, interval: 10 });
}
