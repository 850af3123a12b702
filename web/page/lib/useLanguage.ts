import { useEffect, useSyncExternalStore } from "react";

import type { Code } from "../../src/i18n/catalogs";
import { language, onLanguage } from "./language";

/** The language of the page. The component is drawn again when it changes, and names the document in it. */
export function useLanguage(title: () => string): Code {
  const code = useSyncExternalStore(onLanguage, language);
  useEffect(() => {
    document.title = title();
  });
  return code;
}
