const whole = new Intl.NumberFormat();
const brief = new Intl.NumberFormat(undefined, { notation: "compact" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

export const number = (value: number): string => whole.format(value);
export const compact = (value: number): string => brief.format(value);
export const dateTime = (value: string): string => moment.format(new Date(value));
export const time = (value: string): string => clock.format(new Date(value));
export const date = (value: string): string => day.format(new Date(value));

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

export function money({ amount, currency }: { amount: number; currency: string }): string {
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency, minimumFractionDigits: 0 });
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
