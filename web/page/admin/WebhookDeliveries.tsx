import { useCallback, useState } from "react";

import type { WebhookDeliveryStatus } from "../generated/operations";
import { dateTime, number } from "../lib/format";
import { deliveriesOf, type Delivery, type Endpoint, replay } from "../lib/hooking";
import { useLoaded } from "../lib/hooks";
import { text } from "../lib/language";
import type { Session } from "../lib/session";
import { counted, listed } from "../lib/words";
import { Problem } from "../parts/Problem";

const PAGE = 10;
const LOOKS: Record<WebhookDeliveryStatus, string> = { PENDING: "badge", DELIVERED: "badge good", FAILED: "badge bad" };
const STATUSES = Object.keys(LOOKS) as WebhookDeliveryStatus[];

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
    <section className="hook-log" aria-label={text("deliveriesTo", { url: endpoint.url })}>
      <label className="field">
        <span>{text("whichDeliveries")}</span>
        <select value={status} onChange={(event) => choose(event.target.value as WebhookDeliveryStatus | "")}>
          <option value="">{text("allDeliveries")}</option>
          {STATUSES.map((value) => (
            <option key={value} value={value}>
              {text(`delivery${value}`)}
            </option>
          ))}
        </select>
      </label>
      <Problem>{error}</Problem>
      {data !== null && <Rows deliveries={data.deliveries} disabled={disabled} onReplay={(id) => void act(replay(session, id))} />}
      <div className="pages">
        <button type="button" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
          {text("newer")}
        </button>
        <button type="button" disabled={older === null} onClick={() => older !== null && setCursors([...cursors, older])}>
          {text("older")}
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
  if (deliveries.length === 0) return <p className="empty">{text("noDeliveries")}</p>;
  return (
    <table className="log">
      <thead>
        <tr>
          <th scope="col">{text("event")}</th>
          <th scope="col">{text("whenUsed")}</th>
          <th scope="col">{text("account")}</th>
          <th scope="col">{text("state")}</th>
          <th scope="col">{text("response")}</th>
          <th scope="col">{text("nextAttempt")}</th>
          <th scope="col">
            <span className="unseen">{text("sendAgain")}</span>
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
  return (
    <tr>
      <th scope="row">{type}</th>
      <td data-label={text("whenUsed")}>
        <time dateTime={createdAt}>{dateTime(createdAt)}</time>
      </td>
      <td data-label={text("account")}>{accountId ?? "–"}</td>
      <td data-label={text("state")}>
        <span className={LOOKS[status]}>{text(`delivery${status}`)}</span> <span className="faint small">{counted("ATTEMPTS", attempts)}</span>
      </td>
      <td data-label={text("response")}>
        <Answer delivery={delivery} />
      </td>
      <td data-label={text("nextAttempt")}>{nextAttemptAt === null ? "–" : dateTime(nextAttemptAt)}</td>
      <td>
        {status !== "PENDING" && (
          <button className="quiet" type="button" disabled={disabled} onClick={() => onReplay(id)}>
            {text("sendAgain")}
            <span className="unseen"> ({listed([type, id])})</span>
          </button>
        )}
      </td>
    </tr>
  );
}

/** The code and the time of the last answer, and its beginning; without an answer why there was none. */
function Answer({ delivery: { lastAttemptAt, responseCode, durationMs, responseBody } }: { delivery: Delivery }) {
  if (lastAttemptAt === null) return <>–</>;
  const code = responseCode ?? text("noResponse");
  return (
    <>
      {durationMs === null ? code : text("answerIn", { code, milliseconds: number(durationMs) })} {responseBody && <code>{responseBody}</code>}
    </>
  );
}
