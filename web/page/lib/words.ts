import { createFormats } from "../../src/i18n/formats";
import { ENGLISH } from "../../src/i18n/catalogs";
import { writer } from "../../src/i18n/labels";
import { priceInWords, reachInWords } from "../../src/i18n/prices";
import { type PlainRates, rateFor, zerosFor } from "../../src/i18n/rates";
import type { ModelPartsFragment, PayFrom, ServiceTier, TeamRole, UsageUnit } from "../generated/operations";
import { compact, plural } from "./format";
import { LOCALE } from "./locale";

const FORMATS = createFormats(LOCALE);
const LANGUAGE = { formats: FORMATS, text: writer(ENGLISH) };

/** One and several of each unit. */
export const UNITS: Record<UsageUnit, [one: string, many: string]> = {
  CACHE_WRITE_TOKENS: ["cache write token", "cache write tokens"],
  CACHE_WRITE_1H_TOKENS: ["one-hour cache write token", "one-hour cache write tokens"],
  AUDIO_INPUT_TOKENS: ["audio input token", "audio input tokens"],
  IMAGE_INPUT_TOKENS: ["image input token", "image input tokens"],
  VIDEO_INPUT_TOKENS: ["video input token", "video input tokens"],
  REASONING_TOKENS: ["reasoning token", "reasoning tokens"],
  AUDIO_OUTPUT_TOKENS: ["audio output token", "audio output tokens"],
  IMAGE_OUTPUT_TOKENS: ["image output token", "image output tokens"],
  REQUESTS: ["request", "requests"],
  SEARCHES: ["search", "searches"],
  IMAGES: ["image", "images"],
  SECONDS: ["second", "seconds"],
  CHARACTERS: ["character", "characters"],
  PAGES: ["page", "pages"],
  PIXELS: ["pixel", "pixels"],
};

export const TIERS: Record<ServiceTier, string> = {
  STANDARD: "Standard",
  PRIORITY: "Priority",
  FLEX: "Flex",
  BATCH: "Batch",
};

export const ROLES: Record<TeamRole, string> = { OWNER: "Owner", ADMIN: "Admin", MEMBER: "Member" };

/** Whose tokens pay, told to the member. */
export const PAYING: Record<PayFrom, string> = {
  OWN_FIRST: "My own tokens first",
  TEAM_FIRST: "The team's tokens first",
  OWN_ONLY: "Only my own tokens",
  TEAM_ONLY: "Only the team's tokens",
};

/** Whose tokens pay, told about another member. */
export const PAYING_FOR: Record<PayFrom, string> = {
  ...PAYING,
  OWN_FIRST: "Its own tokens first",
  OWN_ONLY: "Only its own tokens",
};

type Limit = ModelPartsFragment["nativeLimit"];

export const price = (rates: PlainRates): string => priceInWords(rates, LANGUAGE);

/** How many tokens of the model the balance pays for; null: none, or it does not matter. */
export const reach = (balance: number, rates: PlainRates, model: string): string | null =>
  reachInWords(balance, rates, model, LANGUAGE);

/** A free model's limit: "Free: 1M tokens a month". */
export function freeUse(limit: Limit): string {
  if (limit === null) return "Free";
  return `Free: ${compact(limit.amount)} ${limit.unit.toLowerCase()} a ${limit.period.toLowerCase()}`;
}

type Left = Pick<ModelPartsFragment, "availability" | "isFree" | "nativeLimit" | "sharedLimit">;

/** What is left for the caller: "12 requests left", or "12 requests left for all users" if that is nearer. A premium model tells both. */
export function left({ availability, isFree, nativeLimit, sharedLimit }: Left): string {
  const { remaining, shared, sharedRemaining } = availability;
  if (remaining === null) return "Available";
  const told = amountLeft(remaining, shared ? sharedLimit : isFree ? nativeLimit : null);
  if (shared) return `${told} for all users`;
  if (isFree || sharedRemaining === null) return told;
  return `${told}, ${amountLeft(sharedRemaining, sharedLimit)} for all users`;
}

function amountLeft(remaining: number, limit: { unit: string } | null): string {
  return `${compact(remaining)} ${limit === null ? "tokens" : limit.unit.toLowerCase()} left`;
}

/** "All users together: 1K requests a day". */
export function sharedUse({ amount, unit, period }: NonNullable<Limit>): string {
  return `All users together: ${compact(amount)} ${unit.toLowerCase()} a ${period.toLowerCase()}`;
}

/** "3.75 for 1,000 cache write tokens". */
export function unitPrice({ unit, rate }: { unit: UsageUnit; rate: string }): string {
  const zeros = zerosFor([rate]);
  const [one, many] = UNITS[unit];
  return `${FORMATS.decimal(rateFor(rate, zeros))} for ${zeros === 0 ? `each ${one}` : plural(10 ** zeros, one, many)}`;
}

/** "Batch tier, above 200,000 input tokens: …": the rates of a long context, or of a tier of service. */
export function variantPrice({ serviceTier, above, rates }: ModelPartsFragment["variants"][number]): string {
  const tier = serviceTier === "STANDARD" ? [] : [`${TIERS[serviceTier]} tier`];
  const when = above === 0 ? tier : [...tier, `above ${plural(above, "input token")}`].join(", ");
  const told = `${when}: ${price(rates)}`;
  return told.charAt(0).toUpperCase() + told.slice(1);
}

/** "100 cache write tokens, 1 search". */
export function quantities(details: readonly { unit: UsageUnit; quantity: number }[]): string {
  return details.map(({ unit, quantity }) => plural(quantity, ...UNITS[unit])).join(", ");
}

/** "no price for searches and pages"; null if everything has a price. */
export function unpriced(units: readonly UsageUnit[]): string | null {
  return units.length === 0 ? null : `no price for ${units.map((unit) => UNITS[unit][1]).join(" and ")}`;
}
