import { backoffMs } from "./backoff";
import { Timer } from "./schedule";
import { nextTurn } from "./state";
import type { BillingState } from "./types";

/** A delay after the turn: the server's clock is known to the second only. */
const AFTER_TURN_MS = 600;
/** Timers overflow after 24.8 days, and a machine may be suspended: read the clock at least this often. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Reads the account again when an allowance or a quota window starts, until the new window is there. The
 * server pushes new windows too, but not over a socket that is down.
 */
export class TurnWatch {
  readonly #now: () => number;
  readonly #read: () => void;
  readonly #timer = new Timer();
  #repetitions = 0;

  constructor(now: () => number, read: () => void) {
    this.#now = now;
    this.#read = read;
  }

  /** Watches for the next turn in `state`, and for no other. */
  watch(state: BillingState): void {
    const turn = nextTurn(state);
    if (turn === null) this.stop();
    else this.#waitFor(turn);
  }

  stop(): void {
    this.#timer.clear();
  }

  #waitFor(turn: number): void {
    const left = turn + AFTER_TURN_MS - this.#now();
    if (left > 0) this.#repetitions = 0;
    const wait = left > 0 ? left : backoffMs(this.#repetitions);
    this.#timer.set(Math.min(wait, LOOK_AGAIN_MS), () => this.#look(turn));
  }

  #look(turn: number): void {
    if (turn + AFTER_TURN_MS <= this.#now()) {
      this.#repetitions += 1;
      this.#read();
    }
    this.#waitFor(turn);
  }
}
