import type { Formats } from "./formats";
import { fill, type Labels } from "./labels";
import { affordable, type PlainRates, rateFor, roughly, zerosFor } from "./rates";

/** What a token of a model costs: rates that differ are all told. */
export function priceInWords({ input, output, cachedInput }: PlainRates, formats: Formats, labels: Labels): string {
  const zeros = zerosFor([input, output, cachedInput]);
  const write = (rate: string) => formats.decimal(rateFor(rate, zeros));
  const parts =
    input === output
      ? [input === cachedInput ? write(input) : fill(labels.rateBoth, { rate: write(input) })]
      : [fill(labels.rateInput, { rate: write(input) }), fill(labels.rateOutput, { rate: write(output) })];
  if (cachedInput !== input) parts.push(fill(labels.rateCached, { rate: write(cachedInput) }));
  const [ofToken, ofTokens] =
    parts.length === 1 ? [labels.priceOfToken, labels.priceOfTokens] : [labels.pricesOfToken, labels.pricesOfTokens];
  return fill(zeros === 0 ? ofToken : ofTokens, { rates: parts.join(" · "), tokens: formats.number(10 ** zeros) });
}

/** How many tokens of a model the balance pays for in one use, rounded down; null: it is empty or it does not matter. */
export function reachInWords(
  balance: number,
  { input, output }: PlainRates,
  model: string,
  formats: Formats,
  labels: Labels,
): string | null {
  const [inputs, outputs] = [affordable(balance, input), affordable(balance, output)];
  if (balance === 0 || (inputs === null && outputs === null)) return null;
  if (inputs === 0n && outputs === 0n) return labels.reachNothing;
  const write = (tokens: bigint | null) => (tokens === null ? labels.anyNumber : formats.number(roughly(tokens)));
  const template = input === output ? labels.reach : labels.reachBoth;
  return fill(template, { tokens: write(inputs), input: write(inputs), output: write(outputs), model });
}
