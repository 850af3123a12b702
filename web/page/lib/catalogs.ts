import type { Code } from "../../src/i18n/catalogs";
import type { Message } from "../../src/i18n/message";
import english from "../generated/languages/en";

/** The name of a message of the pages. */
export type Key = keyof typeof english;
/** All messages of the pages in one language. */
export type Catalog = Readonly<Record<Key, Message>>;

/** English is always there: what cannot be loaded falls back to it. */
export const ENGLISH: Catalog = english;

/** Reads the messages of a language, which is loaded when somebody chooses it. */
export const CATALOGS: Record<Code, () => Promise<{ default: Catalog }>> = {
  en: async () => ({ default: english }),
  ar: () => import("../generated/languages/ar"),
  de: () => import("../generated/languages/de"),
  es: () => import("../generated/languages/es"),
  fr: () => import("../generated/languages/fr"),
  zh: () => import("../generated/languages/zh"),
};
