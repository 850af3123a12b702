import { useEffect, useMemo, useSyncExternalStore } from "react";
import { catalogOf, ENGLISH, isMissing, loadLanguage, onLanguages } from "./catalogs";
import { choose } from "./choice";
import type { Language } from "./context";
import { createFormats } from "./formats";
import { type Labels, writer } from "./labels";

const never = () => () => {};

/** The language of the widget. It has no messages while they are loaded, and shows none then. */
export interface ChosenLanguage extends Language {
  isLoaded: boolean;
}

/** The wanted language, or the browser's. A server and the first rendering in the browser take English for the latter. */
export function useChosenLanguage(locale: string | undefined, labels: Labels | undefined): ChosenLanguage {
  const own = useSyncExternalStore(never, browserLanguages, () => "");
  const { code, locale: chosen } = useMemo(() => choose(locale ? [locale] : own.split(" ")), [locale, own]);
  const catalog = useSyncExternalStore(
    onLanguages,
    () => catalogOf(code),
    () => catalogOf(code),
  );
  const missing = useSyncExternalStore(
    onLanguages,
    () => isMissing(code),
    () => false,
  );
  useEffect(() => void loadLanguage(code), [code]);
  return useMemo(
    () => ({
      formats: createFormats(missing ? "en" : chosen),
      text: writer(catalog ?? ENGLISH, labels),
      isLoaded: catalog !== undefined || missing,
    }),
    [chosen, catalog, missing, labels],
  );
}

function browserLanguages(): string {
  return globalThis.navigator?.languages?.join(" ") ?? "";
}
