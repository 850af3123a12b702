/** Days in UTC, such as `2026-11-23`; the last day is included. */
export interface Days {
  first: string;
  last: string;
}

export type Preset = "30 days" | "90 days" | "12 months";

export const PRESETS: Preset[] = ["30 days", "90 days", "12 months"];
const DAY_MS = 86_400_000;

/** The days of a preset; the last one is the day of `now` (milliseconds since the epoch). */
export function daysOf(preset: Preset, now: number): Days {
  return { first: dayOf(preset === "12 months" ? yearBefore(now) : now - (preset === "30 days" ? 29 : 89) * DAY_MS), last: dayOf(now) };
}

/** The day after the same day of the year before. */
function yearBefore(now: number): number {
  const day = new Date(now);
  return Date.UTC(day.getUTCFullYear() - 1, day.getUTCMonth(), day.getUTCDate() + 1);
}

/** The half-open range of instants that the API asks for. */
export function instantsOf({ first, last }: Days): { from: string; to: string } {
  return { from: new Date(Date.parse(first)).toISOString(), to: new Date(Date.parse(last) + DAY_MS).toISOString() };
}

/** Whether both are days, and the first is not after the second. */
export function isRange({ first, last }: Days): boolean {
  return !Number.isNaN(Date.parse(first)) && !Number.isNaN(Date.parse(last)) && first <= last;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
