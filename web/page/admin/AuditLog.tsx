import { useCallback, useState } from "react";

import { type AdminActionKind, AuditLogDocument, type AuditLogQuery } from "../generated/operations";
import { execute } from "../lib/api";
import { dateTime } from "../lib/format";
import { useLoaded, useSettled } from "../lib/hooks";
import type { Session } from "../lib/session";

const PAGE = 10;
const SETTLED_MS = 300;
const KINDS: Record<AdminActionKind, string> = {
  OPEN_ACCOUNT: "Opened an account",
  ADJUST_BALANCE: "Adjusted a balance",
  REFUND_PURCHASE: "Refunded a purchase",
  SET_SPEND_CAP: "Set a spend cap",
  REMOVE_SPEND_CAP: "Removed a spend cap",
  SET_ALERT: "Set an alert",
  REMOVE_ALERT: "Removed an alert",
  SET_PROGRAMME: "Set a programme",
  REMOVE_PROGRAMME: "Removed a programme",
  SET_AUTO_TOP_UP: "Set an automatic top-up",
  REMOVE_AUTO_TOP_UP: "Removed an automatic top-up",
  EXPORT_ACCOUNT: "Exported an account",
  ERASE_ACCOUNT: "Erased an account",
  CREATE_KEY: "Created a key",
  REVOKE_KEY: "Revoked a key",
  CREATE_CODE: "Created a code",
  REVOKE_CODE: "Revoked a code",
  APPLY_CATALOG: "Applied a catalog",
  ADVANCE_CLOCK: "Moved the clock",
  CREATE_WEBHOOK_ENDPOINT: "Created a webhook endpoint",
  ROTATE_WEBHOOK_SECRET: "Renewed a webhook secret",
  DELETE_WEBHOOK_ENDPOINT: "Deleted a webhook endpoint",
  PAUSE_WEBHOOK_ENDPOINT: "Paused a webhook endpoint",
  RESUME_WEBHOOK_ENDPOINT: "Resumed a webhook endpoint",
  REPLAY_WEBHOOK_DELIVERY: "Sent a webhook again",
};
const NO_FILTER = { account: "", kind: "" as AdminActionKind | "" };

/** Actions on other people's accounts, the newest first. */
export function AuditLog({ session }: { session: Session }) {
  const [filter, setFilter] = useState(NO_FILTER);
  const [refreshes, setRefreshes] = useState(0);
  // The cursors of the previous pages; the last one belongs to the page that is shown.
  const [cursors, setCursors] = useState<string[]>([]);
  const settled = useSettled(filter, SETTLED_MS);
  const read = useCallback(() => page(session, settled, cursors.at(-1)), [session, settled, cursors]);
  const { data, error } = useLoaded(read, refreshes);
  const next = data?.pageInfo.hasNextPage ? data.pageInfo.endCursor : null;
  const narrow = (change: Partial<typeof filter>) => {
    setFilter({ ...filter, ...change });
    setCursors([]);
  };
  return (
    <section id="log" className="section" aria-labelledby="log-title">
      <h2 id="log-title">Audit log</h2>
      <div className="filters" role="search" aria-label="Audit log">
        <label className="field grow">
          <span>Account</span>
          <input type="search" value={filter.account} maxLength={255} onChange={(event) => narrow({ account: event.target.value })} />
        </label>
        <label className="field">
          <span>Action</span>
          <select value={filter.kind} onChange={(event) => narrow({ kind: event.target.value as AdminActionKind | "" })}>
            <option value="">All actions</option>
            {Object.entries(KINDS).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => setRefreshes(refreshes + 1)}>
          Read again
        </button>
      </div>
      {error !== null && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
      {data !== null && <Actions actions={data.nodes} />}
      <div className="pages">
        <button type="button" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
          Newer
        </button>
        <button type="button" disabled={!next} onClick={() => next && setCursors([...cursors, next])}>
          Older
        </button>
      </div>
    </section>
  );
}

async function page(session: Session, { account, kind }: typeof NO_FILTER, after: string | undefined) {
  const variables = { first: PAGE, after: after ?? null, accountId: account.trim() || null, action: kind || null };
  return (await execute(AuditLogDocument, variables, session)).auditLog;
}

function Actions({ actions }: { actions: AuditLogQuery["auditLog"]["nodes"] }) {
  return (
    <div className="card table-box">
      <table className="log">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Account</th>
            <th scope="col">Outcome</th>
            <th scope="col">Details</th>
          </tr>
        </thead>
        <tbody>
          {actions.map(({ id, at, actor, kind, accountId, outcome, details }) => (
            <tr key={id}>
              <td data-label="When">
                <time dateTime={at}>{dateTime(at)}</time>
              </td>
              <td data-label="Who">{actor}</td>
              <th scope="row">{KINDS[kind]}</th>
              <td data-label="Account">{accountId ?? "–"}</td>
              <td data-label="Outcome">{outcome ?? "started"}</td>
              <td data-label="Details">
                <code>{JSON.stringify(details)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {actions.length === 0 && <p className="empty">No actions found.</p>}
    </div>
  );
}
