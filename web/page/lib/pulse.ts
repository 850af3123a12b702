import { createClient } from "graphql-ws";
import { useEffect, useState } from "react";

import { PulseDocument, type PulseSubscription } from "../generated/operations";
import { ENDPOINT } from "./api";
import type { Session } from "./session";

export type Pulse = PulseSubscription["balance"];

/** The balance in brief, live: what on the page depends on it reads anew when its revision moves. */
export function usePulse(session: Session | null): Pulse | null {
  const [pulse, setPulse] = useState<Pulse | null>(null);
  useEffect(() => {
    setPulse(null);
    if (session === null) return undefined;
    return follow(session, (next) => {
      setPulse((before) => (before !== null && before.revision > next.revision ? before : next));
    });
  }, [session]);
  return pulse;
}

function follow(session: Session, told: (pulse: Pulse) => void): () => void {
  let refused = false;
  const client = createClient({
    url: socketAddress(),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    connectionParams: async () => {
      const token = await session.getToken(refused);
      refused = false;
      return { authorization: `Bearer ${token}` };
    },
    on: {
      closed: (event) => {
        refused = (event as CloseEvent).code === 4403;
      },
    },
  });
  const stop = client.subscribe<PulseSubscription>(
    { query: PulseDocument.toString() },
    {
      next: ({ data }) => data && told(data.balance),
      error: () => undefined,
      complete: () => undefined,
    },
  );
  return () => {
    stop();
    void client.dispose();
  };
}

function socketAddress(): string {
  const url = new URL(ENDPOINT, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}
