import { readdirSync, readFileSync } from "node:fs";
import { parse, type Token } from "@messageformat/parser";
import { describe, expect, it } from "vitest";
import { CODES } from "./catalogs";

/** The messages of the widget, and those of the pages. */
const FOLDERS = ["languages", "languages/page"];
/** A few words are the same in English and another language, such as "Premium". */
const MOST_SAME = 0.05;
const read = (folder: string, code: string): Record<string, string> => JSON.parse(readFileSync(`${folder}/${code}.json`, "utf8"));

interface Facts {
  placeholders: string[];
  plurals: { name: string; categories: string[] }[];
  texts: string[];
}

/** The words without the names of values. */
const wordsOf = (message: string): string => factsOf(message).texts.join(" ");

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

/** In what a message differs from the English one beyond its words. */
function faultsOf(message: string, english: string, categories: readonly string[]): string[] {
  const [own, theirs] = [factsOf(message), factsOf(english)];
  const names = ({ plurals }: Facts) => String(plurals.map(({ name }) => name));
  const values = ({ placeholders }: Facts) => String([...new Set(placeholders)].sort());
  return [
    ...(names(own) === names(theirs) ? [] : [`plurals of ${names(own)}, not of ${names(theirs)}`]),
    ...(values(own) === values(theirs) ? [] : [`values ${values(own)}, not ${values(theirs)}`]),
    ...own.plurals.filter((plural) => String(plural.categories) !== String(categories)).map((plural) => `only ${plural.categories}`),
  ];
}

it.each(FOLDERS)("in %s there is a file for every language, and a language for every file", (folder) => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  expect(files.sort()).toEqual(CODES.map((code) => `${code}.json`).sort());
});

describe.each(FOLDERS.flatMap((folder) => CODES.map((code) => [folder, code] as const)))("in %s, %s", (folder, code) => {
  const [messages, english] = [read(folder, code), read(folder, "en")];
  const categories = [...new Intl.PluralRules(code).resolvedOptions().pluralCategories].sort();

  it("there are all messages, in the order of the English ones, and none is empty", () => {
    expect(Object.keys(messages)).toEqual(Object.keys(english));
    expect(Object.values(messages).filter((text) => text.trim() === "")).toEqual([]);
  });

  it("every message has the values of the English one, and every plural of the language", () => {
    expect(Object.keys(english).flatMap((key) => faultsOf(messages[key] ?? "", english[key] ?? "", categories).map((fault) => `${key}: ${fault}`))).toEqual([]);
  });

  if (code !== "en") {
    it("hardly any message is the English one", () => {
      const same = Object.keys(english).filter((key) => messages[key] === english[key] && /[a-z]{4}/i.test(wordsOf(english[key] ?? "")));
      expect(same.length, String(same)).toBeLessThan(Math.max(8, MOST_SAME * Object.keys(english).length));
    });
  }
});
