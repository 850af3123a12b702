import { CODES, type Code, catalogOf, loadLanguage } from "../../src/i18n/catalogs";
import { type Choice, choose } from "../../src/i18n/choice";
import { createFormats, type Formats } from "../../src/i18n/formats";
import type { Values } from "../../src/i18n/message";
import { CATALOGS, type Catalog, ENGLISH, type Key } from "./catalogs";

const KEPT = "billing.language";
/** What marks the begin and end of a value whose direction may be another one. */
const [ISOLATE, END] = ["\u2068", "\u2069"];

/** The names of the languages, each in its own. */
export const LANGUAGES: Record<Code, string> = { ar: "العربية", de: "Deutsch", en: "English", es: "Español", fr: "Français", zh: "中文" };

interface Spoken extends Choice {
  catalog: Catalog;
  formats: Formats;
}

// One page has one language, so that functions outside of components write it too. Null until the page starts: a text that
// is written while modules are loaded would stay in English.
let spoken: Spoken | null = null;
const listeners = new Set<() => void>();

function current(): Spoken {
  if (spoken === null) throw new Error("A text was written before the page knew its language.");
  return spoken;
}

/** A message in the language of the page. Numbers and dates are formatted before; `n` decides the plural. */
export function text(key: Key, values: Values = {}): string {
  const { catalog, formats } = current();
  return catalog[key](formats.direction === "rtl" ? isolated(values) : values);
}

/** Names of models, amounts and dates keep their own direction in an Arabic sentence. */
function isolated(values: Values): Values {
  const entries = Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? `${ISOLATE}${value}${END}` : value]);
  return Object.fromEntries(entries);
}

/** The language that everything on the page is written in. */
export const language = (): Code => current().code;
/** The locale of its numbers and dates, such as `de-AT`. */
export const locale = (): string => current().locale;

/** What `make` gives for the present locale, made once for each. */
export function forLocale<Made>(make: (locale: string, formats: Formats) => Made): () => Made {
  const made = new Map<string, Made>();
  return () => {
    const { locale: name, formats } = current();
    const known = made.get(name) ?? make(name, formats);
    made.set(name, known);
    return known;
  };
}

/** Calls the listener after each change of the language. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Starts the page in the language that somebody chose before, or else in the browser's; English, if there is neither. */
export async function startLanguage(): Promise<void> {
  const kept = CODES.find((code) => code === localStorage.getItem(KEPT));
  await speak(kept === undefined ? choose(navigator.languages) : inRegion(kept));
  if (spoken === null) show({ code: "en", locale: "en", catalog: ENGLISH });
}

/** Changes the language of the page and keeps it for the next visit. If it can't be loaded, everything stays as it is. */
export async function chooseLanguage(code: Code): Promise<void> {
  await speak(inRegion(code));
  if (language() === code) localStorage.setItem(KEPT, code);
}

/** The language as the browser's region writes it, such as `de-AT`. */
function inRegion(code: Code): Choice {
  const own = navigator.languages.map((tag) => choose([tag])).find((choice) => choice.code === code && choice.locale !== "en");
  return own ?? { code, locale: code };
}

// The last choice counts, also if an earlier one is loaded later.
let latest: Choice | null = null;

/** Page and widget change together, or not at all: nothing is mixed. */
async function speak(choice: Choice): Promise<void> {
  latest = choice;
  const [found] = await Promise.all([CATALOGS[choice.code]().catch(() => null), loadLanguage(choice.code)]);
  if (latest !== choice || found === null || catalogOf(choice.code) === undefined) return;
  show({ ...choice, catalog: found.default });
}

/** Uses the messages from now on. `lang` and `dir` of the document always belong to them. */
export function show(wanted: Choice & { catalog: Catalog }): void {
  spoken = { ...wanted, formats: createFormats(wanted.locale) };
  document.documentElement.lang = spoken.locale;
  document.documentElement.dir = spoken.formats.direction;
  for (const listener of listeners) listener();
}
