import { useCallback, useState } from "react";

import { createEndpoint, type Endpoint, endpointsOf, renewSecret, type Secret } from "../lib/hooking";
import { useActing, useEvery, useLoaded } from "../lib/hooks";
import { text } from "../lib/language";
import type { Session } from "../lib/session";
import { Problem } from "../parts/Problem";
import { WebhookEndpoint } from "./WebhookEndpoint";
import { WebhookForm } from "./WebhookForm";
import { WebhookSecret } from "./WebhookSecret";

const FRESH_MS = 5_000;

/** The endpoints of all partners: what they get, and what became of it. */
export function Webhooks({ session }: { session: Session }) {
  const [secret, setSecret] = useState<Secret | null>(null);
  const { act, busy, problem, changes } = useActing();
  const ticks = useEvery(FRESH_MS);
  const read = useCallback(() => endpointsOf(session), [session]);
  const version = `${changes} ${ticks}`;
  const { data, error } = useLoaded(read, version);
  const show = (made: Promise<Secret>) => act(made.then(setSecret));
  return (
    <section id="webhooks" className="section" aria-labelledby="webhooks-title">
      <h2 id="webhooks-title">{text("webhooks")}</h2>
      <p className="faint">{text("webhooksLead")}</p>
      <Problem>{problem ?? error}</Problem>
      {secret !== null && <WebhookSecret key={secret.secret} secret={secret} onDone={() => setSecret(null)} />}
      {data !== null && data.length === 0 && <p className="empty">{text("noEndpoints")}</p>}
      <Endpoints endpoints={data ?? []}>
        {(endpoint) => (
          <WebhookEndpoint
            session={session}
            endpoint={endpoint}
            version={version}
            disabled={busy}
            act={act}
            onRenew={() => show(renewSecret(session, endpoint.id))}
          />
        )}
      </Endpoints>
      <WebhookForm disabled={busy} onCreate={(wanted) => show(createEndpoint(session, wanted))} />
    </section>
  );
}

interface EndpointsProps {
  endpoints: Endpoint[];
  children: (endpoint: Endpoint) => React.ReactNode;
}

function Endpoints({ endpoints, children }: EndpointsProps) {
  if (endpoints.length === 0) return null;
  return (
    <ul className="hooks" aria-label={text("endpoints")}>
      {endpoints.map((one) => (
        <li className="card" key={one.id}>
          {children(one)}
        </li>
      ))}
    </ul>
  );
}
