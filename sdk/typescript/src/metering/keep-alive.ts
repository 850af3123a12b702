import type { Billing } from "../billing.js";
import { Refused } from "../errors.js";
import type { Hold } from "../generated/types.js";

/** Extends a hold while the provider is waited for. Who stops reading lets it expire; it can still be settled then. */
export class KeepAlive {
  readonly #billing: Billing;
  readonly #hold: Hold;
  readonly #ttlSeconds: number;
  readonly #timer: ReturnType<typeof setInterval>;
  #extendedAt = performance.now();
  #waiting = 0;

  constructor(billing: Billing, hold: Hold, ttlSeconds: number) {
    this.#billing = billing;
    this.#hold = hold;
    this.#ttlSeconds = ttlSeconds;
    this.#timer = setInterval(() => this.#extendIfDue(), this.#halfMs / 2);
    // In Node.js, it alone does not keep the process.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** Wait for the provider. Meanwhile the hold is extended whenever half of its time is over. */
  async during<T>(provider: Promise<T>): Promise<T> {
    this.#waiting += 1;
    try {
      return await provider;
    } finally {
      this.#waiting -= 1;
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  get #halfMs(): number {
    return (this.#ttlSeconds * 1_000) / 2;
  }

  #extendIfDue(): void {
    if (this.#waiting < 1 || performance.now() - this.#extendedAt < this.#halfMs) return;
    this.#extendedAt = performance.now();
    const extended = this.#billing.extendHold({ holdId: this.#hold.id, ttlSeconds: this.#ttlSeconds });
    extended.catch((error: unknown) => {
      // A closed hold is not extended any more. Anything else is tried again at half of the time; the settlement records the use in any case.
      if (error instanceof Refused) this.stop();
    });
  }
}
