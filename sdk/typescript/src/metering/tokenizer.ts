import { ESTIMATE, estimated, inputTokensOf, type Prompt } from "./estimate.js";

/** Counts texts. `told` is what the metadata of the use says about it. */
export interface Counter {
  tokens: (text: string) => number;
  told: { counted_by: "tokenizer"; tokenizer: string } | { counted_by: "estimate"; estimate: string };
}

const ESTIMATING: Counter = { tokens: estimated, told: { counted_by: "estimate", estimate: ESTIMATE } };
const OPENAI = /^(?:.*\/)?(?:gpt-|chatgpt-|o\d|text-embedding-|codex-)/;
const OLDER = /^(?:.*\/)?(?:gpt-4(?!o|\.\d)|gpt-3\.5|text-embedding-)/;

/** Return the tokenizer of the model, if there is one for it that is installed; otherwise the estimate. */
export async function counterFor(model: string): Promise<Counter> {
  if (!OPENAI.test(model)) return ESTIMATING;
  const encoding = OLDER.test(model) ? "cl100k_base" : "o200k_base";
  const module = `gpt-tokenizer/encoding/${encoding}`;
  try {
    const { countTokens } = await import(/* webpackIgnore: true */ /* @vite-ignore */ module);
    // What looks like a special token is text here, as it is for the provider.
    const options = { disallowedSpecial: new Set<string>() };
    return {
      tokens: (text) => countTokens(text, options),
      told: { counted_by: "tokenizer", tokenizer: `gpt-tokenizer:${encoding}` },
    };
  } catch {
    // The package is not installed.
    return ESTIMATING;
  }
}

export const inputTokens = (prompt: Prompt, { tokens }: Counter) => inputTokensOf(prompt, tokens);
