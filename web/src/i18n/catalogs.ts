import english from "../generated/languages/en";
import type { Message } from "./message";

/** The name of a message. */
export type Key = keyof typeof english;
/** All messages in one language. */
export type Catalog = Readonly<Record<Key, Message>>;

type Load = () => Promise<{ default: Catalog }>;

/** The languages besides English, which is always there: what cannot be loaded falls back to it. */
const LOADED_LATER = {
  ar: () => import("../generated/languages/ar"),
  de: () => import("../generated/languages/de"),
  es: () => import("../generated/languages/es"),
  fr: () => import("../generated/languages/fr"),
  zh: () => import("../generated/languages/zh"),
} satisfies Record<string, Load>;

export type Code = "en" | keyof typeof LOADED_LATER;
export const CODES: readonly Code[] = ["en", ...(Object.keys(LOADED_LATER) as (keyof typeof LOADED_LATER)[])];
export const ENGLISH: Catalog = english;

const catalogs = new Map<Code, Catalog>([["en", english]]);
const failed = new Set<Code>();
const listeners = new Set<() => void>();

/** The messages of a language; undefined until they are loaded. */
export const catalogOf = (code: Code): Catalog | undefined => catalogs.get(code);

/** Whether the messages could not be loaded. */
export const isMissing = (code: Code): boolean => failed.has(code);

/** Makes a language available at once, also where a server renders. */
export function addLanguage(code: Code, catalog: Catalog): void {
  catalogs.set(code, catalog);
  failed.delete(code);
  for (const listener of listeners) listener();
}

export function onLanguages(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Loads a language, once. */
export async function loadLanguage(code: Code): Promise<void> {
  if (code === "en" || catalogs.has(code)) return;
  try {
    addLanguage(code, (await LOADED_LATER[code]()).default);
  } catch {
    failed.add(code);
    for (const listener of listeners) listener();
  }
}
