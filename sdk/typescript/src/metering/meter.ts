import type { Billing } from "../billing.js";
import { newKey } from "../client/keys.js";
import { HoldClosed } from "../generated/refusals.js";
import type { Hold, HoldPlaced, Outcome, PlaceHoldInput, ServiceTier, Usage } from "../generated/types.js";
import { type Counts, sum } from "./counts.js";
import { inputTokensOf, type Prompt, promptOf } from "./estimate.js";
import { KeepAlive } from "./keep-alive.js";
import { quietly } from "./settlements.js";
import { type Source, Tally } from "./tally.js";
import { counterFor } from "./tokenizer.js";

/** What is known of a call before it is made. */
export interface Metered {
  /** The account that pays. */
  account: string;
  /** The model's name, as for the provider. */
  model: string;
  /** What the model reads, as for the provider: messages, a prompt, texts to embed. The hold covers its estimate. */
  messages?: unknown;
  /** Its input tokens, if you know them. */
  inputTokens?: number | undefined;
  /** The most output tokens that are wanted. Left out: the hold covers the client's `maxOutputTokens`. */
  maxOutputTokens?: number | undefined;
  /** Whether a smaller hold will do if tokens are short: `call.maxOutputTokens` tells what it covers. Default: true. */
  allowPartial?: boolean | undefined;
  /** The same key is held and charged once. Default: a new one for each call. */
  idempotencyKey?: string | undefined;
  serviceTier?: ServiceTier | undefined;
  /** Metadata to record with the use. */
  metadata?: Record<string, unknown> | undefined;
  /** Seconds after which the hold expires if this process dies. Default: 600. A call that takes longer extends it. */
  ttlSeconds?: number | undefined;
  /** Gives up before the call when it is aborted; during the call, it tells that the caller gave up, and not the provider. */
  signal?: AbortSignal | undefined;
  /** Told of the use when it is recorded. */
  onUsage?: ((usage: Usage) => void) | undefined;
}

const TTL_SECONDS = 600;

/** One call: its hold, what its replies used, and its settlement. It is settled once. */
export class Meter {
  readonly tallies: Tally[] = [];
  readonly recorded: Counts[] = [];
  readonly alive: KeepAlive;
  readonly #billing: Billing;
  readonly #call: Metered;
  readonly #prompt: Prompt;
  #usage: Usage | undefined;
  #settled: Promise<void> | undefined;

  private constructor(
    billing: Billing,
    call: Metered,
    prompt: Prompt,
    readonly hold: Hold,
  ) {
    this.#billing = billing;
    this.#call = call;
    this.#prompt = prompt;
    this.alive = new KeepAlive(billing, hold, call.ttlSeconds ?? TTL_SECONDS);
  }

  /** Place the hold. Raises the refusal, and HoldClosed if the key's hold was closed before: the call was made already. */
  static async open(billing: Billing, call: Metered): Promise<Meter> {
    call.signal?.throwIfAborted();
    const prompt = promptOf(call.messages);
    const input = {
      accountId: call.account,
      model: call.model,
      inputTokens: call.inputTokens ?? inputTokensOf(prompt),
      maxOutputTokens: call.maxOutputTokens ?? billing.maxOutputTokens,
      allowPartial: call.allowPartial ?? true,
      ttlSeconds: call.ttlSeconds ?? TTL_SECONDS,
      idempotencyKey: call.idempotencyKey ?? newKey(),
      serviceTier: call.serviceTier ?? "STANDARD",
    };
    let placed: HoldPlaced;
    try {
      placed = await billing.placeHold(input, { signal: call.signal });
    } catch (error) {
      // The hold of a key of the caller's stays: the call may come again with it.
      if (call.signal?.aborted && !call.idempotencyKey) billing.settlements.beside(withdraw(billing, input));
      throw error;
    }
    if (placed.hold.status !== "OPEN") {
      const message = `The call with this key was made before: its hold is ${placed.hold.status}.`;
      throw new HoldClosed({ __typename: "HoldClosed", code: "HOLD_CLOSED", message, hold: placed.hold });
    }
    return new Meter(billing, call, prompt, placed.hold);
  }

