/** Exact arithmetic with rates: decimal strings of premium tokens for one model token. No floating point. */
const DECIMALS = 30;
const SCALE = 10n ** BigInt(DECIMALS);
/** Below this a rate is told for more tokens: 0.01 premium tokens. */
const LEAST = SCALE / 100n;

export interface PlainRates {
  input: string;
  output: string;
  cachedInput: string;
}

/** A rate as a whole number of 10^-30 premium tokens. */
export function scaled(rate: string): bigint {
  const [whole = "", fraction = ""] = rate.split(".");
  return BigInt(whole + fraction.padEnd(DECIMALS, "0"));
}

/** The most tokens at `rate` in one use that `balance` premium tokens pay for; null: any number. */
export function affordable(balance: number, rate: string): bigint | null {
  const price = scaled(rate);
  return price === 0n ? null : (BigInt(balance) * SCALE) / price;
}

/** The number, rounded down to three digits. */
export function roughly(tokens: bigint): bigint {
  const step = 10n ** BigInt(Math.max(0, tokens.toString().length - 3));
  return tokens - (tokens % step);
}

/** For how many tokens the rates are best told, as a power of ten: 0 (one token), 3 or 6. */
export function zerosFor(rates: readonly string[]): 0 | 3 | 6 {
  const prices = rates.map(scaled).filter((price) => price > 0n);
  if (prices.every((price) => price >= LEAST)) return 0;
  return prices.every((price) => price * 1_000n >= LEAST) ? 3 : 6;
}

/** The rate for 10^zeros tokens, as an exact decimal string. */
export function rateFor(rate: string, zeros: number): string {
  const digits = scaled(rate).toString().padStart(DECIMALS + 1, "0");
  const point = digits.length - DECIMALS + zeros;
  const fraction = digits.slice(point).replace(/0+$/, "");
  return `${digits.slice(0, point).replace(/^0+(?=\d)/, "")}${fraction && `.${fraction}`}`;
}
