import { liveClient, session } from "./connection.mjs";

export function socketClient(url, getToken) {
  return liveClient(url.replace(/^http/, "ws"), session(getToken));
}

/** The result of a query or a mutation, over the websocket too. */
export function execute(client, query, variables) {
  return new Promise((resolve, reject) => {
    client.subscribe({ query, variables }, { next: resolve, error: reject, complete() {} });
  });
}
