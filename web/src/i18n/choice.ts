import { type Code, CODES } from "./catalogs";

/** The language of the messages, and the locale of numbers and dates, which is one of that language. */
export interface Choice {
  code: Code;
  locale: string;
}

const ENGLISH: Choice = { code: "en", locale: "en" };

/** The first of the wanted locales whose language there is; English, completely, if there is none. */
export function choose(wanted: readonly string[]): Choice {
  for (const tag of wanted) {
    const choice = choiceOf(tag);
    if (choice) return choice;
  }
  return ENGLISH;
}

function choiceOf(tag: string): Choice | null {
  try {
    const locale = new Intl.Locale(tag);
    const code = CODES.find((one) => one === locale.language);
    // Messages in Chinese are in simplified characters; formats of other regions would bring traditional ones.
    if (code === "zh" && locale.maximize().script !== "Hans") return null;
    return code && Intl.NumberFormat.supportedLocalesOf(tag).length > 0 ? { code, locale: tag } : null;
  } catch {
    return null;
  }
}
