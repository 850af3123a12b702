import { LiveBalanceDocument, LiveQuotaDocument } from "../generated/operations";
import { backoffMs } from "./backoff";
import type { Credentials } from "./credentials";
import { problemIn, SignedOut } from "./errors";
import type { Link, Result, Sink } from "./link";
import { operationOf } from "./transport";
import type { Balance, Problem, Quota } from "./types";

/** The close code with which the server refuses a token, also an expired one. */
const FORBIDDEN = 4403;

export interface LiveOptions {
  /** Opens a connection with this token. */
  open: (token: string) => Link;
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
  #link: Link | null = null;
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
    const link = this.#link;
    this.#link = null;
    link?.terminate();
  }

  /** Reconnects at once, without waiting for the backoff or the next missed ping. */
  restart(): void {
    this.stop();
    this.start();
  }

  async #connect(): Promise<void> {
    try {
      const token = await this.#options.credentials.token();
      if (this.#running && this.#link === null) this.#open(token);
    } catch (error) {
      if (error instanceof SignedOut) this.#end(this.#options.onSignedOut);
      else this.#retry();
    }
  }

  #open(token: string): void {
    const link = this.#options.open(token);
    this.#link = link;
    const { onBalance, onQuota, accountId } = this.#options;
    const variables = { accountId };
    const drop = (reason: unknown) => this.#dropped(link, token, reason);
    link.subscribe(
      operationOf(LiveBalanceDocument, variables),
      this.#sink<{ balance: Balance }>(link, ({ balance }) => onBalance(balance), drop),
    );
    if (onQuota === undefined) return;
    link.subscribe(
      operationOf(LiveQuotaDocument, variables),
      this.#sink<{ quota: Quota }>(link, ({ quota }) => onQuota(quota), drop),
    );
  }

  #sink<Data>(link: Link, show: (data: Data) => void, drop: (reason: unknown) => void): Sink {
    return {
      next: ({ data }: Result) => {
        if (this.#link !== link) return;
        this.#arrived();
        if (data) show(data as Data);
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
  #dropped(link: Link, token: string, reason: unknown): void {
    if (this.#link !== link) return;
    this.#link = null;
    link.terminate();
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
    if (!this.#running || this.#link) return;
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

function isForbidden(reason: unknown): boolean {
  return typeof reason === "object" && reason !== null && "code" in reason && reason.code === FORBIDDEN;
}

function isPassing({ code }: Problem): boolean {
  return code === "UNAVAILABLE" || code === "INTERNAL" || code === "RATE_LIMITED";
}

