import { BillingError, Unmetered } from "../errors.js";
import type { Hold, Usage } from "../generated/types.js";
import type { Counts } from "./counts.js";
import type { Meter } from "./meter.js";
import { isAbort, Observed } from "./observed.js";
import { Tally } from "./tally.js";

/** A metered call, for the function that makes it. Hand each reply of the provider to `stream` or `response`. */
export class Call {
  readonly #meter: Meter;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /** The hold of the call. */
  get hold(): Hold {
    return this.#meter.hold;
  }

  /** Output tokens that the hold covers. Give it to the provider as the limit of the output. */
  get maxOutputTokens(): number {
    return this.#meter.hold.maxOutputTokens;
  }

  /** What was recorded: id, cost, tokens, charges. Undefined before the end, and if nothing was charged. */
  get usage(): Usage | undefined {
    return this.#meter.usage;
  }

  /** Return the same events, counted. Read them inside of the function. */
  stream<T>(events: AsyncIterable<T>): AsyncIterableIterator<T> {
    this.#check();
    const tally = new Tally();
    this.#meter.tallies.push(tally);
    return new Observed(events, tally, {
      waiting: (provider) => this.#meter.alive.during(provider),
      check: () => this.#check(),
      done: async () => {},
      signal: this.#meter.signal,
    });
  }

  /** Count a reply that came at once; return it. A promise is waited for, and the hold kept alive meanwhile. */
  response<T extends object>(reply: Promise<T>): Promise<T>;
  response<T extends object>(reply: T): T;
  response<T extends object>(reply: T | Promise<T>): T | Promise<T> {
    this.#check();
    if (reply instanceof Promise) return this.#meter.alive.during(reply).then((one) => this.response(one));
    this.#meter.tallies.push(Tally.of(reply));
    return reply;
  }

  /** Tell what the call used, for a provider whose replies are not known here. Without tokens, nothing is charged. */
  record(counts: Counts): void {
    this.#check();
    this.#meter.recorded.push(counts);
  }

  #check(): void {
    if (this.#meter.isSettled) throw new Unmetered("The call is settled: read its stream inside of the function.");
  }
}

/** Make a call: the function gets its hold, and what it used is settled when the function has ended, however it ends. */
export async function metered<T>(meter: Meter, make: (call: Call) => Promise<T> | T): Promise<T> {
  let made: T;
  try {
    made = await meter.alive.during(Promise.resolve(make(new Call(meter))));
  } catch (error) {
    await settleAfter(meter, error);
    throw error;
  }
  if (meter.isReported) await meter.settle();
  else {
    await meter.release();
    throw new Unmetered("The function told nothing: hand the provider's reply to call.response or call.stream.");
  }
  return made;
}

/** Settle a call whose function has failed. The function's error is the one that the caller gets; the settlement's is reported. */
async function settleAfter(meter: Meter, error: unknown): Promise<void> {
  try {
    if (meter.isReported) await meter.settle();
    else if (isAbort(error, meter.signal)) await meter.settle(true);
    else await meter.release();
  } catch (settling) {
    if (!(settling instanceof BillingError)) throw settling;
  }
}
