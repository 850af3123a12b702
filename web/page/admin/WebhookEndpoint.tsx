import { useState } from "react";

import type { WebhookEndpointStatus } from "../generated/operations";
import { dateTime } from "../lib/format";
import { type Endpoint, pause, remove, resume, sendTest } from "../lib/hooking";
import type { Session } from "../lib/session";
import { WebhookDeliveries } from "./WebhookDeliveries";

const STATUS: Record<WebhookEndpointStatus, [name: string, look: string]> = {
  ACTIVE: ["active", "badge good"],
  PAUSED: ["paused", "badge"],
  DEAD: ["dead", "badge bad"],
};

interface Props {
  session: Session;
  endpoint: Endpoint;
  version: string;
  disabled: boolean;
  act: (change: Promise<void>) => Promise<void>;
  onRenew: () => void;
}

/** One endpoint: its state, what can be done with it, and its deliveries. */
export function WebhookEndpoint({ session, endpoint, version, disabled, act, onRenew }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { id, url, status } = endpoint;
  const unseen = <span className="unseen"> ({url})</span>;
  const deletes = () => {
    if (window.confirm(`Delete ${url} and its deliveries?`)) void act(remove(session, id));
  };
  return (
    <article aria-label={url}>
      <State endpoint={endpoint} />
      <div className="hook-acts">
        <button type="button" disabled={disabled} onClick={() => act(sendTest(session, id))}>
          Send a test{unseen}
        </button>
        {status === "ACTIVE" ? (
          <button type="button" disabled={disabled} onClick={() => act(pause(session, id))}>
            Pause{unseen}
          </button>
        ) : (
          <button type="button" disabled={disabled} onClick={() => act(resume(session, id))}>
            Resume{unseen}
          </button>
        )}
        <button type="button" disabled={disabled} onClick={onRenew}>
          New secret{unseen}
        </button>
        <button type="button" disabled={disabled} onClick={deletes}>
          Delete{unseen}
        </button>
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Deliveries{unseen}
        </button>
      </div>
      {isOpen && <WebhookDeliveries session={session} endpoint={endpoint} version={version} disabled={disabled} act={act} />}
    </article>
  );
}

function State({ endpoint }: { endpoint: Endpoint }) {
  const { url, description, events, accountPrefixes, status, statusReason, failingSince, previousSecretValidUntil } = endpoint;
  const [name, look] = STATUS[status];
  return (
    <>
      <p className="hook-name">
        <strong>
          <bdi>{url}</bdi>
        </strong>
        <span className={look}>{name}</span>
      </p>
      {description !== null && <p>{description}</p>}
      {statusReason !== null && <p>{statusReason}</p>}
      {failingSince !== null && <p className="hook-failing">Every attempt failed since {dateTime(failingSince)}.</p>}
      <dl className="hook-facts">
        <dt>Id</dt>
        <dd>
          <code>{endpoint.id}</code>
        </dd>
        <dt>Events</dt>
        <dd>{events === null ? "all" : events.join(", ")}</dd>
        <dt>Accounts</dt>
        <dd>{accountPrefixes === null ? "all" : accountPrefixes.map((one) => `${one}…`).join(", ")}</dd>
        {previousSecretValidUntil !== null && (
          <>
            <dt>The earlier secret signs until</dt>
            <dd>{dateTime(previousSecretValidUntil)}</dd>
          </>
        )}
      </dl>
    </>
  );
}
