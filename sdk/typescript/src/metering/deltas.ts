// What one event of a provider's stream tells. The protocols are told apart by the form of their events.
import { type Counts } from "./counts.js";
import { countsOf, geminiCounts, openaiCounts } from "./usages.js";

type Fields = Record<string, any>;

export interface Told {
  /** Output that was delivered. */
  text?: string;
  /** The provider's id of the reply. */
  id?: string | undefined;
  /** The provider's counts so far. `inputOnly`: not all of the output is counted yet. */
  counts?: Counts | undefined;
  inputOnly?: boolean;
  /** A part of Anthropic's usage: its counts are those of all parts together. */
  usage?: Fields | undefined;
  /** The output is complete. */
  ended?: boolean;
  /** The provider reports that it failed. */
  failed?: boolean;
  /** The connection broke. What was delivered before counts. */
  lost?: boolean;
}

/** Return what an event tells; nothing for what is not known. */
export function toldBy(event: unknown): Told {
  if (typeof event !== "object" || event === null) return {};
  const fields = event as Fields;
  if (Array.isArray(fields["choices"])) return chatChunk(fields);
  if ("usageMetadata" in fields || Array.isArray(fields["candidates"])) return geminiChunk(fields);
  const type = String(fields["type"] ?? "");
  if (type === "error") return { failed: true };
  if (type.startsWith("response.")) return responseEvent(type, fields);
  return anthropicEvent(type, fields);
}

function chatChunk({ id, choices, usage, service_tier }: Fields): Told {
  const text = choices.map(({ delta = {} }: Fields) => {
    const calls = (delta.tool_calls ?? []).map((call: Fields) => join(call["function"]?.name, call["function"]?.arguments));
    const call = join(delta.function_call?.name, delta.function_call?.arguments);
    return join(delta.content, delta.refusal, delta.reasoning_content ?? delta.reasoning, delta.audio?.transcript, call, ...calls);
  });
  const ended = choices.length > 0 && choices.every((choice: Fields) => choice["finish_reason"] != null);
  return {
    id,
    text: join(...text),
    ended,
    counts: usage ? openaiCounts(usage, { service_tier }) : undefined,
    // Some services tell the usage so far in each chunk.
    inputOnly: choices.length > 0 && !ended,
  };
}

function responseEvent(type: string, { delta, response }: Fields): Told {
  if (type === "response.failed") return { failed: true };
  const ended = ["response.completed", "response.incomplete"].includes(type);
  const text = type.endsWith(".delta") && !type.includes("audio.delta") && typeof delta === "string" ? delta : "";
  return { id: response?.id, text, ended, counts: ended && response ? countsOf(response) : undefined };
}

function anthropicEvent(type: string, { message, delta, content_block, usage }: Fields): Told {
  switch (type) {
    case "message_start":
      return { id: message?.id, usage: message?.usage, inputOnly: true };
    case "content_block_start":
      return { text: join(content_block?.name, content_block?.text) };
    case "content_block_delta":
      return { text: join(delta?.text, delta?.thinking, delta?.partial_json) };
    case "message_delta":
      return { usage };
    case "message_stop":
      return { ended: true };
    default:
      return {};
  }
}

function geminiChunk({ responseId, candidates = [], usageMetadata }: Fields): Told {
  const parts = candidates.flatMap((one: Fields) => one["content"]?.parts ?? []);
  const ended = candidates.length > 0 && candidates.every((one: Fields) => one["finishReason"] != null);
  const calls = (part: Fields) => (part["functionCall"] ? JSON.stringify(part["functionCall"]) : "");
  return {
    id: responseId,
    text: join(...parts.map((part: Fields) => join(part["text"], calls(part)))),
    ended,
    counts: usageMetadata ? geminiCounts(usageMetadata) : undefined,
    // The counts grow from chunk to chunk; before the last one, more may have been delivered.
    inputOnly: !ended,
  };
}

/** The texts in a reply that did not come as a stream. */
export function textOf(reply: Fields): string {
  const chat = (reply["choices"] ?? []).map(({ message = {} }: Fields) => join(message.content, message.refusal, message.reasoning_content));
  const blocks = [...(reply["content"] ?? []), ...(reply["output"] ?? []).flatMap((item: Fields) => [item, ...(item["content"] ?? [])])];
  const gemini = (reply["candidates"] ?? []).flatMap((one: Fields) => one["content"]?.parts ?? []);
  return join(...chat, ...[...blocks, ...gemini].map((one: Fields) => join(one["text"], one["thinking"], one["arguments"])));
}

function join(...parts: unknown[]): string {
  return parts.filter((part) => typeof part === "string").join("");
}
