import type { Billing } from "../billing.js";
import type { Usage } from "../generated/types.js";
import type { Metered } from "../metering/meter.js";

/** How the calls of a wrapped client are metered. */
export interface WrapSettings {
  billing: Billing;
  /** The account that pays: its id, or a function that tells it for each call. */
  account: string | (() => string | Promise<string>);
  /** The model's name for the billing service, if it has another one there. */
  model?: ((requested: string) => string) | undefined;
  /** Output tokens that a call holds if it names no maximum. Default: the client's `maxOutputTokens`. */
  maxOutputTokens?: number | undefined;
  /** Whether a call may get less output if tokens are short. Default: true. */
  allowPartial?: boolean | undefined;
  /** Metadata to record with each use. */
  metadata?: Record<string, unknown> | undefined;
  /** Told of each use when it is recorded. */
  onUsage?: ((usage: Usage) => void) | undefined;
  /** Paths that may be called although nothing is recorded for them: `["/images/generations"]`. */
  allow?: readonly string[] | undefined;
}

/** What a request tells of its call. */
export type Known = Pick<Metered, "messages" | "inputTokens" | "maxOutputTokens" | "serviceTier"> & { model: string };

/** Return the call as `Meter.open` wants it. */
export async function meteredBy(settings: WrapSettings, known: Known, given: Pick<Metered, "idempotencyKey" | "signal">): Promise<Metered> {
  const { account, model, maxOutputTokens, allowPartial, metadata, onUsage } = settings;
  return {
    ...known,
    ...given,
    account: typeof account === "string" ? account : await account(),
    model: model ? model(known.model) : known.model,
    maxOutputTokens: known.maxOutputTokens ?? maxOutputTokens,
    allowPartial,
    metadata,
    onUsage,
  };
}
