import { LOCALE } from "./locale";

const whole = new Intl.NumberFormat(LOCALE);
const brief = new Intl.NumberFormat(LOCALE, { notation: "compact" });
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(LOCALE, { timeStyle: "short" });
const exact = new Intl.DateTimeFormat(LOCALE, { timeStyle: "medium" });
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" });
const utcDay = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeZone: "UTC" });
const utcMonth = new Intl.DateTimeFormat(LOCALE, { year: "numeric", month: "short", timeZone: "UTC" });
const share = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 1 });

export const number = (value: number): string => whole.format(value);
export const compact = (value: number): string => brief.format(value);
export const dateTime = (value: string): string => moment.format(new Date(value));
export const time = (value: string): string => clock.format(new Date(value));
export const second = (value: string): string => exact.format(new Date(value));
export const dayInUtc = (value: string): string => utcDay.format(new Date(value));
export const monthInUtc = (value: string): string => utcMonth.format(new Date(value));
export const percent = (value: number): string => share.format(value);
export const date = (value: string): string => day.format(new Date(value));

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

export function money({ amount, currency }: { amount: number; currency: string }): string {
  const format = new Intl.NumberFormat(LOCALE, { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" });
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
