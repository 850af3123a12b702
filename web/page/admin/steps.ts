import type { AnalyticsQuery } from "../generated/operations";

export type Figures = AnalyticsQuery["analytics"];
export type Day = Figures["series"][number];

/** The time that a bar of a chart covers. */
export type Step = "day" | "week" | "month";

/** Sums of one step; `subscribers` is the number at its end. Money by currency, in its minor unit. */
export interface Sums {
  /** Its first day, an instant. */
  start: string;
  requests: number;
  freeRequests: number;
  importedRequests: number;
  cost: number;
  opened: number;
  subscribers: number;
  revenue: Record<string, number>;
}

const MOST_DAYS = 92;
const MOST_DAYS_IN_WEEKS = 731;
const WEEK_MS = 7 * 86_400_000;
/** 5 January 1970 was a Monday. */
const MONDAY_MS = 4 * 86_400_000;

/** The finest step whose bars can still be distinguished. */
export function stepOf(days: number): Step {
  if (days <= MOST_DAYS) return "day";
  return days <= MOST_DAYS_IN_WEEKS ? "week" : "month";
}

/** The days, in order, summed by step; the range may cut the first and the last step. */
export function summedUp(days: readonly Day[], step: Step): Sums[] {
  const sums: Sums[] = [];
  let current = "";
  for (const day of days) {
    const name = nameOf(day.day, step);
    if (name !== current) sums.push(nothing(day.day));
    current = name;
    add(sums[sums.length - 1] as Sums, day);
  }
  return sums;
}

function nameOf(day: string, step: Step): string {
  if (step === "day") return day;
  return step === "month" ? day.slice(0, 7) : String(Math.floor((Date.parse(day) - MONDAY_MS) / WEEK_MS));
}

function nothing(start: string): Sums {
  return { start, requests: 0, freeRequests: 0, importedRequests: 0, cost: 0, opened: 0, subscribers: 0, revenue: {} };
}

function add(sums: Sums, day: Day): void {
  for (const name of ["requests", "freeRequests", "importedRequests", "cost", "opened"] as const) sums[name] += day[name];
  sums.subscribers = day.subscribers;
  for (const { currency, net } of day.revenue) sums.revenue[currency] = (sums.revenue[currency] ?? 0) + net.amount;
}
