import { type Client, createClient } from "graphql-ws/client";
import { apiError, Unauthenticated } from "../errors.js";
import type { BillingOptions, LiveOptions } from "../options.js";
import { firstError } from "./http.js";
import { News } from "./news.js";
import { at } from "./results.js";
import type { Session } from "./session.js";
import { backoffMs } from "./waiting.js";

const WAIT_MS_MAX = 30_000;
const PING_MS = 12_000;
const PONG_MS = 5_000;
const FORBIDDEN = 4403;
const PASSING = new Set(["UNAVAILABLE", "RATE_LIMITED", "INTERNAL"]);

/** Subscriptions on one websocket, which is opened again after every loss. */
export class Live {
  readonly #url: string;
  readonly #session: Session;
  readonly #options: BillingOptions;
  #client: Promise<Client> | undefined;

  constructor(url: string, session: Session, options: BillingOptions) {
    this.#url = url.replace(/^http/, "ws");
    this.#session = session;
    this.#options = options;
  }

  /** Return the values of a subscription: the present one first, then one for every change. */
  values<T>(query: string, variables: object, path: readonly string[], { signal }: LiveOptions): News<T> {
    let stop = () => {};
    const end = () => news.end();
    const news = new News<T>(() => {
      signal?.removeEventListener("abort", end);
      stop();
    });
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted) news.end();
    else stop = this.#follow({ query, variables: { ...variables } }, path, news);
    return news;
  }

  async close(): Promise<void> {
    await (await this.#client)?.dispose();
  }

  #follow<T>(payload: { query: string; variables: Record<string, unknown> }, path: readonly string[], news: News<T>): () => void {
    let stop: (() => void) | undefined;
    let ended = false;
    let failed = 0;
    const start = async () => {
      const client = await (this.#client ??= this.#connect());
      if (ended) return;
      stop = client.subscribe(payload, {
        next: ({ data, errors }) => {
          failed = 0;
          if (data) news.put(at(data, path) as T);
          else if (errors) fail(errors);
        },
        error: fail,
        complete: () => news.end(),
      });
    };
    const fail = (cause: unknown) => {
      const error = errorOf(cause);
      // The service ends subscriptions for reasons that pass, such as overload.
      if (!("code" in error && PASSING.has(String(error.code)))) return news.end({ error });
      failed += 1;
      setTimeout(() => void (ended || start().catch(fail)), backoffMs(failed, WAIT_MS_MAX));
    };
    start().catch((error: unknown) => news.end({ error }));
    return () => {
      ended = true;
      stop?.();
    };
  }

  async #connect(): Promise<Client> {
    const session = this.#session;
    let sent: string | undefined;
    let pong: ReturnType<typeof setTimeout> | undefined;
    const client = createClient({
      url: this.#url,
      webSocketImpl: this.#options.webSocket ?? (await webSocket()),
      connectionParams: async () => {
        sent = await session.token();
        if (session.isRefused(sent)) throw new Unauthenticated("The token was refused.", "UNAUTHENTICATED");
        return sent === undefined ? undefined : { authorization: `Bearer ${sent}` };
      },
      retryAttempts: Number.POSITIVE_INFINITY,
      retryWait: (retries) => new Promise((done) => setTimeout(done, backoffMs(retries + 1, WAIT_MS_MAX))),
      // A refused connection is an error and no close event; it passes too.
      shouldRetry: (reason) => !(reason instanceof Unauthenticated),
      keepAlive: PING_MS,
      on: {
        ping: (received) => {
          if (!received) pong = setTimeout(() => client.terminate(), PONG_MS);
        },
        pong: (received) => {
          if (received) clearTimeout(pong);
        },
        closed: (event) => {
          clearTimeout(pong);
          if ((event as { code?: number }).code === FORBIDDEN) session.note(sent);
        },
      },
    });
    return client;
  }
}

function errorOf(cause: unknown): Error {
  if (Array.isArray(cause)) return firstError(cause);
  const { code, reason } = (cause ?? {}) as { code?: number; reason?: string };
  if (code === FORBIDDEN) return new Unauthenticated(reason ?? "The token was refused.", "UNAUTHENTICATED");
  if (cause instanceof Error) return cause;
  return apiError(reason ?? "The websocket was closed.", "UNAVAILABLE");
}

/** The platform's WebSocket, or that of the package `ws`. */
async function webSocket(): Promise<unknown> {
  if (typeof WebSocket !== "undefined") return WebSocket;
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ "ws")).WebSocket;
  } catch (cause) {
    throw new Error("Node.js before 22 has no WebSocket: npm install ws", { cause });
  }
}
