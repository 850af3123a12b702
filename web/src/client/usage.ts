import type { Detail, ModelSum, UsageSum } from "./types";

export const USAGE_DAYS = 30;
export const UTC = "UTC";

export type Measure = "tokens" | "cost" | "requests";

export interface DayOfUsage {
  /** A day of the reader's calendar, as milliseconds since the epoch of that date in UTC. */
  day: number;
  amount: number;
}

/** The reader's time zone, by its name in the IANA database; days are counted in it. */
export function timeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone ?? UTC;
}

/** The start of the first local day of a plot that ends at `now`. */
export function firstDay(now: number): Date {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() - (USAGE_DAYS - 1));
}

export function amountOf(sum: UsageSum, measure: Measure): number {
  return measure === "tokens" ? sum.inputTokens + sum.outputTokens : sum[measure];
}

/** Every local day up to `now`, including days without use. Keys begin with their date. */
export function byDay(sums: readonly UsageSum[], measure: Measure, now: number): DayOfUsage[] {
  const amounts = new Map(sums.map((sum) => [Date.parse(sum.key.slice(0, 10)), amountOf(sum, measure)]));
  const first = firstDay(now);
  return Array.from({ length: USAGE_DAYS }, (_, index) => {
    // Dates, not instants: a day on which the clocks change does not have 24 hours.
    const day = Date.UTC(first.getFullYear(), first.getMonth(), first.getDate() + index);
    return { day, amount: amounts.get(day) ?? 0 };
  });
}

/** Sorted by amount, the largest first, without empty ones. */
export function largest<Sum extends UsageSum>(sums: readonly Sum[], measure: Measure, count: number): Sum[] {
  return sums
    .filter((sum) => amountOf(sum, measure) > 0)
    .sort((one, other) => amountOf(other, measure) - amountOf(one, measure))
    .slice(0, count);
}

export function total(sums: readonly UsageSum[], measure: Measure): number {
  return sums.reduce((sum, one) => sum + amountOf(one, measure), 0);
}

/** What all models together counted in each unit besides plain tokens, the largest first. */
export function otherUnits(sums: readonly Pick<ModelSum, "details">[]): Detail[] {
  const amounts = new Map<Detail["unit"], number>();
  for (const { unit, quantity } of sums.flatMap(({ details }) => details)) {
    amounts.set(unit, (amounts.get(unit) ?? 0) + quantity);
  }
  return [...amounts].map(([unit, quantity]) => ({ unit, quantity })).sort((one, other) => other.quantity - one.quantity);
}
