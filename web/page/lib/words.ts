import { catalogOf, ENGLISH } from "../../src/i18n/catalogs";
import { writer } from "../../src/i18n/labels";
import { priceInWords, reachInWords } from "../../src/i18n/prices";
import { type PlainRates, rateFor, zerosFor } from "../../src/i18n/rates";
import type { ModelPartsFragment, PayFrom, QuotaPeriod, ServiceTier, TeamRole, UsageUnit } from "../generated/operations";
import type { Key } from "./catalogs";
import { all, compact, decimal, number } from "./format";
import { forLocale, language, text } from "./language";

/** Words of the widget: what a model costs, and how far a balance goes. */
const widget = forLocale((_, formats) => ({ formats, text: writer(catalogOf(language()) ?? ENGLISH) }));

export const UNITS: readonly UsageUnit[] = [
  "CACHE_WRITE_TOKENS",
  "CACHE_WRITE_1H_TOKENS",
  "AUDIO_INPUT_TOKENS",
  "IMAGE_INPUT_TOKENS",
  "VIDEO_INPUT_TOKENS",
  "REASONING_TOKENS",
  "AUDIO_OUTPUT_TOKENS",
  "IMAGE_OUTPUT_TOKENS",
  "REQUESTS",
  "SEARCHES",
  "IMAGES",
  "SECONDS",
  "CHARACTERS",
  "PAGES",
  "PIXELS",
];
export const TIERS: readonly ServiceTier[] = ["STANDARD", "PRIORITY", "FLEX", "BATCH"];

/** What can be counted: a unit of the API, or something else that has a message `count…`. */
type Countable = Key extends infer Name ? (Name extends `count${infer What}` ? What : never) : never;

/** "5 tokens". `written` is the number as it is shown, if not in full. */
export function counted(what: Countable, n: number, written = number(n)): string {
  return text(`count${what}`, { n, count: written });
}

/** The words of a choice, by its values. */
export function wordsFor<Value extends string>(values: readonly Value[], word: (value: Value) => string): Record<Value, string> {
  return Object.fromEntries(values.map((value) => [value, word(value)])) as Record<Value, string>;
}

/** "a, b, c". */
export function listed(words: readonly string[]): string {
  return words.length === 0 ? "" : words.reduce((first, rest) => text("comma", { first, rest }));
}

export const roleWord = (role: TeamRole): string => text(`role${role}`);
export const tierWord = (tier: ServiceTier): string => text(`tier${tier}`);
export const unitWord = (unit: UsageUnit): string => text(`name${unit}`);

const PAYING: readonly PayFrom[] = ["OWN_FIRST", "TEAM_FIRST", "OWN_ONLY", "TEAM_ONLY"];

/** Whose tokens pay, told to the member. */
export const paying = (): Record<PayFrom, string> => wordsFor(PAYING, (from) => text(`paying${from}`));
/** Whose tokens pay, told about another member. */
export const payingFor = (): Record<PayFrom, string> =>
  wordsFor(PAYING, (from) => text(from === "OWN_FIRST" || from === "OWN_ONLY" ? `payingFor${from}` : `paying${from}`));

const PERIODS: readonly QuotaPeriod[] = ["DAY", "MONTH"];
/** The periods of a cap; a team has months of its own. */
export const periods = (ofTeam: boolean): Record<QuotaPeriod, string> =>
  wordsFor(PERIODS, (period) => text(ofTeam && period === "MONTH" ? "periodTeamMONTH" : `period${period}`));

type Limit = ModelPartsFragment["nativeLimit"];

export const price = (rates: PlainRates): string => priceInWords(rates, widget());

/** How many tokens of the model the balance pays for; null: none, or it does not matter. */
export const reach = (balance: number, rates: PlainRates, model: string): string | null =>
  reachInWords(balance, rates, model, widget());

/** "1M tokens a month". */
function limitInWords({ amount, unit, period }: NonNullable<Limit>): string {
  return text(`per${period}`, { amount: counted(unit, amount, compact(amount)) });
}

/** A free model's limit: "Free: 1M tokens a month". */
export function freeUse(limit: Limit): string {
  return limit === null ? text("free") : text("freeUpTo", { limit: limitInWords(limit) });
}

type Left = Pick<ModelPartsFragment, "availability" | "isFree" | "nativeLimit" | "sharedLimit">;

/** What is left for the caller: "12 requests left", or "12 requests left for all users" if that is nearer. A premium model tells both. */
export function left({ availability, isFree, nativeLimit, sharedLimit }: Left): string {
  const { remaining, shared, sharedRemaining } = availability;
  if (remaining === null) return text("available");
  if (shared) return text("leftForAll", { amount: amountOf(remaining, sharedLimit) });
  const own = text("left", { amount: amountOf(remaining, isFree ? nativeLimit : null) });
  if (isFree || sharedRemaining === null) return own;
  return listed([own, text("leftForAll", { amount: amountOf(sharedRemaining, sharedLimit) })]);
}

function amountOf(remaining: number, limit: Limit): string {
  return counted(limit?.unit ?? "TOKENS", remaining, compact(remaining));
}

/** "All users together: 1K requests a day". */
export function sharedUse(limit: NonNullable<Limit>): string {
  return text("allTogether", { limit: limitInWords(limit) });
}

/** "3.75 for 1,000 cache write tokens". */
export function unitPrice({ unit, rate }: { unit: UsageUnit; rate: string }): string {
  const zeros = zerosFor([rate]);
  const told = decimal(rateFor(rate, zeros));
  return zeros === 0 ? text(`unitPriceEach${unit}`, { rate: told }) : text("unitPrice", { rate: told, units: counted(unit, 10 ** zeros) });
}

/** "Batch tier, above 200,000 input tokens: …": the rates of a long context, or of a tier of service. */
export function variantPrice({ serviceTier, above, rates }: ModelPartsFragment["variants"][number]): string {
  const values = { tier: tierWord(serviceTier), tokens: counted("INPUT_TOKENS", above), price: price(rates) };
  if (serviceTier === "STANDARD") return text("abovePrice", { tokens: values.tokens, price: values.price });
  return above === 0 ? text("tierPrice", { tier: values.tier, price: values.price }) : text("tierAbovePrice", values);
}

/** "100 cache write tokens, 1 search". */
export function quantities(details: readonly { unit: UsageUnit; quantity: number }[]): string {
  return listed(details.map(({ unit, quantity }) => counted(unit, quantity)));
}

/** "searches and pages", if these have no price; null if everything has one. */
export function unpricedUnits(units: readonly UsageUnit[]): string | null {
  return units.length === 0 ? null : all(units.map(unitWord));
}

/** "no price for searches and pages"; null if everything has a price. */
export function unpriced(units: readonly UsageUnit[]): string | null {
  const names = unpricedUnits(units);
  return names === null ? null : text("unpriced", { units: names });
}
