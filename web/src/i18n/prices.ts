import type { Language } from "./context";
import { affordable, type PlainRates, rateFor, roughly, zerosFor } from "./rates";

/** What a token of a model costs: rates that differ are all told. */
export function priceInWords({ input, output, cachedInput }: PlainRates, { formats, text }: Language): string {
  const zeros = zerosFor([input, output, cachedInput]);
  const write = (rate: string) => formats.decimal(rateFor(rate, zeros));
  const tokens = formats.number(10 ** zeros);
  if (input === output && input === cachedInput)
    return text(zeros === 0 ? "priceOfToken" : "priceOfTokens", { rates: write(input), tokens, n: Number(rateFor(input, zeros)) });
  const parts =
    input === output
      ? [text("rateBoth", { rate: write(input) })]
      : [text("rateInput", { rate: write(input) }), text("rateOutput", { rate: write(output) })];
  if (cachedInput !== input) parts.push(text("rateCached", { rate: write(cachedInput) }));
  return text(zeros === 0 ? "pricesOfToken" : "pricesOfTokens", { rates: parts.join(" · "), tokens });
}

/** How many tokens of a model the balance pays for in one use, rounded down; null: it is empty or it does not matter. */
export function reachInWords(
  balance: number,
  { input, output }: PlainRates,
  model: string,
  { formats, text }: Language,
): string | null {
  const [inputs, outputs] = [affordable(balance, input), affordable(balance, output)];
  if (balance === 0 || (inputs === null && outputs === null)) return null;
  if (inputs === 0n && outputs === 0n) return text("reachNothing");
  const write = (tokens: bigint | null) => (tokens === null ? text("anyNumber") : formats.number(roughly(tokens)));
  if (input !== output) return text("reachBoth", { input: write(inputs), output: write(outputs), model });
  return text("reach", { tokens: write(inputs), model, n: Number(roughly(inputs ?? 0n)) });
}
