/** A smaller difference comes from the Date header's rounding and the network. */
const NOTICEABLE_MS = 2_000;

/** The server's time, from its answers, because this machine's clock may be wrong. */
export class ServerClock {
  #offset = 0;

  /** Milliseconds since the epoch. */
  readonly now = (): number => Date.now() + this.#offset;

  /** Reads the time from the Date header of an answer, which is exact to the second. */
  observe(date: string | null, sentAt: number, receivedAt: number): void {
    const written = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(written)) return;
    const offset = written + 500 - (sentAt + receivedAt) / 2;
    this.#offset = Math.abs(offset) < NOTICEABLE_MS ? 0 : offset;
  }
}
