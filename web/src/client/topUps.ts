import { RemoveTopUpDocument, SaveCardDocument, SetTopUpDocument, TopUpDocument, type TopUpQuery } from "../generated/operations";
import { type ReturnUrls, returnTo, webAddress } from "./checkout";
import { RequestFailed } from "./errors";
import type { Request } from "./transport";

export type TopUp = NonNullable<NonNullable<TopUpQuery["account"]>["autoTopUp"]>;

/** What somebody chooses for a top-up. */
export interface WantedTopUp {
  pack: string;
  below: number;
  maxPerMonth: number;
}

/** The automatic top-up of one account. All of it raises RequestFailed, also for a refusal, and SignedOut. */
export class TopUps {
  readonly #request: Request;
  readonly #accountId: string | undefined;

  constructor(request: Request, accountId: string | undefined) {
    this.#request = request;
    this.#accountId = accountId;
  }

  /** Null if there is none. */
  async read(): Promise<TopUp | null> {
    return (await this.#request(TopUpDocument, { accountId: this.#accountId })).account?.autoTopUp ?? null;
  }

  async set(wanted: WantedTopUp): Promise<void> {
    accept((await this.#request(SetTopUpDocument, { input: { accountId: this.#accountId, ...wanted } })).setAutoTopUp);
  }

  async remove(): Promise<void> {
    accept((await this.#request(RemoveTopUpDocument, { input: { accountId: this.#accountId } })).removeAutoTopUp);
  }

  /** Returns the URL of the payment provider's page that saves a card. */
  async saveCard(urls: ReturnUrls): Promise<string> {
    const input = { accountId: this.#accountId, ...returnTo(urls) };
    const started = (await this.#request(SaveCardDocument, { input })).savePaymentMethod;
    if ("code" in started) throw new RequestFailed(started);
    return webAddress(started.url);
  }
}

function accept(result: object): void {
  if ("code" in result && "message" in result) {
    throw new RequestFailed({ code: String(result.code), message: String(result.message) });
  }
}
