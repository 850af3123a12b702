import { problemIn, RequestFailed, SignedOut } from "./errors";
import type { Link, Operation, Result, Sink } from "./link";
import { operationOf, type Request } from "./transport";

/** The GraphQL client of a page, in place of the widget's own requests and websocket. It sends the token itself. */
export interface GraphQLClient {
  /** Sends a query or a mutation, past every cache. Rejects if there is no answer. */
  request: (operation: Operation, signal?: AbortSignal) => Promise<Result>;
  /** Starts a subscription and returns what ends it. If it ends by itself, the widget starts another one. */
  subscribe: (operation: Operation, sink: Sink) => () => void;
}

/** Sends the widget's documents by the page's client. */
export function requestBy(client: GraphQLClient): Request {
  return async (document, variables, signal) => {
    const { data, errors } = await client.request(operationOf(document, variables), signal);
    const problem = errors?.length ? problemIn(errors) : null;
    if (problem?.code === "UNAUTHENTICATED") throw new SignedOut();
    if (problem) throw new RequestFailed(problem);
    if (data == null) throw new RequestFailed({ code: "INTERNAL", message: "The answer has no data." });
    return data as never;
  };
}

/** Subscribes by the page's client, which keeps its connection to itself. */
export function linkBy(client: GraphQLClient): Link {
  const ends = new Set<() => void>();
  return {
    subscribe: (operation, sink) => {
      const next = (result: Result) => (result.errors?.length && !result.data ? sink.error(result.errors) : sink.next(result));
      ends.add(client.subscribe(operation, { ...sink, next }));
    },
    terminate: () => {
      for (const end of ends) end();
      ends.clear();
    },
  };
}
