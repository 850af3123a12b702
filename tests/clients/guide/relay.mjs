import relay from "relay-runtime"; // Not a module of its own: { Network } does not work in Node.
import { liveClient, patientFetch, session } from "./connection.mjs";

const { Environment, Network, Observable, RecordSource, Store } = relay;

export function relayEnvironment(url, getToken) {
  const caller = session(getToken);
  const live = liveClient(url.replace(/^http/, "ws"), caller);
  const patient = patientFetch(caller);

  async function request({ text }, variables) {
    const answer = await patient(url, {
      method: "POST",
      headers: {
        accept: "application/graphql-response+json, application/json",
        "content-type": "application/json",
      },
      body: JSON.stringify({ query: text, variables }),
    });
    return answer.json();
  }

  const subscribe = ({ text }, variables) =>
    Observable.create((sink) => live.subscribe({ query: text, variables }, sink));

  return new Environment({
    network: Network.create(request, subscribe),
    store: new Store(new RecordSource()),
  });
}
