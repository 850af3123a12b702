import { useState } from "react";

import type { WebhookEndpointStatus } from "../generated/operations";
import { dateTime } from "../lib/format";
import { type Endpoint, pause, remove, resume, sendTest } from "../lib/hooking";
import { text } from "../lib/language";
import { fromService } from "../lib/problems";
import type { Session } from "../lib/session";
import { listed } from "../lib/words";
import { WebhookDeliveries } from "./WebhookDeliveries";

const LOOKS: Record<WebhookEndpointStatus, string> = { ACTIVE: "badge good", PAUSED: "badge", DEAD: "badge bad" };

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
    if (window.confirm(text("confirmDeleteEndpoint", { url }))) void act(remove(session, id));
  };
  return (
    <article aria-label={url}>
      <State endpoint={endpoint} />
      <div className="hook-acts">
        <button type="button" disabled={disabled} onClick={() => act(sendTest(session, id))}>
          {text("sendTest")}
          {unseen}
        </button>
        {status === "ACTIVE" ? (
          <button type="button" disabled={disabled} onClick={() => act(pause(session, id))}>
            {text("pause")}
            {unseen}
          </button>
        ) : (
          <button type="button" disabled={disabled} onClick={() => act(resume(session, id))}>
            {text("resume")}
            {unseen}
          </button>
        )}
        <button type="button" disabled={disabled} onClick={onRenew}>
          {text("newSecret")}
          {unseen}
        </button>
        <button type="button" disabled={disabled} onClick={deletes}>
          {text("delete")}
          {unseen}
        </button>
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {text("deliveries")}
          {unseen}
        </button>
      </div>
      {isOpen && <WebhookDeliveries session={session} endpoint={endpoint} version={version} disabled={disabled} act={act} />}
    </article>
  );
}

function State({ endpoint }: { endpoint: Endpoint }) {
  const { url, description, events, accountPrefixes, status, statusReason, failingSince, previousSecretValidUntil } = endpoint;
  return (
    <>
      <p className="hook-name">
        <strong>
          <bdi>{url}</bdi>
        </strong>
        <span className={LOOKS[status]}>{text(`hook${status}`)}</span>
      </p>
      {description !== null && <p>{description}</p>}
      {statusReason !== null && <p>{fromService(statusReason, () => text(`hookReason${status}`))}</p>}
      {failingSince !== null && <p className="hook-failing">{text("failingSince", { date: dateTime(failingSince) })}</p>}
      <dl className="hook-facts">
        <dt>{text("id")}</dt>
        <dd>
          <code>{endpoint.id}</code>
        </dd>
        <dt>{text("events")}</dt>
        <dd>{events === null ? text("allOfThem") : listed(events)}</dd>
        <dt>{text("accounts")}</dt>
        <dd>{accountPrefixes === null ? text("allOfThem") : listed(accountPrefixes.map((one) => `${one}…`))}</dd>
        {previousSecretValidUntil !== null && (
          <>
            <dt>{text("earlierSecret")}</dt>
            <dd>{dateTime(previousSecretValidUntil)}</dd>
          </>
        )}
      </dl>
    </>
  );
}
