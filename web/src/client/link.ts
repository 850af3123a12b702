import { createClient } from "graphql-ws";

const PING_EVERY_MS = 12_000;
const PONG_WITHIN_MS = 5_000;

/** A document with its values, as every client of GraphQL sends it. */
export interface Operation {
  query: string;
  variables: Record<string, unknown>;
  /** The name of the operation in `query`. */
  operationName: string;
}

export interface Result {
  data?: unknown;
  errors?: readonly unknown[] | undefined;
}

/** Receives what a subscription brings. `error` gets the errors of GraphQL as a list, or any other reason. */
export interface Sink {
  next: (result: Result) => void;
  error: (reason: unknown) => void;
  complete: () => void;
}

/** One live connection. It carries subscriptions until it is terminated. */
export interface Link {
  subscribe: (operation: Operation, sink: Sink) => void;
  terminate: () => void;
}

/** A websocket of our own. */
export function openSocket(endpoint: string, token: string): Link {
  const client = createClient({
    url: socketUrl(endpoint),
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    on: pingGuard(() => client.terminate()),
  });
  return {
    subscribe: ({ query, variables }, sink) => void client.subscribe({ query, variables }, sink),
    terminate: () => client.terminate(),
  };
}

/** The websocket address of an HTTP endpoint; a relative one is the page's own. */
export function socketUrl(endpoint: string): string {
  const url = new URL(endpoint, globalThis.location?.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

function pingGuard(terminate: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ping: (received: boolean) => {
      if (!received) timer = setTimeout(terminate, PONG_WITHIN_MS);
    },
    pong: (received: boolean) => {
      if (received) clearTimeout(timer);
    },
    closed: () => clearTimeout(timer),
  };
}
