import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buildSchema, graphql, GraphQLError } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import type { Account, Balance, Quota } from "../client/types";
import { Channel } from "./channel";
import { account, MODELS, overview, PRICED } from "./fixtures";

const SCHEMA = buildSchema(readFileSync("../schema/schema.graphql", "utf8"));

/** The API by its SDL, over real HTTP and websockets, with the answers that a test sets. */
export class TestServer {
  account: Account | null = account();
  /** Tokens that are accepted. */
  tokens = new Set(["good"]);
  /** How far its clock is ahead of this machine's clock. */
  skewMs = 0;
  /** The time zones it knows; null: all. */
  zones: Set<string> | null = null;
  /** The status of all HTTP answers; null: normal answers. */
  failWith: number | null = null;
  /** The time to wait that its failures tell, in seconds; null: they tell none. */
  retryAfter: number | null = null;
  /** How many times the account was read, and sockets were opened. */
  reads = 0;
  sockets = 0;
  checkouts: { item: string; idempotencyKey: string }[] = [];
  checkout: Record<string, unknown> = { checkoutUrl: "https://pay.example/1" };
  /** The automatic top-up as it was set, and what refuses the next change. */
  topUp: Record<string, unknown> | null = null;
  topUpRefusal: Record<string, unknown> | null = null;
  readonly #balances = new Channel<{ balance: Balance }>();
  readonly #quotas = new Channel<{ quota: Quota }>();
  readonly #connections = new Set<Socket>();
  readonly #http = createServer((request, response) => void this.#answer(request, response));
  readonly #ws = new WebSocketServer({ server: this.#http, path: "/graphql" });
  #port = 0;

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}/graphql`;
  }

  /** Listeners for balances: sockets that are subscribed. */
  get listeners(): number {
    return this.#balances.listeners;
  }

  async start(): Promise<this> {
    useServer(
      {
        schema: SCHEMA,
        context: {},
        roots: { subscription: this.#root() },
        onConnect: ({ connectionParams }) => this.#isKnown(connectionParams?.authorization),
      },
      this.#ws,
    );
    this.#ws.on("connection", () => {
      this.sockets += 1;
    });
    this.#http.on("connection", (socket) => {
      this.#connections.add(socket);
      socket.on("close", () => this.#connections.delete(socket));
    });
    await this.listen();
    return this;
  }

  /** Listens, again on the port it had. */
  async listen(): Promise<void> {
    await new Promise<void>((done) => this.#http.listen(this.#port, "127.0.0.1", done));
    this.#port = (this.#http.address() as AddressInfo).port;
  }

  /** Disappears without closing its connections, like a machine that lost its network. */
  async vanish(): Promise<void> {
    const closed = new Promise((done) => this.#http.close(done));
    this.cut();
    await closed;
  }

  cut(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  closeSockets(code: number): void {
    for (const socket of this.#ws.clients) socket.close(code, "closed by the test");
  }

  push(balance: Balance): void {
    if (this.account) this.account = { ...this.account, balance };
    this.#balances.send({ balance });
  }

  /** Sends a balance that is not the account's present one: a late answer. */
  pushLate(balance: Balance): void {
    this.#balances.send({ balance });
  }

  pushQuota(quota: Quota): void {
    if (this.account) this.account = { ...this.account, quotas: [quota] };
    this.#quotas.send({ quota });
  }

  #isKnown(authorization: unknown): boolean {
    return this.tokens.has(String(authorization).replace("Bearer ", ""));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("date", new Date(Date.now() + this.skewMs).toUTCString());
    response.setHeader("content-type", "application/json");
    const body = await text(request);
    if (!this.#isKnown(request.headers.authorization)) {
      const errors = [{ message: "Who?", extensions: { code: "UNAUTHENTICATED" } }];
      response.writeHead(401).end(JSON.stringify({ errors }));
    } else if (this.failWith) {
      if (this.retryAfter !== null) response.setHeader("retry-after", this.retryAfter);
      response.writeHead(this.failWith).end("no JSON");
    } else {
      const { query, variables } = JSON.parse(body);
      const result = await graphql({ schema: SCHEMA, source: query, variableValues: variables, rootValue: this.#root() });
      response.end(JSON.stringify(result));
    }
  }

  #root() {
    return {
      account: () => this.#account(),
      models: ({ tier, search, first, after }: Wanted) => {
        const all = tier === "FREE" ? MODELS : found(search);
        const start = all.findIndex((model) => model.name === after) + 1;
        return all.slice(start, start + first);
      },
      modelCount: ({ search }: Wanted) => found(search).length,
      plans: () => overview().plans,
      packs: () => overview().packs,
      balance: () => this.#balances.follow(() => this.account && { balance: this.account.balance }),
      quota: () => this.#quotas.follow(() => null),
      setAutoTopUp: ({ input }: { input: { pack: string; below: number; maxPerMonth: number } }) => {
        if (this.topUpRefusal) return this.topUpRefusal;
        const pack = overview().packs.find(({ name }) => name === input.pack);
        this.topUp = { ...input, pack, used: 0, resetsAt: "2026-12-01T00:00:00Z", status: "ACTIVE", failure: null };
        return { __typename: "AutoTopUpSet", autoTopUp: this.topUp };
      },
      removeAutoTopUp: () => {
        this.topUp = null;
        return { __typename: "AutoTopUpRemoved", removed: true };
      },
      purchasePack: ({ input }: Input) => this.#begin("PurchaseStarted", input.pack, input.idempotencyKey),
      subscribe: ({ input }: Input) => this.#begin("SubscriptionStarted", input.plan, input.idempotencyKey),
    };
  }

  #account() {
    this.reads += 1;
    if (!this.account) return null;
    const { byDay, byModel, ...rest } = this.account;
    return {
      ...rest,
      autoTopUp: this.topUp,
      usageSummary: ({ by, timeZone }: { by: string; timeZone: string }) => {
        if (this.zones?.has(timeZone) === false) throw new GraphQLError("No such zone.", { extensions: { code: "BAD_INPUT" } });
        return by === "DAY" ? byDay : byModel;
      },
    };
  }

  #begin(__typename: string, item: string | undefined, idempotencyKey: string) {
    this.checkouts.push({ item: item ?? "", idempotencyKey });
    return { __typename, ...this.checkout };
  }
}

interface Wanted {
  tier: string;
  search: string | null;
  first: number;
  after: string | null;
}

function found(search: string | null) {
  return PRICED.filter((model) => model.name.includes(search ?? ""));
}

interface Input {
  input: { pack?: string; plan?: string; idempotencyKey: string };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
