import { useCallback, useState } from "react";

import type { WebhookDeliveryStatus } from "../generated/operations";
import { dateTime, number } from "../lib/format";
import { deliveriesOf, type Delivery, type Endpoint, replay } from "../lib/hooking";
import { useLoaded } from "../lib/hooks";
import type { Session } from "../lib/session";
import { Problem } from "../parts/Problem";

const PAGE = 10;
const STATUS: Record<WebhookDeliveryStatus, [name: string, look: string]> = {
  PENDING: ["waiting", "badge"],
  DELIVERED: ["delivered", "badge good"],
  FAILED: ["failed", "badge bad"],
};

interface Props {
  session: Session;
  endpoint: Endpoint;
  version: string;
  disabled: boolean;
  act: (change: Promise<void>) => Promise<void>;
}

/** What an endpoint was sent, the newest first. */
export function WebhookDeliveries({ session, endpoint, version, disabled, act }: Props) {
  const [status, setStatus] = useState<WebhookDeliveryStatus | "">("");
  // The cursors of the previous pages; the last one belongs to the page that is shown.
  const [cursors, setCursors] = useState<string[]>([]);
  const read = useCallback(
    () => deliveriesOf(session, endpoint.id, { first: PAGE, after: cursors.at(-1) ?? null, status: status || null }),
    [session, endpoint.id, cursors, status],
  );
  const { data, error } = useLoaded(read, version);
  const older = data?.older ?? null;
  const choose = (chosen: WebhookDeliveryStatus | "") => {
    setStatus(chosen);
    setCursors([]);
  };
  return (
    <section className="hook-log" aria-label={`Deliveries to ${endpoint.url}`}>
      <label className="field">
        <span>Which deliveries</span>
        <select value={status} onChange={(event) => choose(event.target.value as WebhookDeliveryStatus | "")}>
          <option value="">All deliveries</option>
          {Object.entries(STATUS).map(([value, [name]]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Problem>{error}</Problem>
      {data !== null && <Rows deliveries={data.deliveries} disabled={disabled} onReplay={(id) => void act(replay(session, id))} />}
      <div className="pages">
        <button type="button" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
          Newer
        </button>
        <button type="button" disabled={older === null} onClick={() => older !== null && setCursors([...cursors, older])}>
          Older
        </button>
      </div>
    </section>
  );
}

interface RowsProps {
  deliveries: Delivery[];
  disabled: boolean;
  onReplay: (id: string) => void;
}

function Rows({ deliveries, disabled, onReplay }: RowsProps) {
  if (deliveries.length === 0) return <p className="empty">No deliveries found.</p>;
  return (
    <table className="log">
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">When</th>
          <th scope="col">Account</th>
          <th scope="col">State</th>
          <th scope="col">Answer</th>
          <th scope="col">Next attempt</th>
          <th scope="col">
            <span className="unseen">Send again</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((one) => (
          <Row key={one.id} delivery={one} disabled={disabled} onReplay={onReplay} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ delivery, disabled, onReplay }: { delivery: Delivery; disabled: boolean; onReplay: (id: string) => void }) {
  const { id, type, accountId, status, createdAt, attempts, nextAttemptAt } = delivery;
  const [name, look] = STATUS[status];
  return (
    <tr>
      <th scope="row">{type}</th>
      <td data-label="When">
        <time dateTime={createdAt}>{dateTime(createdAt)}</time>
      </td>
      <td data-label="Account">{accountId ?? "–"}</td>
      <td data-label="State">
        <span className={look}>{name}</span> <span className="faint small">{attemptsOf(attempts)}</span>
      </td>
      <td data-label="Answer">
        <Answer delivery={delivery} />
      </td>
      <td data-label="Next attempt">{nextAttemptAt === null ? "–" : dateTime(nextAttemptAt)}</td>
      <td>
        {status !== "PENDING" && (
          <button className="quiet" type="button" disabled={disabled} onClick={() => onReplay(id)}>
            Send again<span className="unseen"> ({type}, {id})</span>
          </button>
        )}
      </td>
    </tr>
  );
}

/** The code and the time of the last answer, and its beginning; without an answer why there was none. */
function Answer({ delivery: { lastAttemptAt, responseCode, durationMs, responseBody } }: { delivery: Delivery }) {
  if (lastAttemptAt === null) return <>–</>;
  const milliseconds = durationMs === null ? "" : `, ${number(durationMs)} ms`;
  return (
    <>
      {responseCode ?? "none"}
      {milliseconds} {responseBody && <code>{responseBody}</code>}
    </>
  );
}

function attemptsOf(count: number): string {
  return count === 1 ? "1 attempt" : `${number(count)} attempts`;
}
