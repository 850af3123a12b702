import { forLocale } from "./language";

const writers = forLocale((locale, formats) => ({
  locale,
  whole: new Intl.NumberFormat(locale),
  brief: new Intl.NumberFormat(locale, { notation: "compact" }),
  moment: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }),
  clock: new Intl.DateTimeFormat(locale, { timeStyle: "short" }),
  exact: new Intl.DateTimeFormat(locale, { timeStyle: "medium" }),
  day: new Intl.DateTimeFormat(locale, { dateStyle: "medium" }),
  utcDay: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }),
  utcMonth: new Intl.DateTimeFormat(locale, { year: "numeric", month: "short", timeZone: "UTC" }),
  cardMonth: new Intl.DateTimeFormat(locale, { year: "numeric", month: "2-digit", timeZone: "UTC" }),
  share: new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }),
  both: new Intl.ListFormat(locale, { type: "conjunction" }),
  decimal: formats.decimal,
}));

export const number = (value: number): string => writers().whole.format(value);
export const compact = (value: number): string => writers().brief.format(value);
/** A decimal string. */
export const decimal = (value: string): string => writers().decimal(value);
export const dateTime = (value: string): string => writers().moment.format(new Date(value));
export const time = (value: string): string => writers().clock.format(new Date(value));
export const second = (value: string): string => writers().exact.format(new Date(value));
export const dayInUtc = (value: string): string => writers().utcDay.format(new Date(value));
export const monthInUtc = (value: string): string => writers().utcMonth.format(new Date(value));
/** The month until which a card is valid: "04/2029". */
export const cardMonth = (year: number, month: number): string => writers().cardMonth.format(Date.UTC(year, month - 1));
export const percent = (value: number): string => writers().share.format(value);
/** A part as the API tells it, "30%", in the words of the locale. */
export const part = (told: string): string => percent(Number.parseFloat(told) / 100);
export const date = (value: string): string => writers().day.format(new Date(value));
/** "searches and pages". */
export const all = (words: readonly string[]): string => writers().both.format(words);

export function money({ amount, currency }: { amount: number; currency: string }): string {
  const format = new Intl.NumberFormat(writers().locale, { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" });
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
