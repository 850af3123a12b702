import { describe, expect, it } from "vitest";
import { durationParts } from "./duration";
import { createFormats } from "./formats";
import { fill } from "./labels";

/** Some locales use no-break spaces as separators. */
const plain = (text: string) => text.replace(/[\u00a0\u202f\u200f\u200e\u061c]/g, " ").trim();

describe("formats", () => {
  it("write numbers as the locale does", () => {
    expect(createFormats("en").number(207_500)).toBe("207,500");
    expect(createFormats("de").number(207_500)).toBe("207.500");
    expect(createFormats("ar-EG").number(207_500)).toBe("٢٠٧٬٥٠٠");
  });

  it("write money from the minor unit, whatever number of digits the currency has", () => {
    expect(createFormats("en-US").money(500, "USD")).toBe("$5");
    expect(createFormats("en-US").money(599, "USD")).toBe("$5.99");
    expect(plain(createFormats("de").money(1_050, "EUR"))).toBe("10,50 €");
    expect(createFormats("ja").money(500, "JPY")).toMatch(/500/);
    expect(plain(createFormats("en").money(200_000, "HUF"))).toBe("HUF 2,000");
    expect(plain(createFormats("en").money(1_530, "KWD"))).toBe("KWD 1.530");
    expect(plain(createFormats("en").money(5_000, "UGX"))).toBe("UGX 5,000");
    expect(plain(createFormats("en").money(5_000, "MGA"))).toBe("MGA 5,000");
  });

  it("write a duration with the locale's units, down to the second", () => {
    const long = ((2 * 24 + 3) * 3_600 + 4 * 60 + 5) * 1_000;
    expect(createFormats("en").duration(long)).toBe("2d 3h 4m 5s");
    expect(plain(createFormats("de").duration(61_000))).toBe("1 Min. 1 Sek.");
    expect(createFormats("ar-EG").duration(5_000)).toMatch(/٥/);
  });

  it("know in which direction the locale writes", () => {
    const directions = ["ar-EG", "he", "fa", "de", "en"].map((locale) => createFormats(locale).direction);
    expect(directions).toEqual(["rtl", "rtl", "rtl", "ltr", "ltr"]);
  });

  it("fall back to the browser's locale for what is none", () => {
    const own = new Intl.NumberFormat().resolvedOptions().locale;
    for (const locale of ["not a locale", "", undefined]) expect(createFormats(locale).locale).toBe(own);
  });

  it("write a day of usage in UTC, wherever the browser stands", () => {
    expect(createFormats("en-GB").day(Date.parse("2026-11-01T00:00:00Z"))).toBe("1 Nov");
  });
});

it("a duration starts at its largest unit and rounds seconds up", () => {
  expect(durationParts(3_600_000).map(({ value }) => value)).toEqual([1, 0, 0]);
  expect(durationParts(1)).toEqual([{ unit: "second", value: 1 }]);
  expect(durationParts(-5)).toEqual([{ unit: "second", value: 0 }]);
});

it("values take the place of their names, and unknown names stay", () => {
  expect(fill("{used} of {limit}, {other}", { used: "1", limit: "2" })).toBe("1 of 2, {other}");
});
