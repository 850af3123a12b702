import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { liveClient, patientFetch, session } from "./connection.mjs";

export function urqlClient(url, getToken) {
  const caller = session(getToken);
  const live = liveClient(url.replace(/^http/, "ws"), caller);
  return new Client({
    url,
    preferGetMethod: false, // By default urql sends short queries by GET: logs of proxies show them.
    fetch: patientFetch(caller),
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: live.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
  });
}
