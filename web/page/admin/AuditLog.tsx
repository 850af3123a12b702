import { useCallback, useState } from "react";

import { type AdminActionKind, AuditLogDocument, type AuditLogQuery } from "../generated/operations";
import { execute } from "../lib/api";
import { dateTime } from "../lib/format";
import { useLoaded, useSettled } from "../lib/hooks";
import { text } from "../lib/language";
import type { Session } from "../lib/session";

const PAGE = 10;
const SETTLED_MS = 300;
const KINDS: readonly AdminActionKind[] = [
  "OPEN_ACCOUNT",
  "ADJUST_BALANCE",
  "REFUND_PURCHASE",
  "SET_SPEND_CAP",
  "REMOVE_SPEND_CAP",
  "SET_ALERT",
  "REMOVE_ALERT",
  "SET_PROGRAMME",
  "REMOVE_PROGRAMME",
  "SET_AUTO_TOP_UP",
  "REMOVE_AUTO_TOP_UP",
  "EXPORT_ACCOUNT",
  "ERASE_ACCOUNT",
  "CREATE_KEY",
  "REVOKE_KEY",
  "CREATE_CODE",
  "REVOKE_CODE",
  "APPLY_CATALOG",
  "ADVANCE_CLOCK",
  "CREATE_WEBHOOK_ENDPOINT",
  "ROTATE_WEBHOOK_SECRET",
  "DELETE_WEBHOOK_ENDPOINT",
  "PAUSE_WEBHOOK_ENDPOINT",
  "RESUME_WEBHOOK_ENDPOINT",
  "REPLAY_WEBHOOK_DELIVERY",
];
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
      <h2 id="log-title">{text("auditLog")}</h2>
      <div className="filters" role="search" aria-label={text("auditLog")}>
        <label className="field grow">
          <span>{text("account")}</span>
          <input type="search" value={filter.account} maxLength={255} onChange={(event) => narrow({ account: event.target.value })} />
        </label>
        <label className="field">
          <span>{text("action")}</span>
          <select value={filter.kind} onChange={(event) => narrow({ kind: event.target.value as AdminActionKind | "" })}>
            <option value="">{text("allActions")}</option>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {text(`action${kind}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => setRefreshes(refreshes + 1)}>
          {text("readAgain")}
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
          {text("newer")}
        </button>
        <button type="button" disabled={!next} onClick={() => next && setCursors([...cursors, next])}>
          {text("older")}
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
            <th scope="col">{text("whenUsed")}</th>
            <th scope="col">{text("who")}</th>
            <th scope="col">{text("what")}</th>
            <th scope="col">{text("account")}</th>
            <th scope="col">{text("outcome")}</th>
            <th scope="col">{text("details")}</th>
          </tr>
        </thead>
        <tbody>
          {actions.map(({ id, at, actor, kind, accountId, outcome, details }) => (
            <tr key={id}>
              <td data-label={text("whenUsed")}>
                <time dateTime={at}>{dateTime(at)}</time>
              </td>
              <td data-label={text("who")}>
                <bdi>{actor}</bdi>
              </td>
              <th scope="row">{text(`action${kind}`)}</th>
              <td data-label={text("account")}>{accountId ?? "–"}</td>
              <td data-label={text("outcome")}>{outcome ?? text("started")}</td>
              <td data-label={text("details")}>
                <code dir="ltr">{JSON.stringify(details)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {actions.length === 0 && <p className="empty">{text("noActions")}</p>}
    </div>
  );
}
