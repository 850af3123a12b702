// A local server that speaks the protocols of OpenAI and Anthropic, as each test tells it.
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "./front.js";

type Body = Record<string, any>;
export type Answering = (response: ServerResponse, body: Body) => void | Promise<void>;

export class Provider {
  readonly seen: { path: string; body: Body }[] = [];
  #answer: Answering = () => {};
  readonly #server: Server;
  #closed: (() => void)[] = [];

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const sent = await text(request);
      const body = sent ? JSON.parse(sent) : {};
      this.seen.push({ path: request.url!, body });
      response.on("close", () => this.#closed.splice(0).forEach((told) => told()));
      await this.#answer(response, body);
    });
  }

  static async start(): Promise<Provider> {
    const provider = new Provider();
    provider.#server.listen(0, "127.0.0.1");
    await once(provider.#server, "listening");
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answer the next requests like this. */
  answers(answer: Answering): void {
    this.#answer = answer;
    this.seen.length = 0;
  }

  /** Resolves when the present answer's connection is closed. */
  closed(): Promise<void> {
    return new Promise((resolve) => this.#closed.push(resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** An answer that comes at once. */
export function json(value: unknown, status = 200): Answering {
  return (response) => void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

/** How a stream ends: it is complete, it stays open, or its connection breaks. */
type End = "complete" | "open" | "broken";

/** A stream of events. With a type, the event's name is told too, as Anthropic and the Responses API do. */
export function sse(events: unknown[], end: End = "complete", done = false): Answering {
  return async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of events) {
      const type = (event as Body)["type"];
      response.write(`${type ? `event: ${type}\n` : ""}data: ${JSON.stringify(event)}\n\n`);
    }
    if (done) response.write("data: [DONE]\n\n");
    if (end === "complete") response.end();
    // What was written arrives before the connection breaks.
    if (end === "broken") setImmediate(() => setTimeout(() => response.destroy(), 100));
  };
}

/** The chunks of a chat completion. */
export function chat(texts: string[], { usage, finish = "stop" }: { usage?: Body | undefined; finish?: string | null } = {}): Body[] {
  const base = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "gpt-4o-mini" };
  const chunk = (delta: Body, finish_reason: string | null = null) => ({ ...base, choices: [{ index: 0, delta, finish_reason }] });
  const chunks: Body[] = [chunk({ role: "assistant", content: "" }), ...texts.map((content) => chunk({ content }))];
  if (finish) chunks.push(chunk({}, finish));
  if (usage) chunks.push({ ...base, choices: [], usage });
  return chunks;
}

/** The events of a message of Anthropic. */
export function message(texts: string[], { usage, output = 0, stop = true }: { usage: Body; output?: number; stop?: boolean }): Body[] {
  const start = { id: "msg_1", type: "message", role: "assistant", model: "claude-haiku", content: [], stop_reason: null, stop_sequence: null };
  const events: Body[] = [
    { type: "message_start", message: { ...start, usage: { ...usage, output_tokens: 1 } } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    ...texts.map((one) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: one } })),
  ];
  if (!stop) return events;
  // The last event tells the counts again, but neither for how long the cache was written nor the service tier.
  const { cache_creation: _times, service_tier: _tier, ...again } = usage;
  return [
    ...events,
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { ...again, output_tokens: output } },
    { type: "message_stop" },
  ];
}
