import { describe, expect, it } from "vitest";
import { createFormats } from "./formats";
import { ENGLISH } from "./catalogs";
import { writer } from "./labels";
import { priceInWords, reachInWords } from "./prices";
import { affordable, rateFor, roughly, scaled, zerosFor } from "./rates";

const LANGUAGE = { formats: createFormats("en"), text: writer(ENGLISH) };
const price = (input: string, output = input, cachedInput = input) =>
  priceInWords({ input, output, cachedInput }, LANGUAGE);
const reach = (balance: number, input: string, output = input) =>
  reachInWords(balance, { input, output, cachedInput: input }, "GPT-4", LANGUAGE);

describe("a price", () => {
  it.each([
    [["8"], "8 premium tokens for each token"],
    [["8", "8", "0.5"], "Premium tokens for each token: 8 input and output · 0.5 cached input"],
    [["3", "15", "0.3"], "Premium tokens for each token: 3 input · 15 output · 0.3 cached input"],
    [["3", "15"], "Premium tokens for each token: 3 input · 15 output"],
    [["0.0004", "0.0016", "0.00005"], "Premium tokens for 1,000 tokens: 0.4 input · 1.6 output · 0.05 cached input"],
    [["0.000001"], "1 premium token for 1,000,000 tokens"],
    [["0", "2", "0"], "Premium tokens for each token: 0 input · 2 output"],
    [["1234567.891"], "1,234,570 premium tokens for each token"],
    [["0.333333333333333333333333333333"], "0.333333 premium tokens for each token"],
  ])("of %s is told: %s", ([input = "", output, cached], words) => {
    expect(price(input, output, cached)).toBe(words);
  });

  it("is written as the locale writes numbers", () => {
    expect(priceInWords({ input: "0.5", output: "0.5", cachedInput: "0.5" }, { ...LANGUAGE, formats: createFormats("de") })).toContain("0,5 ");
  });
});

describe("what a balance pays for", () => {
  it.each([
    [10_000, "8", "8", "about 1,250 GPT-4 tokens for what you have"],
    [207_500, "8", "8", "about 25,900 GPT-4 tokens for what you have"],
    [10_000, "3", "15", "about 3,330 GPT-4 tokens in, or 666 out, for what you have"],
    [7, "8", "8", "what you have is not enough for one token"],
    [5, "0", "2", "about any number of GPT-4 tokens in, or 2 out, for what you have"],
    [Number.MAX_SAFE_INTEGER, "0.000000000000000000000000000001", "1", null],
  ])("%i at %s and %s: %s", (balance, input, output, words) => {
    if (words === null) expect(reach(balance, input, output)).toMatch(/^about 9,000,000/);
    else expect(reach(balance, input, output)).toBe(words);
  });

  it("is not told without a balance, or for a model that costs nothing", () => {
    expect(reach(0, "8")).toBeNull();
    expect(reach(10, "0")).toBeNull();
  });
});

/** A small generator of numbers that is the same in every run. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state;
  }
}

describe("exactly, for drawn rates and balances", () => {
  const draw = numbers(20_261_130);
  const next = (below: number) => (draw.next().value as number) % below;
  const digits = (length: number) => Array.from({ length }, () => next(10)).join("");
  const drawn = Array.from({ length: 500 }, () => {
    const fraction = digits(next(31)).replace(/0+$/, "");
    const whole = String(BigInt(digits(1 + next(9))));
    return { rate: fraction ? `${whole}.${fraction}` : whole, balance: next(2 ** 31) * next(2 ** 21) };
  });

  /** The rate as a fraction, without the code under test. */
  const fractionOf = (rate: string): [bigint, bigint] => {
    const [whole = "", fraction = ""] = rate.split(".");
    return [BigInt(whole + fraction), 10n ** BigInt(fraction.length)];
  };

  it("no more tokens are affordable, and no fewer", () => {
    for (const { rate, balance } of drawn) {
      const [top, bottom] = fractionOf(rate);
      const tokens = affordable(balance, rate);
      if (top === 0n) expect(tokens).toBeNull();
      else {
        const cost = (count: bigint) => (count * top + bottom - 1n) / bottom;
        expect(cost(tokens as bigint) <= BigInt(balance)).toBe(true);
        expect(cost((tokens as bigint) + 1n) > BigInt(balance)).toBe(true);
      }
    }
  });

  it("rounding takes away less than one in a hundred, and never adds", () => {
    for (const { balance } of drawn) {
      const [exact, rough] = [BigInt(balance), roughly(BigInt(balance))];
      expect(rough <= exact && (exact - rough) * 100n <= exact).toBe(true);
      expect(rough.toString().replace(/0+$/, "").length).toBeLessThanOrEqual(3);
    }
  });

  it("a rate for more tokens is that many times the rate", () => {
    for (const { rate } of drawn) {
      for (const zeros of [0, 3, 6]) {
        const [[top, bottom], [moreTop, moreBottom]] = [fractionOf(rate), fractionOf(rateFor(rate, zeros))];
        expect(moreTop * bottom).toBe(top * moreBottom * 10n ** BigInt(zeros));
      }
      expect(rateFor(rate, 0)).toBe(rate);
      expect(scaled(rateFor(rate, zerosFor([rate]))) >= scaled(rate)).toBe(true);
    }
  });
});
