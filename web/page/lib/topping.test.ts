import { beforeAll, expect, test } from "vitest";

import { ENGLISH } from "./catalogs";
import { show } from "./language";
import { cardName, lastMonthOf, offerOf, titleOf, type TopUp } from "./topping";

beforeAll(() => show({ code: "en", locale: "en", catalog: ENGLISH }));

const CARD = { id: "pm_1", brand: "visa", last4: "0042", expMonth: 4, expYear: 2029 };
const TOP_UP: TopUp = {
  pack: { name: "starter", displayName: "Starter Pack" },
  below: 20_000,
  maxPerMonth: 5,
  used: 0,
  resetsAt: "2029-01-01T00:00:00Z",
  status: "ACTIVE",
  failure: null,
};

test("a top-up and a card have words", () => {
  expect(titleOf(TOP_UP)).toBe("The Starter Pack below 20,000 tokens");
  expect(titleOf({ ...TOP_UP, pack: null })).toBe("A pack that is gone below 20,000 tokens");
  expect(cardName(CARD)).toBe("visa ending in 0042");
  expect(lastMonthOf(CARD)).toBe("04/2029");
});

test("a pack has the price that is paid, and its reasons", () => {
  const pack = {
    name: "starter",
    displayName: "Starter Pack",
    tokens: 200_000,
    price: { amount: 350, currency: "USD" },
    discounts: [{ reason: "Education: 30% off" }],
  };
  expect(offerOf(pack)).toBe("Starter Pack: 200K tokens for $3.50, Education: 30% off");
  expect(offerOf({ ...pack, discounts: [] })).toBe("Starter Pack: 200K tokens for $3.50");
});
