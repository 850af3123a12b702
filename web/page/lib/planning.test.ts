import { expect, test } from "vitest";

import type { Buyer } from "../generated/operations";
import { type Choices, fittingPlans, type PlanChoice } from "./planning";

const plan = (name: string, buyer: Buyer, amount: number): PlanChoice => ({
  name,
  displayName: name,
  buyer,
  seats: null,
  price: { amount, currency: "USD" },
  listPrice: { amount: 1_000, currency: "USD" },
  discounts: [],
});

/** The choices of an account that pays `amount` for each plan. */
const choices = (amount: number, status: "ACTIVE" | "CANCELED"): Choices => ({
  plan: plan("PREMIUM", "PERSON", amount),
  subscription: {
    status,
    cancelAtPeriodEnd: false,
    currentPeriodEnd: null,
    price: { amount, currency: "USD" },
    listPrice: { amount: 1_000, currency: "USD" },
    discounts: [],
    discountedUntil: null,
    seats: null,
    pendingChange: null,
  },
  plans: [plan("FREE", "PERSON", 0), plan("PREMIUM", "PERSON", amount), plan("TEAM", "TEAM", amount)],
});

const told = (plans: PlanChoice[]) => plans.map(({ name, price }) => `${name} ${price.amount}`);

test("a plan that goes to another account has the price that this one pays", () => {
  const own = choices(500, "ACTIVE");
  const others = choices(800, "CANCELED");
  expect(told(fittingPlans(own, "PERSON", others))).toEqual(["FREE 0", "PREMIUM 500", "TEAM 800"]);
  expect(told(fittingPlans(own, "TEAM", others))).toEqual(["FREE 0", "TEAM 500", "PREMIUM 800"]);
});

test("without another account, or without a subscription, no plan goes away", () => {
  expect(told(fittingPlans(choices(500, "ACTIVE"), "PERSON", null))).toEqual(["FREE 0", "PREMIUM 500"]);
  expect(told(fittingPlans(choices(500, "CANCELED"), "PERSON", choices(800, "ACTIVE")))).toEqual(["PREMIUM 500"]);
});
