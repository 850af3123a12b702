import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";

import type { AlertKind } from "../generated/operations";
import { type Alert, alertsOf, removeAlert, setAlert, titleOf, toldBy, toldSince, type WantedAlert } from "../lib/alerting";
import { dateTime } from "../lib/format";
import { messageOf, useLoaded } from "../lib/hooks";
import type { Session } from "../lib/session";
import { Choice } from "./Choice";
import { ModelPicker } from "./ModelPicker";
import { TokenField } from "./TokenField";

const KINDS: Record<AlertKind, string> = {
  BALANCE_BELOW: "Tokens below",
  QUOTA_USED_PERCENT: "Percent of a free model used",
  DAYS_LEFT_BELOW: "Days left below",
};
const UNITS: Record<AlertKind, string> = { BALANCE_BELOW: "Tell me at tokens", QUOTA_USED_PERCENT: "Tell me at percent", DAYS_LEFT_BELOW: "Tell me at days" };
const FIRST: Record<AlertKind, number> = { BALANCE_BELOW: 5_000, QUOTA_USED_PERCENT: 80, DAYS_LEFT_BELOW: 7 };

/** The alerts: what each has told, the ways to set and remove one, and a message when one is told. */
export function Alerts({ session, revision }: { session: Session; revision: number | null }) {
  const read = useCallback(() => alertsOf(session), [session]);
  const [changes, setChanges] = useState(0);
  const { data, error } = useLoaded(read, `${revision} ${changes}`);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async (change: Promise<void>) => {
    setBusy(true);
    setProblem(null);
    await change.catch((failed: unknown) => setProblem(messageOf(failed)));
    setBusy(false);
    setChanges((before) => before + 1);
  };
  const told = problem ?? error;
  return (
    <section id="alerts" className="section" aria-labelledby="alerts-title">
      <h2 id="alerts-title">Alerts</h2>
      <p className="faint">An alert tells you once when a value passes its threshold, and again after the value came back.</p>
      {told !== null && (
        <p className="notice bad" role="alert">
          {told}
        </p>
      )}
      {data !== null && data.length > 0 && (
        <ul className="caps">
          {data.map((alert) => (
            <AlertRow key={titleOf(alert)} alert={alert} disabled={busy} onRemove={() => act(removeAlert(session, alert))} />
          ))}
        </ul>
      )}
      <AlertForm disabled={busy} onSet={(wanted) => act(setAlert(session, wanted))} />
      <Toasts alerts={data} />
    </section>
  );
}

function AlertRow({ alert, disabled, onRemove }: { alert: Alert; disabled: boolean; onRemove: () => void }) {
  const title = titleOf(alert);
  return (
    <li className="card">
      <p>
        <strong>
          <bdi>{title}</bdi>
        </strong>
        {alert.beyond && <span className="badge bad">now</span>}
      </p>
      <p className="faint small">{alert.lastFiredAt === null ? "Not told yet" : `Told ${dateTime(alert.lastFiredAt)}: ${toldBy(alert)}`}</p>
      <button className="quiet" type="button" disabled={disabled} onClick={onRemove}>
        Remove <span className="unseen">the alert: {title}</span>
      </button>
    </li>
  );
}

function AlertForm({ disabled, onSet }: { disabled: boolean; onSet: (wanted: WantedAlert) => void }) {
  const [wanted, setWanted] = useState<WantedAlert>({ kind: "BALANCE_BELOW", model: "", threshold: FIRST.BALANCE_BELOW });
  const change = (part: Partial<WantedAlert>) => setWanted((before) => ({ ...before, ...part }));
  const set = (event: FormEvent) => {
    event.preventDefault();
    onSet(wanted);
  };
  return (
    <form className="filters" aria-label="Set an alert" onSubmit={set}>
      <Choice label="Alert for" value={wanted.kind} words={KINDS} onChange={(kind) => change({ kind, threshold: FIRST[kind] })} />
      {wanted.kind === "QUOTA_USED_PERCENT" && (
        <label className="field">
          <span>Watched model</span>
          <ModelPicker id="alert-model" value={wanted.model} onChange={(model) => change({ model })} placeholder="qwen-turbo" />
        </label>
      )}
      <TokenField label={UNITS[wanted.kind]} value={wanted.threshold} onChange={(threshold) => change({ threshold })} />
      <button type="submit" disabled={disabled}>
        Set alert
      </button>
    </form>
  );
}

/** Messages of alerts that were told since the page was opened, the newest last, until they are closed. */
function Toasts({ alerts }: { alerts: Alert[] | null }) {
  const seen = useRef<number | null>(null);
  const [news, setNews] = useState<Alert[]>([]);
  useEffect(() => {
    if (alerts === null) return;
    const latest = Math.max(0, ...alerts.map((alert) => alert.revision ?? 0));
    const told = seen.current === null ? [] : toldSince(alerts, seen.current);
    if (told.length > 0) setNews((before) => [...before, ...told]);
    seen.current = Math.max(seen.current ?? 0, latest);
  }, [alerts]);
  const close = (alert: Alert) => setNews((before) => before.filter((one) => one !== alert));
  return (
    <div className="toasts" role="status" aria-label="Told just now">
      {news.map((alert) => (
        <p key={`${alert.revision}`} className="notice toast">
          <span>
            <strong>{titleOf(alert)}</strong>: {toldBy(alert)}.
          </span>
          <button className="quiet" type="button" onClick={() => close(alert)}>
            Close <span className="unseen">the message: {titleOf(alert)}</span>
          </button>
        </p>
      ))}
    </div>
  );
}
