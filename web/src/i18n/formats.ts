import { durationParts } from "./duration";

const RIGHT_TO_LEFT = new Set("ar arc ckb dv fa he iw ku ps sd syr ug ur yi".split(" "));

/** How one locale writes numbers, money and time. */
export interface Formats {
  locale: string;
  direction: "ltr" | "rtl";
  number: (value: number | bigint) => string;
  /** A decimal string, exactly, with at most six digits that matter. */
  decimal: (value: string) => string;
  /** Short form, such as 1.2M. */
  compact: (value: number) => string;
  /** `amount` in the currency's minor unit. */
  money: (amount: number, currency: string) => string;
  /** Without the year: the widget's dates are never far away. */
  dateTime: (iso: string) => string;
  date: (iso: string) => string;
  /** A calendar day in UTC, from milliseconds since the epoch. */
  day: (time: number) => string;
  duration: (milliseconds: number) => string;
}

export function createFormats(wanted: string | undefined): Formats {
  const locale = supported(wanted);
  const number = new Intl.NumberFormat(locale);
  const decimal = new Intl.NumberFormat(locale, { maximumSignificantDigits: 6 });
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const dateTime = new Intl.DateTimeFormat(locale, {
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  return {
    locale,
    direction: RIGHT_TO_LEFT.has(new Intl.Locale(locale).language) ? "rtl" : "ltr",
    number: (value) => number.format(value),
    decimal: (value) => decimal.format(value as `${number}`),
    compact: (value) => compact.format(value),
    money: (amount, currency) => money(locale, amount, currency),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    date: (iso) => date.format(new Date(iso)),
    day: (time) => day.format(time),
    duration: durationWriter(locale),
  };
}

/** The wanted locale, or the browser's if it is not valid. */
function supported(wanted: string | undefined): string {
  try {
    const [known] = Intl.NumberFormat.supportedLocalesOf(wanted ?? []);
    if (known) return known;
  } catch {
    // Not a language tag: use the default.
  }
  return new Intl.NumberFormat().resolvedOptions().locale;
}

/** The number of decimals of the minor unit, if it is not two. Locales leave decimals out of other currencies too. */
const DIGITS = new Map([
  ..."BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF".split(" ").map((code) => [code, 0] as const),
  ..."BHD JOD KWD OMR TND".split(" ").map((code) => [code, 3] as const),
]);

function money(locale: string, amount: number, currency: string): string {
  const digits = DIGITS.get(currency) ?? 2;
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const value = amount / 10 ** digits;
  const whole = Number.isInteger(value);
  return whole
    ? new Intl.NumberFormat(locale, { style: "currency", currency, minimumFractionDigits: 0, maximumFractionDigits: 0 }).format(value)
    : format.format(value);
}

function durationWriter(locale: string): (milliseconds: number) => string {
  const writers = Object.fromEntries(
    ["day", "hour", "minute", "second"].map((unit) => [
      unit,
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "narrow" }),
    ]),
  );
  return (milliseconds) =>
    durationParts(milliseconds)
      .map(({ unit, value }) => writers[unit]?.format(value))
      .join(" ");
}
