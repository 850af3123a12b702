import { tierOf } from "../metering/usages.js";
import { type Covered, type Provider, wrapped } from "./client.js";
import type { WrapSettings } from "./settings.js";

const MESSAGES: Covered = {
  // Which service tier it is served with, only the reply tells; the fast mode is asked for.
  known: ({ model, messages, system, tools, max_tokens, speed }) => ({
    model,
    messages: [messages, system, tools],
    maxOutputTokens: max_tokens ?? undefined,
    serviceTier: speed === "fast" ? tierOf(speed) : undefined,
  }),
  limited: (body, most) => ({ ...body, max_tokens: most }),
};

const ANTHROPIC: Provider = {
  name: "Anthropic",
  ids: { request_id: "request-id", workspace_id: "anthropic-workspace-id" },
  covered: { "/v1/messages": MESSAGES },
  free: [/^\/v1\/messages\/count_tokens$/, /^\/v1\/files(\/|$)/],
};

/**
 * Return a client like this one of the package `@anthropic-ai/sdk`, whose messages are metered, streaming and not.
 * Calls that cost money and are not covered, such as batches, throw Unmetered.
 */
export function wrapAnthropic<T extends object>(client: T, settings: WrapSettings): T {
  return wrapped(client, ANTHROPIC, settings);
}
