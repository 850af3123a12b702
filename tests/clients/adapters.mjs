// The clients of the guide behind one interface: live(show, fail) subscribes to the balance,
// read() queries it, use(key) records a use. Both return a balance.
import { gql } from "@apollo/client";
import relay from "relay-runtime";
import { apolloClient } from "./guide/apollo.mjs";
import { execute, socketClient } from "./guide/graphql-ws.mjs";
import { relayEnvironment } from "./guide/relay.mjs";
import { urqlClient } from "./guide/urql.mjs";
import { input, MUTATION, QUERY, RELAY, SUBSCRIPTION } from "./requests.mjs";

/** Calls `show` or `fail` with a result of Apollo or urql, which report errors as values too. */
const told = (show, fail) => ({ data, error }) => (error ? fail(error) : show(data.balance));

function good({ data, error, errors }) {
  if (error ?? errors) throw error ?? new Error(JSON.stringify(errors));
  return data;
}

export const ADAPTERS = {
  apollo(url, getToken) {
    const client = apolloClient(url, getToken);
    return {
      live: (show, fail) =>
        client.subscribe({ query: gql(SUBSCRIPTION) }).subscribe({ next: told(show, fail), error: fail }),
      read: async () =>
        good(await client.query({ query: gql(QUERY), fetchPolicy: "network-only" })).account.balance,
      use: async (key) =>
        good(await client.mutate({ mutation: gql(MUTATION), variables: { input: input(key) } })).recordUsage
          .balance,
    };
  },
  urql(url, getToken) {
    const client = urqlClient(url, getToken);
    return {
      live: (show, fail) => client.subscription(SUBSCRIPTION, {}).subscribe(told(show, fail)),
      read: async () => good(await client.query(QUERY, {}).toPromise()).account.balance,
      use: async (key) =>
        good(await client.mutation(MUTATION, { input: input(key) }).toPromise()).recordUsage.balance,
    };
  },
  relay(url, getToken) {
    const environment = relayEnvironment(url, getToken);
    return {
      live: (onNext, onError) =>
        relay.requestSubscription(environment, {
          subscription: RELAY.subscription,
          variables: {},
          onNext: ({ balance }) => onNext(balance),
          onError,
        }),
      read: async () => (await relay.fetchQuery(environment, RELAY.query, {}).toPromise()).account.balance,
      use: (key) =>
        new Promise((resolve, onError) => {
          const variables = { input: input(key) };
          const onCompleted = ({ recordUsage }) => resolve(recordUsage.balance);
          relay.commitMutation(environment, { mutation: RELAY.mutation, variables, onCompleted, onError });
        }),
    };
  },
  "graphql-ws"(url, getToken, say) {
    const client = socketClient(url, getToken);
    client.on("closed", ({ code }) => say({ closed: code }));
    return {
      live: (show, fail) =>
        client.subscribe({ query: SUBSCRIPTION }, { next: ({ data }) => show(data.balance), error: fail, complete() {} }),
      read: async () => good(await execute(client, QUERY)).account.balance,
      use: async (key) => good(await execute(client, MUTATION, { input: input(key) })).recordUsage.balance,
    };
  },
};
