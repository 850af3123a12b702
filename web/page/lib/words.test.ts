import { beforeAll, expect, it } from "vitest";

import { ENGLISH } from "./catalogs";
import { show } from "./language";
import { freeUse, left, quantities, sharedUse, unitPrice, unpriced, variantPrice } from "./words";

beforeAll(() => show({ code: "en", locale: "en", catalog: ENGLISH }));

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

it("long contexts and tiers tell when their prices count", () => {
  const rates = { input: "2", output: "2", cachedInput: "2" };
  const words = "2 premium tokens for each token";
  expect(variantPrice({ serviceTier: "BATCH", above: 0, rates })).toBe(`Batch tier: ${words}`);
  expect(variantPrice({ serviceTier: "STANDARD", above: 200_000, rates })).toBe(`Above 200,000 input tokens: ${words}`);
  expect(variantPrice({ serviceTier: "FLEX", above: 1, rates })).toBe(`Flex tier, above 1 input token: ${words}`);
});

it("what has no price is never silent", () => {
  expect(unpriced([])).toBeNull();
  expect(unpriced(["SEARCHES", "PAGES"])).toBe("no price for searches and pages");
});

it("a free model tells its limit", () => {
  expect(freeUse(null)).toBe("Free");
  expect(freeUse({ amount: 1_000_000, unit: "TOKENS", period: "MONTH" })).toBe("Free: 1M tokens a month");
});

it("what is left is that of the nearer limit, the own one or that of all users", () => {
  const availability = { available: true, reason: "AVAILABLE" as const, remaining: 12, resetsAt: null, shared: false, sharedRemaining: null };
  const nativeLimit = { amount: 1_000, unit: "TOKENS" as const, period: "MONTH" as const };
  const sharedLimit = { amount: 1_000, unit: "REQUESTS" as const, period: "DAY" as const };
  const free = { availability, isFree: true, nativeLimit, sharedLimit };
  expect(left(free)).toBe("12 tokens left");
  expect(left({ ...free, availability: { ...availability, shared: true } })).toBe("12 requests left for all users");
  expect(left({ ...free, isFree: false, nativeLimit: null, sharedLimit: null })).toBe("12 tokens left");
  expect(left({ ...free, availability: { ...availability, remaining: null } })).toBe("Available");
  const premium = { ...free, isFree: false, nativeLimit: null, availability: { ...availability, sharedRemaining: 3 } };
  expect(left(premium)).toBe("12 tokens left, 3 requests left for all users");
  expect(left({ ...premium, availability: { ...premium.availability, remaining: 0, shared: true } })).toBe("0 requests left for all users");
  expect(left({ ...free, availability: { ...availability, sharedRemaining: 900 } })).toBe("12 tokens left");
  expect(sharedUse(sharedLimit)).toBe("All users together: 1K requests a day");
});
