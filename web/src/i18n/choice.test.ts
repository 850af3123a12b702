import { describe, expect, it } from "vitest";
import { CODES } from "./catalogs";
import { choose } from "./choice";
import { createFormats } from "./formats";

describe("a language", () => {
  it.each([
    [["de-AT"], "de", "de-AT"],
    [["ar-EG"], "ar", "ar-EG"],
    [["zh-CN"], "zh", "zh-CN"],
    [["pt-BR", "fr-CA"], "fr", "fr-CA"],
    [["en-GB"], "en", "en-GB"],
  ])("of %j is %s, with the formats of %s", (wanted, code, locale) => {
    expect(choose(wanted)).toEqual({ code, locale });
  });

  it.each([[["he"]], [["ja-JP", "ko"]], [["zh-TW"]], [["zh-Hant"]], [["not a locale"]], [[""]], [[]]])(
    "that there is not falls back to English completely: %j",
    (wanted) => {
      const choice = choose(wanted);
      expect(choice).toEqual({ code: "en", locale: "en" });
      expect(createFormats(choice.locale).direction).toBe("ltr");
    },
  );

  it("is written from right to left only if it is Arabic", () => {
    const directions = CODES.map((code) => [code, createFormats(choose([code]).locale).direction]);
    expect(Object.fromEntries(directions)).toEqual({ ar: "rtl", de: "ltr", en: "ltr", es: "ltr", fr: "ltr", zh: "ltr" });
  });
});
