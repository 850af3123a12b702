import { describe, expect, it, vi } from "vitest";
import type { UsageSum } from "./types";
import { byDay, firstDay, timeZone, USAGE_DAYS } from "./usage";

function used(key: string, requests: number): UsageSum {
  return { key, requests, inputTokens: 0, outputTokens: 0, cost: 0 };
}

describe.each(["UTC", "Europe/Berlin", "Asia/Tehran", "America/Los_Angeles", "Africa/Cairo"])("for a reader in %s", (zone) => {
  it("days are those of the reader's calendar, also when the clocks change", () => {
    vi.stubEnv("TZ", zone);
    expect(timeZone()).toBe(zone);
    const now = new Date(2026, 10, 10, 0, 30).getTime();
    const days = byDay([used("2026-10-12", 1), used("2026-10-25", 2), used("2026-11-10", 3), used("2026-10-11", 9)], "requests", now);
    expect(days).toHaveLength(USAGE_DAYS);
    expect(days.filter(({ amount }) => amount > 0)).toEqual([
      { day: Date.UTC(2026, 9, 12), amount: 1 },
      { day: Date.UTC(2026, 9, 25), amount: 2 },
      { day: Date.UTC(2026, 10, 10), amount: 3 },
    ]);
    expect(firstDay(now)).toEqual(new Date(2026, 9, 12));
  });
});
