import { backoffMs } from "../client/waiting.js";
import { passes } from "../client/http.js";
import { InternalError, type Settlement, Unsettled } from "../errors.js";
import type { BillingOptions } from "../options.js";

const FOR_MS = 15 * 60 * 1_000;
const WAIT_MS_MAX = 30_000;

/** Delivers settlements. One that cannot be delivered now is tried again in the background, and reported if it is given up. */
export class Settlements {
  readonly #options: BillingOptions;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #waiting = new Set<() => void>();
  #failed: Unsettled[] = [];

  constructor(options: BillingOptions) {
    this.#options = options;
  }

  /** Return what `send` returns; undefined if it goes on in the background. Raises Unsettled if it is refused for good. */
  async deliver<T>(settlement: Settlement, send: () => Promise<T>): Promise<T | undefined> {
    const delivered = untilDelivered(() => this.#report(settlement, "the process has ended"));
    try {
      const answer = await send();
      delivered();
      return answer;
    } catch (error) {
      if (mayPass(error)) this.beside(this.#later(settlement, send, error).finally(delivered));
      else {
        delivered();
        throw this.#report(settlement, error);
      }
      return undefined;
    }
  }

  /** Let `flush` wait for this too. Its failure is nobody's. */
  beside(work: Promise<unknown>): void {
    const done = work.catch(() => {}).finally(() => this.#pending.delete(done));
    this.#pending.add(done);
  }

  /** Wait until all are delivered, each of them tried at once. Raises the Unsettled of one that was given up. */
  async flush(): Promise<void> {
    for (const hurry of this.#waiting) hurry();
    await Promise.all(this.#pending);
    const [first] = this.#failed.splice(0);
    if (first) throw first;
  }

  async #later(settlement: Settlement, send: () => Promise<unknown>, first: unknown): Promise<void> {
    const end = Date.now() + (this.#options.settleForMs ?? FOR_MS);
    let error = first;
    for (let tried = 3; mayPass(error) && Date.now() < end; tried += 1) {
      await this.#wait(Math.min(backoffMs(tried, WAIT_MS_MAX), Math.max(0, end - Date.now())));
      try {
        await send();
        return;
      } catch (again) {
        error = again;
      }
    }
    this.#failed.push(this.#report(settlement, error));
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }

  #report(settlement: Settlement, cause: unknown): Unsettled {
    const error = new Unsettled(settlement, cause);
    const { onUnsettled } = this.#options;
    if (onUnsettled) quietly(() => onUnsettled(settlement, error));
    else console.error(error.message);
    return error;
  }
}

/** Tell the program. Its own failure to hear it changes nothing of the settlement. */
export function quietly(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    console.error(error);
  }
}

const undelivered = new Set<() => void>();
let hears = false;

/** In Node.js, `process.exit()` does not wait: what is not delivered then is reported. Returns a function that ends this. */
function untilDelivered(report: () => void): () => void {
  undelivered.add(report);
  if (!hears) {
    hears = true;
    const { process } = globalThis as { process?: { on?: (event: "exit", hear: () => void) => void } };
    process?.on?.("exit", () => undelivered.forEach((each) => each()));
  }
  return () => undelivered.delete(report);
}

const mayPass = (error: unknown) => passes(error) || error instanceof InternalError;
