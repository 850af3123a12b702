import { ENGLISH, type Key } from "./catalogs";
import { language, text } from "./language";

/**
 * What a person reads about a refusal or an error. The service writes English, which tells the figures; in other languages the
 * catalog has a message for each kind, so that nothing is mixed. `code` is the type of the refusal or the code of the error.
 */
export function problemText(code: string, message: string): string {
  if (language() === "en") return message;
  const key = `problem${pascal(code)}`;
  return isKey(key) ? text(key) : text("problem", { code });
}

/** What the service wrote if the page is in English; otherwise the same in the words of the catalog. */
export function fromService(message: string, otherwise: () => string): string {
  return language() === "en" ? message : otherwise();
}

/** `MODEL_NOT_FOUND` and `ModelNotFound` are the same. */
function pascal(code: string): string {
  if (!/^[A-Z0-9_]+$/.test(code)) return code;
  return code.toLowerCase().replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

const isKey = (key: string): key is Key & string => Object.hasOwn(ENGLISH, key);
