import { BillingOverviewDocument, PremiumModelsDocument } from "../generated/operations";
import { backoffMs } from "./backoff";
import { Checkout } from "./checkout";
import { ServerClock } from "./clock";
import { Credentials } from "./credentials";
import { problemOf, RequestFailed, SignedOut } from "./errors";
import { type GraphQLClient, linkBy, requestBy } from "./injected";
import { openSocket } from "./link";
import { Live } from "./live";
import { Timer } from "./schedule";
import {
  INITIAL,
  signedOut,
  withBalance,
  withConnection,
  withOverview,
  withProblem,
  withQuota,
} from "./state";
import { type Request, Transport } from "./transport";
import { TurnWatch } from "./turns";
import type { BillingState, FindModels, GetToken, Overview } from "./types";
import { firstDay, timeZone, UTC } from "./usage";

/** Uses come in bursts; usage sums are read again after this delay. */
const FOLLOW_MS = 1_000;
/** Stands for the token of an injected client, which sends its own. */
const CLIENTS_OWN = "the client's own";

export interface StoreOptions {
  /** The URL of `/graphql`; the websocket is on the same path. */
  endpoint: string;
  /** Sends everything instead; then neither `endpoint` nor `getToken` is used. */
  client?: GraphQLClient | undefined;
  getToken: GetToken;
  /** The account; by default the token's own account. */
  accountId?: string | undefined;
}

/** The data of one account's widget. It reads and listens while it has a subscriber. */
export class BillingStore {
  readonly clock = new ServerClock();
  readonly checkout: Checkout;
  /** Sends one of the widget's documents. */
  readonly request: Request;
  readonly #accountId: string | undefined;
  readonly #credentials: Credentials;
  readonly #live: Live;
  readonly #listeners = new Set<() => void>();
  readonly #follow = new Timer();
  readonly #repeat = new Timer();
  readonly #turns = new TurnWatch(this.clock.now, () => void this.#read());
  #state = INITIAL;
  #timeZone = timeZone();
  #reading: AbortController | null = null;
  #readAgain = false;
  #failures = 0;

  constructor({ endpoint, client, getToken, accountId }: StoreOptions) {
    this.#accountId = accountId;
    this.#credentials = new Credentials(client ? () => CLIENTS_OWN : getToken);
    const { clock } = this;
    const credentials = this.#credentials;
    this.request = client ? requestBy(client) : new Transport({ endpoint, credentials, clock }).request;
    this.checkout = new Checkout(this.request, accountId);
    this.#live = new Live({
      open: (token) => (client ? linkBy(client) : openSocket(endpoint, token)),
      accountId,
      credentials,
      onBalance: (balance) => this.#pushed(withBalance(this.#state, balance)),
      onQuota: (quota) => this.#pushed(withQuota(this.#state, quota)),
      onLive: () => this.#connected(),
      onDrop: () => this.#show(withConnection(this.#state, isOffline() ? "offline" : "reconnecting")),
      onSignedOut: () => this.#signOut(),
      onRefused: (problem) => this.#show(withProblem(this.#state, problem)),
    });
  }

  readonly state = (): BillingState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  /** Reads everything again; when signed out, asks for a token again. */
  readonly refresh = (): void => {
    if (this.#state.phase === "signed-out" || this.#state.phase === "failed") {
      this.#credentials.reset();
      this.#show({ ...this.#state, phase: this.#state.overview ? "ready" : "loading", problem: null });
      this.#live.restart();
    }
    void this.#read();
  };

  readonly findModels: FindModels = (search, after, signal) =>
    this.request(PremiumModelsDocument, { search: search.trim() || null, after }, signal);

  #start(): void {
    globalThis.addEventListener?.("online", this.#online);
    globalThis.addEventListener?.("offline", this.#offline);
    this.#show(withConnection(this.#state, isOffline() ? "offline" : "connecting"));
    this.#live.start();
    void this.#read();
  }

  #stop(): void {
    globalThis.removeEventListener?.("online", this.#online);
    globalThis.removeEventListener?.("offline", this.#offline);
    for (const timer of [this.#follow, this.#repeat]) timer.clear();
    this.#turns.stop();
    this.#reading?.abort();
    this.#reading = null;
    this.#readAgain = false;
    this.#live.stop();
  }

  readonly #online = (): void => {
    if (this.#state.phase === "signed-out") return;
    this.#show(withConnection(this.#state, "reconnecting"));
    this.#live.restart();
    void this.#read();
  };

  readonly #offline = (): void => this.#show(withConnection(this.#state, "offline"));

  #connected(): void {
    const returned = this.#state.connection === "reconnecting" || this.#state.connection === "offline";
    this.#show(withConnection(this.#state, "live"));
    if (returned) void this.#read();
  }

  /** Shows pushed values; plan, usage and packs are read by a query afterwards. */
  #pushed(state: BillingState): void {
    if (state === this.#state) return;
    this.#show(state);
    this.#turns.watch(this.#state);
    const read = state.overview?.account.balance.revision ?? Number.POSITIVE_INFINITY;
    const isNews = (state.balance?.revision ?? 0) > read;
    if (isNews && !this.#follow.isSet) this.#follow.set(FOLLOW_MS, () => void this.#read());
  }

  async #read(): Promise<void> {
    if (this.#reading) {
      this.#readAgain = true;
      return;
    }
    const reading = new AbortController();
    this.#reading = reading;
    this.#follow.clear();
    this.#repeat.clear();
    try {
      const overview = await this.#overview(reading.signal);
      if (this.#reading === reading) this.#arrived(overview);
    } catch (error) {
      if (this.#reading === reading) this.#failed(error);
    } finally {
      if (this.#reading === reading) this.#finished();
    }
  }

  async #overview(signal: AbortSignal): Promise<Overview> {
    try {
      return await this.#account(signal);
    } catch (error) {
      // A browser may know time zones that the server does not.
      if (problemOf(error).code !== "BAD_INPUT" || this.#timeZone === UTC) throw error;
      this.#timeZone = UTC;
      return this.#account(signal);
    }
  }

  async #account(signal: AbortSignal): Promise<Overview> {
    const from = firstDay(this.clock.now()).toISOString();
    const variables = { accountId: this.#accountId, from, timeZone: this.#timeZone };
    const { account, ...rest } = await this.request(BillingOverviewDocument, variables, signal);
    if (account) return { account, ...rest };
    throw new RequestFailed({ code: "NOT_FOUND", message: "There is no such account." });
  }

  #arrived(overview: Overview): void {
    this.#failures = 0;
    this.#show(withOverview(this.#state, overview));
    this.#turns.watch(this.#state);
  }

  #failed(error: unknown): void {
    if (error instanceof SignedOut) return this.#signOut();
    this.#show(withProblem(this.#state, problemOf(error)));
    const waitMs = error instanceof RequestFailed ? error.waitMs : 0;
    this.#repeat.set(Math.max(backoffMs(this.#failures), waitMs), () => void this.#read());
    this.#failures += 1;
  }

  #finished(): void {
    this.#reading = null;
    if (!this.#readAgain) return;
    this.#readAgain = false;
    void this.#read();
  }

  #signOut(): void {
    this.#live.stop();
    this.#show(signedOut(this.#state));
  }

  #show(state: BillingState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}
