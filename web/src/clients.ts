/** Clients of Apollo, urql and Relay, as the widget takes them. Nothing of them is imported: their shape is enough. */
import type { GraphQLClient } from "./client/injected";
import type { Operation, Result, Sink } from "./client/link";

export type { GraphQLClient, Operation, Result, Sink };

interface Subscribed {
  unsubscribe: () => void;
}
interface Observed {
  subscribe: (observer: never) => Subscribed;
}
type Parse<Document> = (text: string) => Document;

interface Apollo {
  query: (options: never) => Promise<unknown>;
  mutate: (options: never) => Promise<unknown>;
  subscribe: (options: never) => Observed;
}

/** A client of Apollo 3 or 4, with its `gql`. Nothing goes into its cache. */
export function fromApollo<Document>(client: Apollo, gql: Parse<Document>): GraphQLClient {
  const options = { fetchPolicy: "no-cache", errorPolicy: "all" };
  return {
    request: async ({ query, variables }, signal) => {
      const context = { fetchOptions: { signal } };
      const all = { ...options, variables, context };
      const sent = isMutation(query)
        ? client.mutate({ ...all, mutation: gql(query) } as never)
        : client.query({ ...all, query: gql(query) } as never);
      return resultOf(await sent);
    },
    subscribe: ({ query, variables }, sink) =>
      ended(client.subscribe({ ...options, query: gql(query), variables } as never), {
        ...sink,
        next: (result: unknown) => passOn(result, sink),
      }),
  };
}

interface Urql {
  query: (query: string, variables: never, context?: never) => { toPromise: () => Promise<unknown> };
  mutation: (query: string, variables: never) => { toPromise: () => Promise<unknown> };
  subscription: (query: string, variables: never) => { subscribe: (next: (result: never) => void) => Subscribed };
}

/** A client of urql. Queries go to the network. */
export function fromUrql(client: Urql): GraphQLClient {
  return {
    request: async ({ query, variables }, signal) => {
      const context = { requestPolicy: "network-only", fetchOptions: { signal } } as never;
      const sent = isMutation(query) ? client.mutation(query, variables as never) : client.query(query, variables as never, context);
      return resultOf(await sent.toPromise());
    },
    subscribe: ({ query, variables }, sink) => {
      const subscribed = client.subscription(query, variables as never).subscribe((result) => passOn(result, sink));
      return () => subscribed.unsubscribe();
    },
  };
}

interface Relay {
  getNetwork: () => { execute: (request: never, variables: never, cache: never) => Observed & { toPromise: () => Promise<unknown> } };
}

/** An environment of Relay. Its network is used, and nothing goes into its store. */
export function fromRelay(environment: Relay): GraphQLClient {
  const send = ({ query, variables, operationName }: Operation) => {
    const operationKind = /^\s*(?:fragment[\s\S]*?\n)?\s*(query|mutation|subscription)\b/m.exec(query)?.[1];
    const request = { id: null, cacheID: query, name: operationName, operationKind, text: query, metadata: {} };
    return environment.getNetwork().execute(request as never, variables as never, { force: true } as never);
  };
  return {
    request: async (operation) => resultOf(await send(operation).toPromise()),
    subscribe: (operation, sink) => ended(send(operation), { ...sink, next: (result: unknown) => passOn(result, sink) }),
  };
}

const isMutation = (query: string) => /^\s*mutation\b/m.test(query);

function ended(observable: Observed, observer: object): () => void {
  const subscribed = observable.subscribe(observer as never);
  return () => subscribed.unsubscribe();
}

function passOn(result: unknown, sink: Sink): void {
  try {
    sink.next(resultOf(result));
  } catch (error) {
    sink.error(error);
  }
}

/** Data, and the errors of GraphQL, wherever a client puts them. Throws any other error. */
function resultOf(answer: unknown): Result {
  const { data, errors, error } = answer as { data?: unknown; errors?: readonly unknown[]; error?: ClientError };
  const told = errors ?? error?.graphQLErrors ?? error?.errors;
  if (error && !told?.length) throw error.networkError ?? error;
  return { data, errors: told };
}

interface ClientError {
  errors?: readonly unknown[];
  graphQLErrors?: readonly unknown[];
  networkError?: unknown;
}
