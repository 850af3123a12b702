import { readFileSync } from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { CATALOGS, ENGLISH } from "./catalogs";
import { number } from "./format";
import { chooseLanguage, language, locale, show, startLanguage, text } from "./language";
import { fromService, problemText } from "./problems";
import { rich } from "./rich";

const root = document.documentElement;
const isIn = () => [language(), locale(), root.lang, root.dir];
const browserSpeaks = (...tags: string[]) => vi.spyOn(navigator, "languages", "get").mockReturnValue(tags);
const lose = (code: "de" | "ar") => vi.spyOn(CATALOGS, code).mockRejectedValue(new Error("The network is gone."));

beforeEach(() => localStorage.clear());
// Other tests share the document.
afterEach(() => {
  localStorage.clear();
  vi.restoreAllMocks();
  show({ code: "en", locale: "en", catalog: ENGLISH });
  root.removeAttribute("lang");
  root.removeAttribute("dir");
});

describe("the language of the page", () => {
  it.each([
    [["de-AT", "en"], ["de", "de-AT", "de-AT", "ltr"]],
    [["ar-EG"], ["ar", "ar-EG", "ar-EG", "rtl"]],
    [["ja", "fr"], ["fr", "fr", "fr", "ltr"]],
    [["he"], ["en", "en", "en", "ltr"]],
  ])("is the first of the browser's %j that there is, and the document names it", async (tags, expected) => {
    browserSpeaks(...tags);
    await startLanguage();
    expect(isIn()).toEqual(expected);
  });

  it("is chosen by a person, and kept for the next visit", async () => {
    browserSpeaks("en-GB");
    await startLanguage();
    await chooseLanguage("zh");
    expect(isIn()).toEqual(["zh", "zh", "zh", "ltr"]);
    expect(text("signOut")).toBe("退出登录");
    show({ code: "en", locale: "en", catalog: ENGLISH });
    await startLanguage();
    expect(language()).toBe("zh");
  });

  it("is the last one that was chosen, also if an earlier one is loaded later", async () => {
    browserSpeaks("en");
    await startLanguage();
    const german = await CATALOGS.de();
    let arrive: (found: typeof german) => void = () => undefined;
    vi.spyOn(CATALOGS, "de").mockReturnValue(new Promise((resolve) => (arrive = resolve)));
    const slow = chooseLanguage("de");
    await chooseLanguage("fr");
    arrive(german);
    await slow;
    expect([language(), localStorage.getItem("billing.language")]).toEqual(["fr", "fr"]);
  });

  it("has the formats of the browser's region", async () => {
    browserSpeaks("fr-CA", "de-CH");
    await startLanguage();
    await chooseLanguage("de");
    expect([locale(), number(1_234)]).toEqual(["de-CH", new Intl.NumberFormat("de-CH").format(1_234)]);
  });

  it("stays as it is, completely, if another one can't be loaded", async () => {
    browserSpeaks("de");
    await startLanguage();
    lose("ar");
    await chooseLanguage("ar");
    expect([...isIn(), text("signOut")]).toEqual(["de", "de", "de", "ltr", "Abmelden"]);
    expect(localStorage.getItem("billing.language")).toBeNull();
  });
});

describe("a text", () => {
  it("has the plural of its number", async () => {
    await chooseLanguage("ar");
    const models = (n: number) => text("countMODELS", { n, count: n });
    expect([1, 2, 3, 11, 100].map(models)).toEqual(["نموذج واحد", "نموذجان", "3 نماذج", "11 نموذجًا", "100 نموذج"]);
  });

  it("keeps the direction of names and amounts in Arabic", async () => {
    await chooseLanguage("ar");
    expect(text("tryModel", { model: "GPT-4o" })).toBe("جرّب \u2068GPT-4o\u2069");
    await chooseLanguage("de");
    expect(text("tryModel", { model: "GPT-4o" })).toBe("GPT-4o testen");
  });

  it("has elements where the language puts them", async () => {
    const both = () => renderToStaticMarkup(rich("toast", { title: <b>A</b> }, { what: "c" }));
    expect(both()).toBe("<b>A</b>: c.");
    await chooseLanguage("zh");
    expect(both()).toBe("<b>A</b>：c。");
  });
});

describe("what the service says", () => {
  const REFUSALS = [...readFileSync("../schema/schema.graphql", "utf8").matchAll(/^type (\w+) implements Refusal/gm)].map(([, name = ""]) => name);
  const CODES = ["BAD_INPUT", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "LIMIT_EXCEEDED", "RATE_LIMITED", "UNAVAILABLE", "INTERNAL"];

  it("is shown in its own words in English, which have the figures", () => {
    expect(problemText("PackNotFound", "There is no pack GONE.")).toBe("There is no pack GONE.");
    expect(fromService("10% off", () => "none")).toBe("10% off");
  });

  it("has a message in other languages for every refusal and every error", async () => {
    await chooseLanguage("de");
    expect(REFUSALS.length).toBeGreaterThan(40);
    for (const code of [...REFUSALS, ...CODES]) expect(problemText(code, "English"), code).not.toMatch(/English|\(/);
    expect(problemText("PAYMENT_DECLINED", "English")).toBe(problemText("PaymentDeclined", "English"));
    expect(problemText("SomethingNew", "English")).toBe("Das war nicht möglich (SomethingNew).");
    expect(fromService("10% off", () => "10 %")).toBe("10 %");
  });
});
