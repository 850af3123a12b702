const whole = new Intl.NumberFormat();
const brief = new Intl.NumberFormat(undefined, { notation: "compact" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const exact = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const utcDay = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const utcMonth = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", timeZone: "UTC" });
const share = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });

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
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" });
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
