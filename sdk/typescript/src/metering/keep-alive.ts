import type { Billing } from "../billing.js";
import { Refused } from "../errors.js";
import type { Hold } from "../generated/types.js";

/** Extends a hold while the provider is waited for. Who stops reading lets it expire; it can still be settled then. */
export class KeepAlive {
  readonly #billing: Billing;
  readonly #hold: Hold;
  readonly #ttlSeconds: number;
  #extendedAt = performance.now();
  #isStopped = false;

  constructor(billing: Billing, hold: Hold, ttlSeconds: number) {
    this.#billing = billing;
    this.#hold = hold;
    this.#ttlSeconds = ttlSeconds;
  }

  /** Wait for the provider, and extend the hold whenever half of its time is over. */
  async during<T>(provider: Promise<T>): Promise<T> {
    this.#extendIfDue();
    const timer = setInterval(() => this.#extendIfDue(), this.#halfMs / 2);
    try {
      return await provider;
    } finally {
      clearInterval(timer);
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  get #halfMs(): number {
    return (this.#ttlSeconds * 1_000) / 2;
  }

  #extendIfDue(): void {
    if (this.#isStopped || performance.now() - this.#extendedAt < this.#halfMs) return;
    this.#extendedAt = performance.now();
    const extended = this.#billing.extendHold({ holdId: this.#hold.id, ttlSeconds: this.#ttlSeconds });
    extended.catch((error: unknown) => {
      // A closed hold is not extended any more. Anything else is tried again at half of the time; the settlement records the use in any case.
      if (error instanceof Refused) this.stop();
    });
  }
}
