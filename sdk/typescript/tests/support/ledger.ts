import { expect } from "vitest";
import { Billing, type LedgerEntry, type Usage } from "../../src/index.js";
import type { Service } from "./service.js";

const ALLOWANCE = 1_000_000;

/** The accounts of one test file, and what their ledgers say. */
export class Ledger {
  #made = 0;

  constructor(readonly billing: Billing) {}

  static async of(service: Service): Promise<Ledger> {
    const token = await service.key("usage:write", "accounts:read", "accounts:write");
    return new Ledger(new Billing(service.url, { token }));
  }

  /** A new account with 1,000,000 tokens, or with fewer. */
  async account(tokens = ALLOWANCE): Promise<string> {
    const accountId = `account-${(this.#made += 1)}`;
    await this.billing.openAccount({ accountId });
    const left = (ALLOWANCE - tokens) / 2;
    // Embeddings cost 2 tokens each.
    if (left > 0) await this.billing.recordUsage({ accountId, model: "text-embedding-3-small", inputTokens: left, outputTokens: 0 });
    return accountId;
  }

  /** The newest use; null if there is none. */
  async use(account: string): Promise<Usage | null> {
    for await (const use of this.billing.usage({ accountId: account, first: 1 })) return use;
    return null;
  }

  /** Expect that the account has spent exactly this, that nothing is held, and that its entries say the same. */
  async spent(account: string, tokens: number): Promise<void> {
    const { balance } = (await this.billing.account({ id: account }))!;
    expect({ spent: ALLOWANCE - balance.available, held: balance.held, debt: balance.debt }).toEqual({ spent: tokens, held: 0, debt: 0 });
    const entries: LedgerEntry[] = [];
    for await (const entry of this.billing.ledger({ accountId: account })) entries.push(entry);
    expect(entries.reduce((sum, entry) => sum + entry.tokens, 0)).toBe(ALLOWANCE - tokens);
  }
}
