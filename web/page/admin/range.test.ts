import { describe, expect, it } from "vitest";
import { daysOf, instantsOf, isRange } from "./range";

describe("a range", () => {
  it("of a preset ends with today, in UTC", () => {
    const now = Date.parse("2026-11-23T23:59:59Z");
    expect(daysOf("30 days", now)).toEqual({ first: "2026-10-25", last: "2026-11-23" });
    expect(daysOf("90 days", now)).toEqual({ first: "2026-08-26", last: "2026-11-23" });
    expect(daysOf("12 months", now)).toEqual({ first: "2025-11-24", last: "2026-11-23" });
    expect(daysOf("12 months", Date.parse("2028-02-29T12:00:00Z"))).toEqual({ first: "2027-03-02", last: "2028-02-29" });
  });

  it("counts its last day whole", () => {
    expect(instantsOf({ first: "2026-11-23", last: "2026-11-23" })).toEqual({ from: "2026-11-23T00:00:00.000Z", to: "2026-11-24T00:00:00.000Z" });
  });

  it("has two days in their order", () => {
    expect(isRange({ first: "2026-11-22", last: "2026-11-23" })).toBe(true);
    expect(isRange({ first: "2026-11-24", last: "2026-11-23" })).toBe(false);
    expect(isRange({ first: "", last: "2026-11-23" })).toBe(false);
  });
});
