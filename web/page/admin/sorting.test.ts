import { describe, expect, it } from "vitest";
import { ordered, sorted } from "./sorting";

const ROWS = [
  { name: "b", cost: 9 },
  { name: null, cost: 100 },
  { name: "a", cost: 20 },
];

describe("sorting", () => {
  it("goes by size for numbers, by letters for words, and puts nothing last", () => {
    const by = (column: "name" | "cost", falling: boolean) => sorted(ROWS, { column, falling }).map(({ cost }) => cost);
    expect(by("cost", false)).toEqual([9, 20, 100]);
    expect(by("cost", true)).toEqual([100, 20, 9]);
    expect(by("name", false)).toEqual([20, 9, 100]);
    expect(by("name", true)).toEqual([9, 20, 100]);
  });

  it("begins with the largest number or the first word, and turns round", () => {
    const first = ordered({ column: "name", falling: false }, "cost", true);
    expect(first).toEqual({ column: "cost", falling: true });
    expect(ordered(first, "cost", true)).toEqual({ column: "cost", falling: false });
    expect(ordered(first, "name", false)).toEqual({ column: "name", falling: false });
  });
});
