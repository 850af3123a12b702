import { completed } from "./client/documents.js";
import { Http } from "./client/http.js";
import { Live } from "./client/live.js";
import { eachItem } from "./client/pages.js";
import { at, unwrapped } from "./client/results.js";
import { Session } from "./client/session.js";
import { Api } from "./generated/api.js";
import { Call, metered } from "./metering/call.js";
import { Meter, type Metered } from "./metering/meter.js";
import { Settlements } from "./metering/settlements.js";
import { wrapAnthropic } from "./wrapping/anthropic.js";
import { wrapOpenAI } from "./wrapping/openai.js";
import type { WrapSettings } from "./wrapping/settings.js";
import type { BillingOptions, LiveOptions, RequestOptions } from "./options.js";

const MAX_OUTPUT_TOKENS = 4_096;

/**
 * The client of the service at `url` (…/graphql): the whole API as methods, and `metered`.
 *
 * A request is sent again while the reason passes (no answer, 429, 503), with the same idempotency key.
 * Refusals of the rules are thrown as `Refused`, mistakes as `ApiError`.
 */
export class Billing extends Api {
  /** Output tokens that a metered call holds if it names no maximum. */
  readonly maxOutputTokens: number;
  /** What is left to be recorded. */
  readonly settlements: Settlements;
  readonly #http: Http;
  readonly #live: Live;

  constructor(url: string, options: BillingOptions = {}) {
    super();
    const session = new Session(options.token);
    this.maxOutputTokens = options.maxOutputTokens ?? MAX_OUTPUT_TOKENS;
    this.settlements = new Settlements(options);
    this.#http = new Http(url, session, options);
    this.#live = new Live(url, session, options);
  }

  /**
   * Make a metered call: place a hold, call `make`, and record what was used, whatever happens. `make` hands the
   * provider's reply to `call.stream` or `call.response`. Returns what `make` returns.
   */
  async metered<T>(call: Metered, make: (call: Call) => Promise<T> | T): Promise<T> {
    return metered(await Meter.open(this, call), make);
  }

  /** A client like this one of the package `openai`, whose calls are metered. */
  wrapOpenAI<T extends object>(client: T, settings: Omit<WrapSettings, "billing">): T {
    return wrapOpenAI(client, { ...settings, billing: this });
  }

  /** A client like this one of the package `@anthropic-ai/sdk`, whose messages are metered. */
  wrapAnthropic<T extends object>(client: T, settings: Omit<WrapSettings, "billing">): T {
    return wrapAnthropic(client, { ...settings, billing: this });
  }

  /** Send a document of your own; return its data. */
  async execute<T = Record<string, unknown>>(document: string, variables: object = {}, options: RequestOptions = {}): Promise<T> {
    return (await this.#http.send(document, variables, options)) as T;
  }

  /** Wait until every use is recorded. Raises Unsettled if one was given up. */
  async flush(): Promise<void> {
    await this.settlements.flush();
  }

  /** Wait until every use is recorded, and close the websocket. */
  async close(): Promise<void> {
    await this.#live.close();
    await this.flush();
  }

  protected async ask<T>(document: string, variables: object, path: string[], options: RequestOptions): Promise<T> {
    return unwrapped(at(await this.#http.send(completed(document), variables, options), path)) as T;
  }

  protected pages<T>(document: string, variables: object, path: string[], options: RequestOptions): AsyncIterableIterator<T> {
    const page = (after: string | null) => this.ask(document, { ...variables, after }, path, options);
    return eachItem(page) as AsyncIterableIterator<T>;
  }

  protected live<T>(document: string, variables: object, path: string[], options: LiveOptions): AsyncIterableIterator<T> {
    return this.#live.values(completed(document), variables, path, options);
  }
}
