import { expect, it } from "vitest";

import { freeUse, quantities, unitPrice, unpriced } from "./words";

it("quantities of other units are told in words", () => {
  expect(quantities([])).toBe("");
  expect(
    quantities([
      { unit: "CACHE_WRITE_TOKENS", quantity: 1_200 },
      { unit: "SEARCHES", quantity: 1 },
    ]),
  ).toBe("1,200 cache write tokens, 1 search");
});

it("a price of a small unit is told for many of it", () => {
  expect(unitPrice({ unit: "SEARCHES", rate: "1000" })).toBe("1,000 for each search");
  expect(unitPrice({ unit: "CHARACTERS", rate: "0.0000075" })).toBe("7.5 for 1,000,000 characters");
});

it("what has no price is never silent", () => {
  expect(unpriced([])).toBeNull();
  expect(unpriced(["SEARCHES", "PAGES"])).toBe("no price for searches and pages");
});

it("a free model tells its limit", () => {
  expect(freeUse(null)).toBe("Free");
  expect(freeUse({ amount: 1_000_000, unit: "TOKENS", period: "MONTH" })).toBe("Free: 1M tokens a month");
});
