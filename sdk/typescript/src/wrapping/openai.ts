import { tierOf } from "../metering/usages.js";
import { type Covered, type Provider, wrapped } from "./client.js";
import type { WrapSettings } from "./settings.js";
import { Unmetered } from "../errors.js";

const CHAT: Covered = {
  known: ({ model, messages, tools, functions, response_format, max_completion_tokens, max_tokens, n, service_tier }) => {
    const most = max_completion_tokens ?? max_tokens;
    return {
      model,
      messages: [messages, tools, functions, response_format?.json_schema],
      maxOutputTokens: most == null ? undefined : most * (n ?? 1),
      serviceTier: tierOf(service_tier),
    };
  },
  limited: (body, most) => ({
    ...body,
    [body["max_tokens"] == null ? "max_completion_tokens" : "max_tokens"]: Math.max(1, Math.floor(most / (body["n"] ?? 1))),
  }),
  sent: (body) => (body["stream"] ? { ...body, stream_options: { ...body["stream_options"], include_usage: true } } : body),
  hidden: ({ stream_options }) => (chunk) => !stream_options?.include_usage && chunk.choices?.length === 0 && chunk.usage != null,
};

const RESPONSES: Covered = {
  known: ({ model, input, instructions, tools, text, max_output_tokens, service_tier, background }) => {
    if (background) throw new Unmetered("A response in the background would not be metered.");
    return {
      model,
      messages: [input, instructions, tools, text?.format],
      maxOutputTokens: max_output_tokens ?? undefined,
      serviceTier: tierOf(service_tier),
    };
  },
  limited: (body, most) => ({ ...body, max_output_tokens: most }),
};

const EMBEDDINGS: Covered = {
  known: ({ model, input }) => {
    // Texts may be given as tokens.
    const tokens = Array.isArray(input) ? input.flat().filter((one) => typeof one === "number").length : 0;
    return { model, messages: input, inputTokens: tokens || undefined, maxOutputTokens: 0 };
  },
  limited: (body) => body,
};

const OPENAI: Provider = {
  name: "OpenAI",
  ids: { request_id: "x-request-id" },
  covered: { "/chat/completions": CHAT, "/responses": RESPONSES, "/embeddings": EMBEDDINGS },
  free: [
    /^\/chat\/completions\/[^/]+$/,
    /^\/conversations(\/|$)/,
    /^\/files(\/|$)/,
    /^\/moderations$/,
    /^\/responses\/[^/]+\/cancel$/,
    /^\/responses\/input_tokens$/,
    /^\/uploads(\/|$)/,
  ],
};

/**
 * Return a client like this one of the package `openai`, whose calls are metered: chat completions, responses and
 * embeddings, streaming and not. Calls that cost money and are not covered throw Unmetered.
 */
export function wrapOpenAI<T extends object>(client: T, settings: WrapSettings): T {
  return wrapped(client, OPENAI, settings);
}
