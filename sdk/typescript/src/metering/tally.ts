import type { Outcome } from "../generated/types.js";
import { type Counts, counts } from "./counts.js";
import { textOf, type Told, toldBy } from "./deltas.js";
import type { Prompt } from "./estimate.js";
import { type Counter, inputTokens } from "./tokenizer.js";
import { anthropicCounts, countsOf } from "./usages.js";

/** How the counts of a use were found: the metadata that is recorded with it. */
export interface Source {
  counted_by: "provider" | "caller" | "tokenizer" | "estimate";
  tokenizer?: string;
  estimate?: string;
  provider_request_id?: string;
}

/** What one reply used, while it comes and after it. */
export class Tally {
  #text = "";
  #counts: Counts | undefined;
  #inputOnly = false;
  #ended = false;
  #failed = false;
  #id: string | undefined;
  #usage: object = {};
  readonly #tell: (event: unknown) => Told;

  constructor(tell: (event: unknown) => Told = toldBy) {
    this.#tell = tell;
  }

  /** The tally of a reply that came at once. */
  static of(reply: object): Tally {
    const tally = new Tally();
    const fields = reply as Record<string, unknown>;
    const id = fields["id"] ?? fields["responseId"];
    tally.take({ id: id as string, text: textOf(fields), counts: countsOf(fields), ended: true, failed: fields["status"] === "failed" });
    return tally;
  }

  /** Whether the provider has sent its counts, so that nothing more is needed. */
  get isCounted(): boolean {
    return this.#counts !== undefined && !this.#inputOnly;
  }

  /** Whether all output was delivered. */
  get isEnded(): boolean {
    return this.#ended;
  }

  get hasText(): boolean {
    return this.#text !== "";
  }

  observe(event: unknown): void {
    this.take(this.#tell(event));
  }

  take({ text, id, counts: told, usage, inputOnly, ended, failed, lost }: Told): void {
    this.#text += text ?? "";
    this.#id ??= id;
    this.#ended ||= ended ?? false;
    this.#failed ||= (failed ?? false) || (lost === true && !this.hasText);
    const counts = usage ? this.#merged(usage) : told;
    if (!counts || isNothing(counts)) return;
    this.#inputOnly = inputOnly ?? false;
    this.#counts = counts;
  }

  /** What the last events do not tell again stays: the time for which the cache was written, and the service tier. */
  #merged(usage: object): Counts {
    const told = Object.entries(usage).filter(([, value]) => value != null);
    this.#usage = { ...this.#usage, ...Object.fromEntries(told) };
    return anthropicCounts(this.#usage);
  }

  /** A failure of the provider costs nothing. What has no end was left early, by us or on the way. */
  get outcome(): Outcome {
    if (this.#failed) return "FAILED";
    return this.#ended || this.isCounted ? "COMPLETED" : "ABORTED";
  }

  /** Return the counts: the provider's as far as it sent them, and ours for the rest. `known` is the input that the caller told. */
  counted(prompt: Prompt, counter: Counter, known?: number): { counts: Counts; source: Source } {
    const id = this.#id ? { provider_request_id: this.#id } : {};
    if (this.#counts && !this.#inputOnly) return { counts: this.#counts, source: { counted_by: "provider", ...id } };
    const output = counter.tokens(this.#text);
    if (!this.#counts) {
      return { counts: counts({ input: known ?? inputTokens(prompt, counter), output }), source: { ...counter.told, ...id } };
    }
    const { inputTokens: input, cachedInputTokens: cached, details, serviceTier } = this.#counts;
    const quantities = Object.fromEntries((details ?? []).map(({ unit, quantity }) => [unit, quantity]));
    const outputTokens = Math.max(output, this.#counts.outputTokens);
    return {
      counts: counts({ input, output: outputTokens, cached, quantities, serviceTier }),
      source: { ...counter.told, ...id },
    };
  }
}

/** Some providers send zeros before they know the counts, or in place of them. */
const isNothing = ({ inputTokens, outputTokens, details = [] }: Counts) => inputTokens + outputTokens + details.length === 0;
