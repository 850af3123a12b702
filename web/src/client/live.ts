import { type Client, createClient } from "graphql-ws";
import { LiveBalanceDocument, LiveQuotaDocument } from "../generated/operations";
import { backoffMs } from "./backoff";
import type { Credentials } from "./credentials";
import { problemIn, SignedOut } from "./errors";
import type { Balance, Problem, Quota } from "./types";

/** The close code with which the server refuses a token, also an expired one. */
const FORBIDDEN = 4403;
const PING_EVERY_MS = 12_000;
const PONG_WITHIN_MS = 5_000;

export interface LiveOptions {
  endpoint: string;
  accountId?: string | undefined;
  credentials: Credentials;
  onBalance: (balance: Balance) => void;
  /** Without it, quotas are not subscribed to. */
  onQuota?: (quota: Quota) => void;
  onLive: () => void;
  onDrop: () => void;
  onSignedOut: () => void;
  /** The server refused the subscription itself; it is not tried again. */
  onRefused: (problem: Problem) => void;
}

/** The balance, and quotas if they are wanted, over one websocket that reconnects automatically. */
export class Live {
  readonly #options: LiveOptions;
  #client: Client | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #running = false;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#attempt = 0;
    void this.#connect();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    client?.terminate();
  }

  /** Reconnects at once, without waiting for the backoff or the next missed ping. */
  restart(): void {
    this.stop();
    this.start();
  }

  async #connect(): Promise<void> {
    try {
      const token = await this.#options.credentials.token();
      if (this.#running && this.#client === null) this.#open(token);
    } catch (error) {
      if (error instanceof SignedOut) this.#end(this.#options.onSignedOut);
      else this.#retry();
    }
  }

  #open(token: string): void {
    const client: Client = createClient({
      url: socketUrl(this.#options.endpoint),
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
      keepAlive: PING_EVERY_MS,
      on: pingGuard(() => client.terminate()),
    });
    this.#client = client;
    const { onBalance, onQuota, accountId } = this.#options;
    const variables = { accountId };
    const drop = (reason: unknown) => this.#dropped(client, token, reason);
    client.subscribe<{ balance: Balance }>(
      { query: LiveBalanceDocument.toString(), variables },
      this.#sink(client, ({ balance }) => onBalance(balance), drop),
    );
    if (onQuota === undefined) return;
    client.subscribe<{ quota: Quota }>(
      { query: LiveQuotaDocument.toString(), variables },
      this.#sink(client, ({ quota }) => onQuota(quota), drop),
    );
  }

  #sink<Data>(client: Client, show: (data: Data) => void, drop: (reason: unknown) => void) {
    return {
      next: ({ data }: { data?: Data | null }) => {
        if (this.#client !== client) return;
        this.#arrived();
        if (data) show(data);
      },
      error: drop,
      complete: () => drop(null),
    };
  }

  #arrived(): void {
    this.#attempt = 0;
    this.#options.credentials.accept();
    this.#options.onLive();
  }

  /** All subscriptions report the end of their connection; the first to do so decides. */
  #dropped(client: Client, token: string, reason: unknown): void {
    if (this.#client !== client) return;
    this.#client = null;
    client.terminate();
    if (Array.isArray(reason)) this.#refused(token, problemIn(reason));
    else void this.#again(token, isForbidden(reason));
  }

  #refused(token: string, problem: Problem): void {
    if (problem.code === "UNAUTHENTICATED") void this.#again(token, true);
    else if (isPassing(problem)) void this.#again(token, false);
    else this.#end(() => this.#options.onRefused(problem));
  }

  async #again(token: string, forbidden: boolean): Promise<void> {
    this.#options.onDrop();
    if (forbidden) await this.#options.credentials.refuse(token);
    this.#retry();
  }

  #retry(): void {
    if (!this.#running || this.#client) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), backoffMs(this.#attempt));
    this.#attempt += 1;
  }

  #end(tell: () => void): void {
    if (!this.#running) return;
    this.stop();
    tell();
  }
}

/** The websocket address of an HTTP endpoint; a relative one is the page's own. */
export function socketUrl(endpoint: string): string {
  const url = new URL(endpoint, globalThis.location?.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

function pingGuard(terminate: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ping: (received: boolean) => {
      if (!received) timer = setTimeout(terminate, PONG_WITHIN_MS);
    },
    pong: (received: boolean) => {
      if (received) clearTimeout(timer);
    },
    closed: () => clearTimeout(timer),
  };
}

function isForbidden(reason: unknown): boolean {
  return typeof reason === "object" && reason !== null && "code" in reason && reason.code === FORBIDDEN;
}

function isPassing({ code }: Problem): boolean {
  return code === "UNAVAILABLE" || code === "INTERNAL" || code === "RATE_LIMITED";
}

