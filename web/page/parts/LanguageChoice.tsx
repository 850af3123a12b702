import type { Code } from "../../src/i18n/catalogs";
import { chooseLanguage, LANGUAGES, language, text } from "../lib/language";

/** Chooses the language of the page; each language is named in its own words. */
export function LanguageChoice() {
  return (
    <select
      className="language"
      aria-label={text("language")}
      value={language()}
      onChange={(event) => void chooseLanguage(event.target.value as Code)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}
