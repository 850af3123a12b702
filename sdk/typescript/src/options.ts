import type { Settlement, Unsettled } from "./errors.js";

/** Returns a token or API key. `refused` is the one that the service did not accept; return another one, or the same to give up. */
export type GetToken = (refused?: string) => string | Promise<string>;

export interface BillingOptions {
  /** An API key, the token of a user, or a function that returns one. Left out: what needs no token, such as the catalog. */
  token?: string | GetToken | undefined;
  /** Tries of one request, the first included. Default: 5. */
  tries?: number | undefined;
  /** Milliseconds for one try. Default: 30,000. */
  timeoutMs?: number | undefined;
  /** Another `fetch` than the global one. */
  fetch?: typeof fetch | undefined;
  /** A WebSocket class. Default: the global one, or that of the package `ws` in Node.js before 22. */
  webSocket?: unknown;
  /** Output tokens that a metered call holds if it names no maximum. Default: 4,096. */
  maxOutputTokens?: number | undefined;
  /** Milliseconds for which a settlement that cannot be delivered is tried again. Default: 900,000, which are 15 minutes. */
  settleForMs?: number | undefined;
  /** Told of each use that could not be recorded. Default: an error on the console, with all that is needed to record it by hand. */
  onUnsettled?: ((settlement: Settlement, error: Unsettled) => void) | undefined;
}

export interface RequestOptions {
  /** Gives up when it is aborted. */
  signal?: AbortSignal | undefined;
}

export interface LiveOptions {
  /** Ends the iterator when it is aborted. */
  signal?: AbortSignal | undefined;
}
