import { describe, expect, it } from "vitest";
import { type Day, stepOf, summedUp } from "./steps";

function day(text: string, given: Partial<Day> = {}): Day {
  const nothing = { requests: 0, freeRequests: 0, importedRequests: 0, cost: 0, opened: 0, subscribers: 0, revenue: [] };
  return { day: `${text}T00:00:00Z`, ...nothing, ...given };
}

function days(first: string, count: number): Day[] {
  return Array.from({ length: count }, (_, index) => day(new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10), { requests: 1 }));
}

describe("steps", () => {
  it("get coarser as the range grows", () => {
    expect([30, 92, 93, 366, 731, 732].map(stepOf)).toEqual(["day", "day", "week", "week", "week", "month"]);
  });

  it("begin weeks on Mondays and months on their first day, cut by the range", () => {
    const range = days("2026-10-28", 35);
    expect(summedUp(range, "week").map(({ start, requests }) => [start.slice(0, 10), requests])).toEqual([
      ["2026-10-28", 5],
      ["2026-11-02", 7],
      ["2026-11-09", 7],
      ["2026-11-16", 7],
      ["2026-11-23", 7],
      ["2026-11-30", 2],
    ]);
    expect(summedUp(range, "month").map(({ start, requests }) => [start.slice(0, 10), requests])).toEqual([
      ["2026-10-28", 4],
      ["2026-11-01", 30],
      ["2026-12-01", 1],
    ]);
    expect(summedUp(range, "day")).toHaveLength(35);
  });

  it("add up flows, money by its currency, and take states as at their end", () => {
    const net = (amount: number, currency: string) => ({ currency, net: { amount, currency } });
    const [sums] = summedUp(
      [
        day("2026-11-02", { cost: 5, subscribers: 4, revenue: [net(1_000, "USD")] }),
        day("2026-11-03", { cost: 7, subscribers: 3, revenue: [net(-300, "USD"), net(900, "EUR")] }),
      ],
      "week",
    );
    expect(sums).toMatchObject({ cost: 12, subscribers: 3, revenue: { USD: 700, EUR: 900 } });
  });
});
