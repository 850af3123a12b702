// A server before the service that fails on purpose: it breaks connections, and answers with a status.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What to do with one request: `lose` carries it out and loses the answer, `mute` carries it out and never answers. */
export type Fault = "break" | "lose" | "mute" | { status: number; retryAfter?: string; body?: string };

export class Front {
  readonly faults: Fault[] = [];
  readonly seen: { query: string; variables: { input?: Record<string, unknown> }; authorization: string | undefined }[] = [];
  readonly #server: Server;

  private constructor(target: string) {
    this.#server = createServer(async (request, response) => {
      const body = await text(request);
      this.seen.push({ ...JSON.parse(body), authorization: request.headers.authorization });
      const fault = this.faults.shift();
      if (fault === "break") return request.socket.destroy();
      if (typeof fault === "object") {
        const headers = fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter };
        return response.writeHead(fault.status, headers).end(fault.body ?? "");
      }
      const headers = { accept: request.headers.accept!, "content-type": "application/json", authorization: request.headers.authorization ?? "" };
      const answer = await fetch(target, { method: "POST", headers, body });
      const answered = await answer.text();
      if (fault === "mute") return;
      if (fault === "lose") return request.socket.destroy();
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type")! }).end(answered);
    });
  }

  static async start(target: string): Promise<Front> {
    const front = new Front(target);
    front.#server.listen(0, "127.0.0.1");
    await once(front.#server, "listening");
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/graphql`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

export async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
