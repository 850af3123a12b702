import { readdirSync, readFileSync } from "node:fs";
import { parse, type Token } from "@messageformat/parser";
import { describe, expect, it } from "vitest";
import { CODES } from "./catalogs";

const FOLDER = "languages";
const read = (code: string): Record<string, string> => JSON.parse(readFileSync(`${FOLDER}/${code}.json`, "utf8"));
const english = read("en");

interface Facts {
  placeholders: string[];
  plurals: { name: string; categories: string[] }[];
  texts: string[];
}

/** What a message refers to, at every depth. */
function factsOf(message: string): Facts {
  const facts: Facts = { placeholders: [], plurals: [], texts: [] };
  const walk = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      if (token.type === "content") facts.texts.push(token.value);
      if (token.type === "argument") facts.placeholders.push(token.arg);
      if (token.type === "plural") {
        facts.plurals.push({ name: token.arg, categories: token.cases.map(({ key }) => key).sort() });
        for (const { tokens: inner } of token.cases) walk(inner);
      }
    }
  };
  walk(parse(message));
  return facts;
}

it("there is a file for every language, and a language for every file", () => {
  expect(readdirSync(FOLDER).sort()).toEqual(CODES.map((code) => `${code}.json`).sort());
});

describe.each([...CODES])("in %s", (code) => {
  const messages = read(code);
  const categories = [...new Intl.PluralRules(code).resolvedOptions().pluralCategories].sort();

  it("there are all messages, in the order of the English ones, and none is empty", () => {
    expect(Object.keys(messages)).toEqual(Object.keys(english));
    expect(Object.values(messages).filter((text) => text.trim() === "")).toEqual([]);
  });

  it.each(Object.keys(english))("%s has the values of the English one, and every plural of the language", (key) => {
    const [own, theirs] = [factsOf(messages[key] ?? ""), factsOf(english[key] ?? "")];
    expect(own.plurals.map(({ name }) => name)).toEqual(theirs.plurals.map(({ name }) => name));
    for (const plural of own.plurals) expect(plural.categories).toEqual(categories);
    const known = new Set(theirs.placeholders);
    expect([...new Set(own.placeholders)].sort()).toEqual([...known].sort());
  });

  if (code !== "en") {
    it("hardly any message is the English one", () => {
      const same = Object.keys(english).filter((key) => messages[key] === english[key] && /[a-z]{4}/i.test(english[key] ?? ""));
      expect(same.length).toBeLessThan(8);
    });
  }
});