  /** The use, when it is recorded. */
  get usage(): Usage | undefined {
    return this.#usage;
  }

  /** The caller's signal. */
  get signal(): AbortSignal | undefined {
    return this.#call.signal;
  }

  get isSettled(): boolean {
    return this.#settled !== undefined;
  }

  /** Whether somebody told what the call used. */
  get isReported(): boolean {
    return this.tallies.length + this.recorded.length > 0;
  }

  /** Record the use and close the hold; only the first time. `isAborted`: the caller gave up. */
  settle(isAborted = false): Promise<void> {
    this.#settled ??= this.#close(isAborted);
    return this.#settled;
  }

  /** Give the hold back: nothing was used. */
  release(): Promise<void> {
    this.#settled ??= this.#give();
    return this.#settled;
  }

  async #close(isAborted: boolean): Promise<void> {
    const failed = this.tallies.filter((tally) => tally.outcome === "FAILED");
    const used = this.tallies.filter((tally) => tally.outcome !== "FAILED");
    if (used.length + this.recorded.length === 0 && !isAborted) {
      return failed.some((tally) => tally.hasText) ? this.#send("FAILED", { inputTokens: 0, outputTokens: 0 }, {}) : this.#give();
    }
    // An aborted call without any reply has at least sent its input.
    const counted = used.length + this.recorded.length === 0 ? [new Tally()] : used;
    const { counts, source } = await this.#count(counted);
    const outcome = isAborted || counted.some((tally) => tally.outcome === "ABORTED") ? "ABORTED" : "COMPLETED";
    const isNothing = counts.inputTokens + counts.outputTokens + (counts.details?.length ?? 0) === 0;
    return isNothing ? this.#give() : this.#send(outcome, counts, source);
  }

  async #count(tallies: Tally[]): Promise<{ counts: Counts; source: Source }> {
    const counter = tallies.every((tally) => tally.isCounted) ? undefined : await counterFor(this.#call.model);
    const all = tallies.map((tally) => tally.counted(this.#prompt, counter!, this.#call.inputTokens));
    const counts = sum([...all.map((one) => one.counts), ...this.recorded]);
    const source = all.map((one) => one.source).find((one) => one.counted_by !== "provider") ?? all.at(-1)?.source;
    // The least exact source is told: what we counted, then what the caller told.
    if (source && (source.counted_by !== "provider" || this.recorded.length === 0)) return { counts, source };
    return { counts, source: { ...source, counted_by: "caller" } };
  }

  async #send(outcome: Outcome, counts: Counts, source: Source | object): Promise<void> {
    this.alive.stop();
    const told = outcome === "COMPLETED" ? {} : { outcome_reason: outcome === "ABORTED" ? "abort" : "error" };
    const serviceTier = counts.serviceTier ?? this.#call.serviceTier ?? "STANDARD";
    const input = { holdId: this.hold.id, outcome, ...counts, serviceTier, metadata: { ...told, ...source, ...this.#call.metadata, ...by(source) } };
    const settlement = { account: this.#call.account, model: this.#call.model, ...input };
    await this.#billing.settlements.deliver(settlement, async () => {
      const { usage } = await this.#billing.settleHold(input);
      this.#usage = usage;
      quietly(() => this.#call.onUsage?.(usage));
    });
  }

  async #give(): Promise<void> {
    this.alive.stop();
    const settlement = { account: this.#call.account, model: this.#call.model, holdId: this.hold.id, release: true };
    await this.#billing.settlements.deliver(settlement, () => this.#billing.releaseHold({ holdId: this.hold.id }));
  }
}

/** Give back a hold that may have been placed, although nobody waited for the answer. With the same key, it is answered again. */
async function withdraw(billing: Billing, input: PlaceHoldInput): Promise<void> {
  const { hold } = await billing.placeHold(input);
  if (hold.status === "OPEN") await billing.releaseHold({ holdId: hold.id });
}

/** How it was counted is told by us, whatever the caller's metadata says. */
const by = (source: Partial<Source>) => (source.counted_by ? { counted_by: source.counted_by } : {});
