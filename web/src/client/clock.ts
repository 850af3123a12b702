/** Below this a difference is the rounding of the Date header and the way of the answer. */
const NOTICEABLE_MS = 2_000;

/** The server's time, as far as its answers tell it: this machine's clock may be wrong. */
export class ServerClock {
  #offset = 0;

  /** Milliseconds since the epoch. */
  readonly now = (): number => Date.now() + this.#offset;

  /** Learns from an answer's Date header, which names the second in which it was written. */
  observe(date: string | null, sentAt: number, receivedAt: number): void {
    const written = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(written)) return;
    const offset = written + 500 - (sentAt + receivedAt) / 2;
    this.#offset = Math.abs(offset) < NOTICEABLE_MS ? 0 : offset;
  }
}
