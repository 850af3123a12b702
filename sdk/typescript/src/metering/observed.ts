import type { Told } from "./deltas.js";
import type { Tally } from "./tally.js";

const LAST_EVENTS_MAX = 3;
const LAST_EVENTS_MS = 1_000;

/** Told of the reading of a stream. */
export interface Reader {
  /** Waits for the provider; the hold is kept alive meanwhile. */
  waiting<T>(provider: Promise<T>): Promise<T>;
  /** Throws if the stream may not be read any more. */
  check(): void;
  /** The stream has ended, or was left. */
  done(): Promise<void>;
  /** Stops the provider, which is waited for. */
  stop?(): void;
  /** The caller's. */
  signal?: AbortSignal | undefined;
}

/** The events of a provider's stream, each noted in the tally before it is handed on. */
export class Observed<T> implements AsyncIterableIterator<T> {
  readonly #events: AsyncIterator<T>;
  readonly #tally: Tally;
  readonly #reader: Reader;
  readonly #hidden: (event: T) => boolean;
  #isDone = false;
  #isWaiting = false;

  constructor(events: AsyncIterable<T>, tally: Tally, reader: Reader, hidden: (event: T) => boolean = () => false) {
    this.#events = events[Symbol.asyncIterator]();
    this.#tally = tally;
    this.#reader = reader;
    this.#hidden = hidden;
  }

  async next(): Promise<IteratorResult<T>> {
    if (this.#isDone) return { done: true, value: undefined };
    this.#reader.check();
    try {
      for (;;) {
        const result = await this.#next();
        if (result.done) return await this.#end();
        this.#tally.observe(result.value);
        if (!this.#hidden(result.value)) return result;
      }
    } catch (error) {
      if (this.#isDone) throw error;
      this.#tally.take(toldByError(error, this.#reader.signal));
      await this.#end();
      throw error;
    }
  }

  /** `break`, or an exception of the reader. */
  async return(): Promise<IteratorResult<T>> {
    if (this.#isDone) return { done: true, value: undefined };
    try {
      if (this.#isWaiting) this.#stop();
      else {
        await this.#readCounts();
        await this.#events.return?.();
      }
    } finally {
      await this.#end();
    }
    return { done: true, value: undefined };
  }

  async #next(): Promise<IteratorResult<T>> {
    this.#isWaiting = true;
    try {
      return await this.#reader.waiting(this.#events.next());
    } finally {
      this.#isWaiting = false;
    }
  }

  /** A generator would return only after the provider's next event, which may never come. */
  #stop(): void {
    this.#reader.stop?.();
    this.#events.return?.().catch(() => {});
  }

  async throw(error: unknown): Promise<IteratorResult<T>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The output is complete, but the counts come behind it: read a few more events, for a moment. */
  async #readCounts(): Promise<void> {
    if (!this.#tally.isEnded || this.#tally.isCounted) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((done) => {
      timer = setTimeout(done, LAST_EVENTS_MS, undefined);
    });
    for (let read = 0; read < LAST_EVENTS_MAX && !this.#tally.isCounted; read += 1) {
      const result = await Promise.race([late, this.#events.next().catch(() => undefined)]);
      if (!result || result.done) break;
      this.#tally.observe(result.value);
    }
    clearTimeout(timer);
  }

  async #end(): Promise<IteratorResult<T>> {
    this.#isDone = true;
    await this.#reader.done();
    return { done: true, value: undefined };
  }
}

/** What an error in a stream tells: the caller gave up, the connection broke, or the provider failed. */
export function toldByError(error: unknown, signal?: AbortSignal): Told {
  if (isAbort(error, signal)) return {};
  return isLost(error) ? { lost: true } : { failed: true };
}

const BROKEN = /^(?:ECONNRESET|EPIPE|ETIMEDOUT|UND_ERR_)/;

/** Whether the connection broke: `fetch` says so with a TypeError, Node.js with a code, the providers' packages with a class. */
function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isKnown = error instanceof TypeError || error.constructor.name.startsWith("APIConnection");
  return isKnown || BROKEN.test(String((error as { code?: unknown }).code)) || isLost(error.cause);
}

/** Whether the caller gave up: by `signal`, with any reason, or as the error says. */
export function isAbort(error: unknown, signal?: AbortSignal): boolean {
  if (signal?.aborted) return true;
  if (!(error instanceof Error)) return false;
  // The packages of OpenAI and Anthropic have a class of their own, whose name a bundler may change.
  return ["AbortError", "TimeoutError"].includes(error.name) || error.constructor.name === "APIUserAbortError" || error.message === "Request was aborted.";
}
