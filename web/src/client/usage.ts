import type { UsageSum } from "./types";

export const USAGE_DAYS = 30;
const DAY_MS = 86_400_000;

export type Measure = "tokens" | "cost" | "requests";

export interface DayOfUsage {
  /** Milliseconds since the epoch of its start in UTC. */
  day: number;
  amount: number;
}

/** The start of the UTC day with which a plot that ends at `now` begins. */
export function firstDay(now: number): Date {
  return new Date(now - (now % DAY_MS) - (USAGE_DAYS - 1) * DAY_MS);
}

export function amountOf(sum: UsageSum, measure: Measure): number {
  return measure === "tokens" ? sum.inputTokens + sum.outputTokens : sum[measure];
}

/** Every day up to `now`, also those without any use. */
export function byDay(sums: readonly UsageSum[], measure: Measure, now: number): DayOfUsage[] {
  const amounts = new Map(sums.map((sum) => [Date.parse(sum.key), amountOf(sum, measure)]));
  const first = firstDay(now).getTime();
  return Array.from({ length: USAGE_DAYS }, (_, index) => {
    const day = first + index * DAY_MS;
    return { day, amount: amounts.get(day) ?? 0 };
  });
}

/** Those with the largest amounts first, without those that have none. */
export function largest(sums: readonly UsageSum[], measure: Measure, count: number): UsageSum[] {
  return sums
    .filter((sum) => amountOf(sum, measure) > 0)
    .sort((one, other) => amountOf(other, measure) - amountOf(one, measure))
    .slice(0, count);
}

export function total(sums: readonly UsageSum[], measure: Measure): number {
  return sums.reduce((sum, one) => sum + amountOf(one, measure), 0);
}
