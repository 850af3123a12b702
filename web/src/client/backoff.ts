const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before attempt number `attempt` (0 is the first repetition): doubling, half of it by chance. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return full * (0.5 + random() / 2);
}
