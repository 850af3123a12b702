const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Milliseconds to wait before attempt number `attempt` (0 is the first retry): doubling, half of it random. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return full * (0.5 + random() / 2);
}
