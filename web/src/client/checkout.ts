import { StartPurchaseDocument, StartSubscriptionDocument } from "../generated/operations";
import { RequestFailed } from "./errors";
import type { Request } from "./transport";

/** Where the payment page leads; by default the page that contains the widget. */
export interface ReturnUrls {
  successUrl?: string | undefined;
  cancelUrl?: string | undefined;
}

type Started = { checkoutUrl: string } | { code: string; message: string };

/** Starts payments. A retry uses the key of the first attempt, so that nothing is bought twice. */
export class Checkout {
  readonly #request: Request;
  readonly #accountId: string | undefined;
  readonly #keys = new Map<string, string>();

  constructor(request: Request, accountId: string | undefined) {
    this.#request = request;
    this.#accountId = accountId;
  }

  /** Returns the URL of the payment page. Raises RequestFailed, also for a refusal, and SignedOut. */
  buy(pack: string, urls: ReturnUrls = {}): Promise<string> {
    return this.#start(`pack ${pack}`, async (idempotencyKey) => {
      const input = { pack, idempotencyKey, accountId: this.#accountId, ...returnTo(urls) };
      return (await this.#request(StartPurchaseDocument, { input })).purchasePack;
    });
  }

  /** Like `buy`, for a plan. */
  subscribe(plan: string, urls: ReturnUrls = {}): Promise<string> {
    return this.#start(`plan ${plan}`, async (idempotencyKey) => {
      const input = { plan, idempotencyKey, accountId: this.#accountId, ...returnTo(urls) };
      return (await this.#request(StartSubscriptionDocument, { input })).subscribe;
    });
  }

  async #start(item: string, begin: (key: string) => Promise<Started>): Promise<string> {
    const key = this.#keys.get(item) ?? newKey();
    this.#keys.set(item, key);
    const started = await begin(key);
    if ("code" in started) throw new RequestFailed(started);
    this.#keys.delete(item);
    return webAddress(started.checkoutUrl);
  }
}

export function returnTo({ successUrl, cancelUrl }: ReturnUrls): Required<ReturnUrls> {
  const here = globalThis.location?.href;
  return { successUrl: successUrl ?? here, cancelUrl: cancelUrl ?? here };
}

/** `crypto.randomUUID` is missing on pages without TLS. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `widget-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** A `javascript:` address would run in the page. */
export function webAddress(url: string): string {
  const address = new URL(url, globalThis.location?.href);
  if (address.protocol === "https:" || address.protocol === "http:") return address.href;
  throw new RequestFailed({ code: "INTERNAL", message: "The payment page has no web address." });
}
