import { createClient } from "graphql-ws";
import WebSocket from "ws"; // Only for Node before 22. Browsers have their own.

export class SignedOut extends Error {}

/** 0.5, 1, 2 … at most 30 seconds, half of it random: not all clients come back at once. */
export function backoff(attempt) {
  const most = Math.min(30_000, 500 * 2 ** Math.min(attempt, 6));
  return new Promise((done) => setTimeout(done, most * (0.5 + Math.random() / 2)));
}

/** `getToken(refused)` returns a token, and a new one if it is told which one was refused. */
export function session(getToken) {
  let refused;
  return {
    async token() {
      const token = await getToken(refused);
      if (token === refused) throw new SignedOut("The token was refused.");
      return token;
    },
    refuse(token) {
      refused = token;
    },
  };
}

/** `fetch` with the token, which asks again after a lost connection, 429 and 503. */
export function patientFetch(session, attempts = 8) {
  return async (url, init = {}) => {
    for (let attempt = 0; ; attempt += 1) {
      const token = await session.token();
      const headers = new Headers(init.headers);
      headers.set("authorization", `Bearer ${token}`);
      const answer = await fetch(url, { ...init, headers }).catch((error) => error);
      if (answer.status === 401) session.refuse(token);
      const passing = answer instanceof TypeError || [401, 429, 503].includes(answer.status);
      if (!passing || attempt === attempts) {
        if (answer instanceof Error) throw answer;
        return answer;
      }
      if (answer.status === 401) continue;
      const seconds = Number(answer.headers?.get("retry-after") ?? 0);
      await new Promise((done) => setTimeout(done, seconds * 1_000));
      await backoff(attempt);
    }
  };
}

/** A client of graphql-ws that returns after every loss of the connection. */
export function liveClient(url, session) {
  let sent, pong;
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: async () => {
      sent = await session.token();
      return { authorization: `Bearer ${sent}` };
    },
    retryAttempts: Infinity, // Default: 5.
    retryWait: backoff,
    // By default a refused connection (ECONNREFUSED) is final, because it is no close event.
    shouldRetry: (reason) => !(reason instanceof SignedOut),
    keepAlive: 12_000, // Default: none. A connection that died silently would look alive.
    on: {
      ping: (received) => {
        if (!received) pong = setTimeout(() => client.terminate(), 5_000);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
      closed: ({ code }) => {
        clearTimeout(pong);
        if (code === 4403) session.refuse(sent); // The token has expired or was revoked.
      },
    },
  });
  return { ...client, subscribe: (payload, sink) => lasting(client, payload, sink) };
}

const PASSING = ["UNAVAILABLE", "RATE_LIMITED", "INTERNAL"];

/** A subscription that starts again when the server ends it for a reason that passes. */
function lasting(client, payload, sink) {
  let stop;
  let stopped = false;
  let attempt = 0;
  const start = () => {
    stop = client.subscribe(payload, {
      next: (value) => {
        attempt = 0;
        sink.next(value);
      },
      error: (reason) => {
        const codes = Array.isArray(reason) ? reason.map((one) => one.extensions?.code) : [];
        if (!codes.some((code) => PASSING.includes(code))) sink.error(reason);
        else void backoff(attempt++).then(() => stopped || start());
      },
      complete: () => sink.complete(),
    });
  };
  start();
  return () => {
    stopped = true;
    stop();
  };
}

/** Shows only newer balances: after a reconnect the present one comes again. */
export function newest(show) {
  let revision = -1;
  return (balance) => {
    if (balance.revision <= revision) return;
    revision = balance.revision;
    show(balance);
  };
}
